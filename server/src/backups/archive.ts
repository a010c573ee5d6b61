import { createHash } from 'node:crypto'
import { pipeline, Readable, type Transform } from 'node:stream'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { z } from 'zod'
import type { CopiedTable, Value } from '../db/snapshot.ts'
import { readingFrom } from '../vault/pieces.ts'
import { BackupUnusable } from './unusable.ts'

/** Content is written in pieces of about so many bytes. */
const PIECE_BYTES = 128 * 1024
/** Longest record that is read: the longest row there can be, and much more. */
const RECORD_BYTES_MAX = 64 * 1024 * 1024
const HEAD_BYTES = 5
/** As fast as a disk writes, and half of text goes. */
const LEVEL = 3

// Every record is one byte for what it is, four for its length, and itself.
const RECORD = { head: 1, table: 2, file: 3, piece: 4, end: 5, manifest: 6 } as const

/** What an archive says of itself before anything else. */
const Head = z.object({
  format: z.literal(1),
  version: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  made_at: z.iso.datetime(),
  installation: z.string(),
  migrations: z.array(z.string()),
  numbers: z.record(z.string(), z.number()),
})
export type Head = z.infer<typeof Head>

const Table = z.object({ name: z.string(), columns: z.array(z.string()) })
const End = z.object({ count: z.int(), sha256: z.string() })
/** How many parts there were, and a hash over the kind, the name and the end of each: it stays small, however many files there are. */
const Manifest = z.object({ count: z.int(), sha256: z.string() })

/** A part as it was noted at its end: `count` rows, or bytes of a file. */
export interface Part extends z.infer<typeof End> {
  kind: 'table' | 'file'
  name: string
}

/** Notes parts as they end. */
function manifesting() {
  const hash = createHash('sha256')
  let count = 0
  return {
    add({ kind, name, ...end }: Part): void {
      hash.update(`${JSON.stringify([kind, name, end.count, end.sha256])}\n`)
      count += 1
    },
    count: () => count,
    end: (): z.infer<typeof Manifest> => ({ count, sha256: hash.digest('hex') }),
  }
}

/** What is put into an archive, in this order. */
export interface Contents {
  head: Head
  files(): AsyncIterable<{ name: string; content: AsyncIterable<Buffer> }>
  tables(): AsyncIterable<{ table: CopiedTable; pages: AsyncIterable<Value[][]> }>
}

/** Who hears how much went in, before it was compressed. */
interface Hearing {
  onBytes(bytes: number): void
  onRows(rows: number): void
}

/** Writes an archive: head, files, tables, and a manifest of all of it, compressed. */
export function writeArchive(contents: Contents, hearing: Hearing): AsyncIterable<Buffer> {
  return through(
    records(contents, hearing),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
  )
}

/** What comes out of a stream that a source flows into; it fails as the source does. */
function through(source: AsyncIterable<Buffer>, step: Transform): AsyncIterable<Buffer> {
  // Whoever reads hears of it.
  return pipeline(Readable.from(source, { objectMode: false }), step, () => {})
}

async function* records({ head, tables, files }: Contents, { onBytes, onRows }: Hearing): AsyncGenerator<Buffer> {
  const manifest = manifesting()
  async function* part(kind: 'table' | 'file', name: string, pieces: AsyncIterable<{ bytes: Buffer; count: number }>) {
    const hash = createHash('sha256')
    let count = 0
    for await (const piece of pieces) {
      hash.update(piece.bytes)
      count += piece.count
      onBytes(piece.bytes.length)
      yield record(RECORD.piece, piece.bytes)
    }
    const end = { count, sha256: hash.digest('hex') }
    manifest.add({ kind, name, ...end })
    if (kind === 'table') onRows(count)
    yield record(RECORD.end, end)
  }
  yield record(RECORD.head, head)
  for await (const { name, content } of files()) {
    yield record(RECORD.file, { name })
    yield* part('file', name, counted(content))
  }
  for await (const { table, pages } of tables()) {
    yield record(RECORD.table, table)
    yield* part('table', table.name, linesOf(pages))
  }
  yield record(RECORD.manifest, manifest.end())
}

function record(kind: number, content: object | Buffer): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  if (bytes.length > RECORD_BYTES_MAX) throw new Error('a record of an archive is longer than what is read')
  const front = Buffer.alloc(HEAD_BYTES)
  front[0] = kind
  front.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([front, bytes])
}

async function* counted(content: AsyncIterable<Buffer>) {
  for await (const bytes of content) yield { bytes, count: bytes.length }
}

