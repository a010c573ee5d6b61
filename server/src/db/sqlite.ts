import BetterSqlite, { type Database as SqliteFile, type Statement } from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { LRUCache } from 'lru-cache'
import { createGroupCommit, type GroupCommit, isBusy } from './group-commit.ts'

/** Size of a page cache; each of the two connections has one. */
const CACHE_KIB = 16 * 1024
const PREPARED_STATEMENTS = 500
/** How often, and how many times, a busy file is looked at before its journal is left as it is. */
const LOOK_MS = 25
const LOOKS_MAX = 1_200

/**
 * Opens the writing connection. `synchronous=FULL` makes a commit wait for the disk, because what was said must survive a power cut;
 * `secure_delete` overwrites what is erased.
 */
export function openSqliteFile(path: string, { readonly = false }: { readonly?: boolean } = {}): SqliteFile {
  const file = new BetterSqlite(path, { readonly, timeout: 5_000 })
  if (!readonly) {
    file.pragma('journal_mode = wal')
    file.pragma('synchronous = full')
    file.pragma('secure_delete = on')
    file.pragma('journal_size_limit = 67108864')
  }
  file.pragma('foreign_keys = on')
  file.pragma('temp_store = memory')
  file.pragma(`cache_size = -${CACHE_KIB}`)
  return file
}

/**
 * Writes the journal (WAL) into the file and empties it, so that no earlier version of a page is left. Waits, without holding up anybody
 * else, for whoever is writing. Throws when somebody reads or writes all the time.
 */
export async function emptyJournal(path: string): Promise<void> {
  const file = openSqliteFile(path)
  try {
    file.pragma('busy_timeout = 0')
    // Nobody waits for this, so that what nobody else may write during is little.
    file.pragma('wal_checkpoint(passive)')
    for (let look = 0; look < LOOKS_MAX; look++) {
      const [result] = file.pragma('wal_checkpoint(truncate)') as Array<{ busy: number }>
      if (result?.busy === 0) return
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  } finally {
    file.close()
  }
  throw new Error('The journal could not be emptied: the database file is busy.')
}

/**
 * Kysely on one SQLite file: writes through one connection with group commit; plain reads see only what is committed, through the same one
 * while nothing is being written there, and through a second one otherwise. Statements are prepared once per text. `readonly`: only the
 * second, for whoever changes nothing.
 */
export function sqliteDialect(path: string, { readonly = false }: { readonly?: boolean } = {}): Dialect {
  return {
    createAdapter: () => new SharingAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => createDriver(path, { readonly }),
  }
}

// Kysely would let one caller in at a time and so keep callers from sharing a commit; the group commit does its own queueing.
class SharingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

interface SqliteConnection extends DatabaseConnection {
  inTransaction: boolean
}

function createDriver(path: string, { readonly }: { readonly: boolean }) {
  let writer: SqliteFile
  let reader: SqliteFile
  let commits: GroupCommit
  const prepared = new Map<SqliteFile, LRUCache<string, Statement>>()
  const idle: SqliteConnection[] = []

  function prepare(file: SqliteFile, sql: string): Statement {
    let statements = prepared.get(file)
    if (!statements) {
      statements = new LRUCache({ max: PREPARED_STATEMENTS })
      prepared.set(file, statements)
    }
    let statement = statements.get(sql)
    if (!statement) {
      statement = file.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  /**
   * Reads what is committed. Each commit makes the other connection forget its pages, so that it is read where it was written, unless
   * something is written there just now: what nobody has committed yet is seen on that connection too. Statements of a transaction, which
   * have to see it, never come here.
   */
  function read<R>(sql: string, statement: Statement, parameters: readonly unknown[]): QueryResult<R> {
    if (!writer.inTransaction)
      try {
        return run<R>(statement, parameters)
      } catch (error) {
        // This one waits for nobody.
        if (!isBusy(error)) throw error
      }
    return run<R>(prepare(reader, sql), parameters)
  }

  function connection(): SqliteConnection {
    return {
      inTransaction: false,
      async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
        const statement = prepare(writer, sql)
        if (this.inTransaction) return commits.within(() => run<R>(statement, parameters))
        if (statement.readonly) return read(sql, statement, parameters)
        return commits.write(() => run<R>(statement, parameters))
      },
      // A statement that is being iterated blocks its whole connection, so long results are read page by page instead.
      streamQuery() {
        throw new Error('Read long results page by page: a streaming statement would block every other reader.')
      },
    }
  }

  return {
    async init() {
      writer = openSqliteFile(path, { readonly })
      // The group commit waits for a locked file itself, because SQLite would hold up the whole process while it waits.
      writer.pragma('busy_timeout = 0')
      reader = readonly ? writer : openSqliteFile(path, { readonly: true })
      commits = createGroupCommit(writer)
    },
    acquireConnection: async () => idle.pop() ?? connection(),
    async beginTransaction(connection: DatabaseConnection) {
      await commits.start()
      const own = connection as SqliteConnection
      own.inTransaction = true
    },
    async commitTransaction(connection: DatabaseConnection) {
      const own = connection as SqliteConnection
      own.inTransaction = false
      await commits.finish()
    },
    async rollbackTransaction(connection: DatabaseConnection) {
      const own = connection as SqliteConnection
      // A failed commit has already undone everything and passed the turn on.
      if (!own.inTransaction) return
      own.inTransaction = false
      commits.cancel()
    },
    async releaseConnection(connection: DatabaseConnection) {
      idle.push(connection as SqliteConnection)
    },
    async destroy() {
      commits?.flush()
      reader?.close()
      if (!readonly) writer?.pragma('optimize')
      writer?.close()
    },
  }
}

function run<R>(statement: Statement, parameters: readonly unknown[]): QueryResult<R> {
  if (statement.reader) return { rows: statement.all(...parameters) as R[] }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
}
