import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { harmless, quoted } from '../csv.ts'
import { type Head, writeDocument } from './document.ts'
import { writeReading } from './reading.ts'
import type { FileStore, KeptFile, Row, Store } from './stores.ts'

/** Name of the document inside an archive; it is what comes back with an import. */
export const DOCUMENT = 'everything.json'

/** The whole export as a ZIP: a table (CSV) or a page to read (Markdown) per store, the files, and the JSON document. */
export async function* writeArchive(
  head: Head,
  stores: readonly Store[],
  { files, format }: { files: readonly FileStore[]; format: 'csv' | 'markdown' },
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const failed = Promise.withResolvers<never>()
  zip.on('error', failed.reject)
  failed.promise.catch(() => {})
  const add = (name: string, content: () => AsyncIterable<string | Uint8Array>) =>
    zip.addReadStreamLazy(name, { mtime: new Date(head.generated_at) }, (give) =>
      give(null, Readable.from(content(), { objectMode: false })),
    )
  for (const store of stores) {
    if (format === 'csv') add(`${store.as}.csv`, () => writeTable(store.pages()))
    else add(`${store.as}.md`, () => writeReading(store))
  }
  for (const { of, files: all } of files) {
    const names = new Map<string, KeptFile>()
    for await (const file of all()) names.set(file.name, file)
    for (const [name, file] of names) {
      add(`${of}/${name}`, async function* () {
        yield await file.read()
      })
    }
  }
  add(DOCUMENT, () => writeDocument(head, stores, files))
  zip.end()
  const output = (zip.outputStream as Readable)[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await Promise.race([output.next(), failed.promise])
    if (done) return
    yield value
  }
}

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