/** Rows as they stand in an archive: lines of JSON, several to a piece. */
export async function* linesOf(pages: AsyncIterable<Value[][]>) {
  let [text, count] = ['', 0]
  for await (const rows of pages)
    for (const row of rows) {
      text += `${toJson(row)}\n`
      count += 1
      if (text.length < PIECE_BYTES) continue
      yield { bytes: Buffer.from(text), count }
      ;[text, count] = ['', 0]
    }
  if (count > 0) yield { bytes: Buffer.from(text), count }
}

const isBlob = (value: unknown): value is { base64: string } =>
  typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'

const toJson = (row: Value[]) =>
  JSON.stringify(
    row.some(Buffer.isBuffer)
      ? row.map((value) => (Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value))
      : row,
  )

// What comes here is what we have sealed; only its bytes have to become bytes again.
const toRow = (row: unknown[]) =>
  row.map((value) => (isBlob(value) ? Buffer.from(value.base64, 'base64') : (value as Value)))

/** A part of an archive as it is read, which has to be read to its end before the next. */
export type ReadPart =
  | { kind: 'table'; table: CopiedTable; pages: AsyncGenerator<Value[][]> }
  | { kind: 'file'; name: string; content: AsyncGenerator<Buffer> }

/**
 * Reads what `writeArchive` wrote: the head at once, then part after part. Every part is compared with what was noted at its end, and all
 * of them with the manifest, so that whoever reads to the end without an error has everything. Throws BackupUnusable.
 */
export async function readArchive(source: AsyncIterable<Buffer>) {
  const reading = readingFrom(through(source, createZstdDecompress()))
  let next = await take()

  async function take(): Promise<{ kind: number; bytes: Buffer } | null> {
    const front = await reading.next(HEAD_BYTES)
    if (front.length === 0) return null
    const length = front.length === HEAD_BYTES ? front.readUInt32BE(1) : Number.POSITIVE_INFINITY
    if (length > RECORD_BYTES_MAX) throw damaged()
    const bytes = await reading.next(length)
    if (bytes.length < length) throw damaged()
    return { kind: front[0] ?? 0, bytes }
  }
  const parsed = <Schema extends z.ZodType>(schema: Schema, kind: number): z.infer<Schema> => {
    const read = next?.kind === kind ? schema.safeParse(asObject(next.bytes)) : null
    if (!read?.success) throw damaged()
    return read.data
  }

  const head = parsed(Head, RECORD.head)
  const manifest = manifesting()
  const tables: Part[] = []
  let files = 0

  async function* pieces(kind: 'table' | 'file', name: string, countOf: (bytes: Buffer) => number) {
    const hash = createHash('sha256')
    let count = 0
    next = await take()
    for (; next?.kind === RECORD.piece; next = await take()) {
      hash.update(next.bytes)
      count += countOf(next.bytes)
      yield next.bytes
    }
    const end = parsed(End, RECORD.end)
    if (end.count !== count || end.sha256 !== hash.digest('hex')) throw damaged()
    manifest.add({ kind, name, ...end })
    if (kind === 'file') files += 1
    else tables.push({ kind, name, ...end })
  }

  async function* partsOf(): AsyncGenerator<ReadPart> {
    for (next = await take(); next?.kind !== RECORD.manifest; next = await take()) {
      const before = manifest.count()
      if (next?.kind === RECORD.table) {
        const table = parsed(Table, RECORD.table)
        yield { kind: 'table', table, pages: pagesOf(pieces('table', table.name, lineCount)) }
      } else {
        const { name } = parsed(z.object({ name: z.string() }), RECORD.file)
        yield { kind: 'file', name, content: pieces('file', name, ({ length }) => length) }
      }
      if (manifest.count() === before) throw new Error('a part of an archive was not read to its end')
    }
    const noted = parsed(Manifest, RECORD.manifest)
    const found = manifest.end()
    if (noted.count !== found.count || noted.sha256 !== found.sha256 || (await take()) !== null) throw damaged()
  }

  return {
    head,
    parts: partsOf,
    /** What was read so far: the tables, and how many files. */
    read: () => ({ tables, files }),
    /** Reads no further. */
    leave: reading.leave,
  }
}

async function* pagesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Value[][]> {
  for await (const bytes of pieces) {
    const page: Value[][] = []
    for (const line of bytes.toString().split('\n').slice(0, -1)) {
      const row = asObject(line)
      if (!Array.isArray(row)) throw damaged()
      page.push(toRow(row))
    }
    yield page
  }
}

function lineCount(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}

function asObject(text: Buffer | string): unknown {
  try {
    return JSON.parse(text.toString())
  } catch {
    return undefined
  }
}

const damaged = () =>
  new BackupUnusable('This backup is not whole: what is in it is not what was noted when it was made.')
