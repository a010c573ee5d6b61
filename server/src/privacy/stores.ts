import { setImmediate as breath } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Exported, ExportPart, PersonalData } from '../db/personal-data.ts'
import type { Tables } from '../db/tables.ts'

/** Reading and writing so many rows takes about 5 ms, also when every turn is as long as it may be. */
const ROWS_AT_ONCE = 50
/** Files are exported in pieces, so that no record is large; a multiple of 3, for base64. */
const PIECE_BYTES = 48 * 1024

export type Row = Record<string, unknown>

/** A store of the export: everything of one kind, a page at a time, in the order it came about. */
export interface Store {
  as: string
  /** One object instead of a list. */
  single: boolean
  pages(): AsyncGenerator<Row[]>
}

/** A recording, or a file somebody gave, to be exported as a file. */
export interface KeptFile {
  id: string
  name: string
  read(): Promise<Uint8Array>
}

/** The files that belong to a store: they follow it in a document, and have a folder of its name in an archive. */
export interface FileStore {
  as: string
  of: string
  /** What a piece says of which file it is. */
  key: string
  files(): AsyncGenerator<KeptFile>
}

/** What the export needs of the recordings. */
export interface KeptSound {
  read(userId: string, id: string): Promise<{ bytes: Uint8Array }>
  fileName(recording: { id: string; mime: string }): string
}

/** What the export needs of the files somebody gave. */
export interface GivenFiles {
  open(userId: string, id: string): Promise<{ content: AsyncIterable<Uint8Array> }>
}

export type Stores = ReturnType<typeof createStores>

/** Reads everything of one learner, as the slices' declarations say it. `sound` are the recordings, `given` the files somebody gave. */
export function createStores({
  db,
  tables,
  sound,
  given,
}: {
  db: Db
  tables: PersonalData<keyof Tables>
  sound: KeptSound
  given: GivenFiles
}) {
  async function* rowsOf(name: string, owned: ReturnType<typeof ownership>, by: string): AsyncGenerator<Row[]> {
    for (let after: unknown = null; ; ) {
      const { rows } = await sql<Row>`select * from ${sql.table(name)}
        where ${owned} ${after === null ? sql`` : sql`and ${sql.ref(by)} > ${after}`}
        order by ${sql.ref(by)} limit ${ROWS_AT_ONCE}`.execute(db)
      if (rows.length > 0) yield rows
      if (rows.length < ROWS_AT_ONCE) return
      after = rows.at(-1)?.[by]
      await breath()
    }
  }

  function storesOf(userId: string, name: string, owner: Owner, exported: Exported): (Store & { part: Part })[] {
    const pages = () => rowsOf(name, ownership(userId, owner), exported.by)
    const whole = {
      ...{ as: exported.as, part: exported.part, single: exported.single ?? false },
      pages: () => mapped(pages(), (row) => exportedRow(row, exported)),
    }
    const apart = Object.entries(exported.apart ?? {}).flatMap(([column, store]) => ({
      ...{ as: store?.as ?? column, part: store?.part, single: true },
      pages: () => mapped(pages(), (row) => JSON.parse(String(row[column])) as Row),
    }))
    return [whole, ...apart]
  }

  return {
    /** Every store of a learner, without the parts that are not wanted. */
    of(userId: string, parts: ReadonlySet<ExportPart>): Store[] {
      return Object.entries(tables)
        .flatMap(([name, said]) =>
          said.personal && !('not' in said.exported) ? storesOf(userId, name, said.owner, said.exported) : [],
        )
        .filter(({ part }) => part === undefined || parts.has(part))
    },

    /** The files of a learner: their recordings, and what they gave. */
    filesOf: (userId: string): FileStore[] => [
      {
        ...{ as: 'recording_files', of: 'recordings', key: 'recording_id' },
        files: () =>
          kept('recordings', userId, (id, { mime }) => ({
            name: sound.fileName({ id, mime: String(mime) }),
            read: async () => (await sound.read(userId, id)).bytes,
          })),
      },
      {
        ...{ as: 'given_files', of: 'files', key: 'file_id' },
        files: () =>
          kept('files', userId, (id, { name }) => ({
            name: `${id} ${name}`,
            read: async () => Buffer.concat(await Array.fromAsync((await given.open(userId, id)).content)),
          })),
      },
    ],
  }

  async function* kept(
    table: 'recordings' | 'files',
    userId: string,
    fileOf: (id: string, row: Row) => Omit<KeptFile, 'id'>,
  ): AsyncGenerator<KeptFile> {
    for await (const rows of rowsOf(table, ownership(userId, 'user_id'), 'id'))
      for (const row of rows) yield { id: String(row.id), ...fileOf(String(row.id), row) }
  }
}

/** The same file in pieces of text, for a document. */
export async function* pieces({ id, read }: Pick<KeptFile, 'id' | 'read'>, key: string): AsyncGenerator<Row[]> {
  const bytes = Buffer.from(await read())
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield [{ [key]: id, base64: bytes.toString('base64', at, Math.min(at + PIECE_BYTES, bytes.length)) }]
  }
}

type Owner = string | { pseudonym: string } | { foundBy: string }
type Part = ExportPart | undefined

function ownership(userId: string, owner: Owner) {
  if (typeof owner === 'string') return sql`${sql.ref(owner)} = ${userId}`
  if ('pseudonym' in owner)
    return sql`${sql.ref(owner.pseudonym)} in (select pseudonym from audit_identities where user_id = ${userId})`
  // The declaration has to say how else it can be read before it may be exported.
  throw new Error(`Nobody knows how to read what is found by ${owner.foundBy}.`)
}

function exportedRow(row: Row, { without = {}, json = [], apart = {} }: Exported): Row {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !(column in without) && !(column in apart))
      .map(([column, value]) => [column, json.includes(column) ? JSON.parse(String(value)) : value]),
  )
}

async function* mapped(pages: AsyncGenerator<Row[]>, change: (row: Row) => Row): AsyncGenerator<Row[]> {
  for await (const rows of pages) yield rows.map(change)
}
