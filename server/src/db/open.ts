import { stat } from 'node:fs/promises'
import { Kysely, PGliteDialect, sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { PassageIndex } from './passage-index.ts'
import { type Pool, postgresDialect } from './postgres.ts'
import { postgresPassageWords } from './postgres-passage-words.ts'
import { postgresWords } from './postgres-words.ts'
import { emptyJournal, sqliteDialect } from './sqlite.ts'
import { sqlitePassageWords } from './sqlite-passage-words.ts'
import { sqliteWords } from './sqlite-words.ts'
import type { Tables } from './tables.ts'
import { tellingTrouble } from './trouble.ts'
import { withVectorsAlong } from './vectors-along.ts'
import type { WordIndex } from './word-index.ts'

export type Db = Kysely<Tables>
/** A handle of any of the house's tables: for work in the transaction of somebody else, whose tables are none of one's own. */
// biome-ignore lint/suspicious/noExplicitAny: whatever tables the caller has picked
export type AnyDb = Kysely<any>

/** Where the data lives: a SQLite file, a PostgreSQL server, or (tests) a PostgreSQL inside this process. */
export type DatabaseAddress =
  | { engine: 'sqlite'; file: string }
  | { engine: 'postgres'; url: string; connections?: number }
  | { engine: 'postgres'; pglite: ConstructorParameters<typeof PGliteDialect>[0]['pglite'] }

/** An open database: `sql` for statements, `words` and `passages` for keyword search in what was said and in what was brought. */
export interface Database {
  readonly engine: Engine
  readonly db: Db
  readonly words: WordIndex
  readonly passages: PassageIndex
  /** Where it is a file of this machine, its path: a thread can read it too. */
  readonly file: string | null
  /** Connections to a server that are open, unused, and waited for; null where there is none. */
  pool(): { open: number; idle: number; waiting: number } | null
  /** Bytes of all of it, and of SQLite's journal. */
  sizes(): Promise<{ bytes: number; walBytes: number | null }>
  /** Resolves when the database answers; rejects otherwise. */
  ping(): Promise<void>
  /**
   * Sees to it that the bytes of deleted rows leave the files as far as the engine can: SQLite overwrites them and empties its journal.
   * PostgreSQL frees them with its next vacuum.
   */
  purge(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a database; the schema is brought up to date elsewhere (`prepareDatabase`). `onLost` hears of broken idle connections, `onTrouble`
 * of every statement the database could not carry out; whoever sent it gets Problem `database-unavailable` or `storage-full`.
 */
export function openDatabase(
  address: DatabaseAddress,
  {
    onLost = () => {},
    onTrouble = () => {},
  }: { onLost?: (error: Error) => void; onTrouble?: (cause: unknown) => void } = {},
): Database {
  let pool: Pool | undefined
  const onPool = (made: Pool) => {
    pool = made
  }
  const db = new Kysely<Tables>({ dialect: tellingTrouble(dialectOf(address, { onLost, onPool }), onTrouble) })
  return {
    engine: address.engine,
    db,
    words: withVectorsAlong(address.engine === 'sqlite' ? sqliteWords(db) : postgresWords(db)),
    passages: address.engine === 'sqlite' ? sqlitePassageWords(db) : postgresPassageWords(db),
    file: 'file' in address ? address.file : null,
    pool: () => (pool ? { open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount } : null),
    sizes: () => sizesOf(db, address),
    async ping() {
      await sql`select 1`.execute(db)
    },
    purge: () => ('file' in address ? emptyJournal(address.file) : Promise.resolve()),
    close: () => db.destroy(),
  }
}

async function sizesOf(db: Db, address: DatabaseAddress): Promise<{ bytes: number; walBytes: number | null }> {
  if ('file' in address) {
    const [file, wal] = await Promise.all([address.file, `${address.file}-wal`].map(bytesOf))
    return { bytes: file ?? 0, walBytes: wal ?? 0 }
  }
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db)
  return { bytes: Number(rows[0]?.bytes ?? 0), walBytes: null }
}

// There is no journal when it was emptied by whoever closed last.
const bytesOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

function dialectOf(
  address: DatabaseAddress,
  { onLost, onPool }: { onLost: (error: Error) => void; onPool: (pool: Pool) => void },
) {
  if (address.engine === 'sqlite') return sqliteDialect(address.file)
  if ('pglite' in address) return new PGliteDialect({ pglite: address.pglite })
  return postgresDialect(address.url, { max: address.connections ?? 10, onLost, onPool })
}
