import { createHash } from 'node:crypto'
import type { AnalyticsTable } from '@lva/contracts/insights-export'
import { harmless, quoted } from '../csv.ts'
import { breath } from './reading.ts'

const PAGE = 500

/** A row of an export: names of ours, numbers and texts. */
export type ExportRow = Record<string, string | number | null>
/** Rows in pages; `after` is the last row of the page before. */
export type Pages = (after: ExportRow | null, limit: number) => Promise<ExportRow[]>

/** A file, what it is, and how it can be checked: rows and the SHA-256 of its bytes. */
export interface ExportedFile {
  name: string
  type: string
  body: Buffer
  rows: number
  sha256: Buffer
}

/** One table as CSV (RFC 4180); a table without rows has a heading all the same. */
export async function asCsv(table: AnalyticsTable, columns: readonly string[], pages: Pages): Promise<ExportedFile> {
  const line = (cells: readonly unknown[]) => `${cells.map(field).join(',')}\r\n`
  const pieces = [line(columns)]
  const rows = await eachPage(pages, (page) => {
    pieces.push(page.map((row) => line(columns.map((column) => row[column]))).join(''))
  })
  return fileOf(`${table}.csv`, 'text/csv; charset=utf-8', Buffer.from(pieces.join('')), rows)
}

/**
 * All tables as JSON: of each how many rows it has, and the SHA-256 of them, which is that of the text between the brackets of `of`, both
 * included.
 */
export async function asJson(tables: Record<AnalyticsTable, Pages>, madeAt: Date): Promise<ExportedFile> {
  const parts: string[] = []
  let rows = 0
  for (const [name, pages] of Object.entries(tables)) {
    const pieces: string[] = []
    const count = await eachPage(pages, (page) => pieces.push(page.map((row) => JSON.stringify(row)).join(',')))
    const of = `[${pieces.join(',')}]`
    const sha256 = createHash('sha256').update(of).digest('hex')
    parts.push(`${JSON.stringify(name)}:{"rows":${count},"sha256":"${sha256}","of":${of}}`)
    rows += count
  }
  const body = `{"made_at":${JSON.stringify(madeAt.toISOString())},"tables":{${parts.join(',')}}}\n`
  return fileOf('progress.json', 'application/json; charset=utf-8', Buffer.from(body), rows)
}

async function eachPage(pages: Pages, take: (page: ExportRow[]) => void): Promise<number> {
  let rows = 0
  for (let after: ExportRow | null = null; ; await breath()) {
    const page: ExportRow[] = await pages(after, PAGE)
    if (page.length > 0) take(page)
    rows += page.length
    if (page.length < PAGE) return rows
    after = page.at(-1) ?? null
  }
}

function fileOf(name: string, type: string, body: Buffer, rows: number): ExportedFile {
  return { name, type, body, rows, sha256: createHash('sha256').update(body).digest() }
}

function field(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return quoted(harmless(String(value ?? '')))
}
