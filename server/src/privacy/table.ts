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

/**
 * One field. What a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises
 * (https://owasp.org/www-community/attacks/CSV_Injection): words somebody said must not run where somebody else opens the file.
 */
export function field(value: unknown): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const harmless = typeof value !== 'number' && /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
