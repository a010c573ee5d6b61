import { harmless, quoted } from '../csv.ts'
import type { Row } from './stores.ts'

/** Rows as CSV (RFC 4180), in pieces of text: the first row's columns are the heading, and every field is quoted. */
export async function* writeTable(pages: AsyncIterable<Row[]>): AsyncGenerator<string> {
  let columns: string[] | undefined
  for await (const rows of pages) {
    const lines = rows.map((row) => {
      const heading = columns === undefined
      columns ??= Object.keys(row)
      const line = columns.map((column) => field(row[column])).join(',')
      return heading ? `${columns.map(field).join(',')}\r\n${line}` : line
    })
    yield `${lines.join('\r\n')}\r\n`
  }
}

/** One field, always quoted. A number is no formula whatever it begins with. */
export function field(value: unknown): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return quoted(typeof value === 'number' ? text : harmless(text))
}
