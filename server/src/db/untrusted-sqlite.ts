import BetterSqlite, { type Database as SqliteFile } from 'better-sqlite3'

/** Where a SQLite file says whether it writes a journal beside itself (https://www.sqlite.org/fileformat.html, offsets 18 and 19). */
const JOURNAL_AT = [18, 19]
const [WITHOUT_JOURNAL, WITH_JOURNAL] = [1, 2]
const CACHE_KIB = 4 * 1024

/** A database that somebody else made, opened for reading. */
export type UntrustedSqlite = ReturnType<typeof openUntrustedSqlite>

/** Thrown for what is no database, is damaged, or is more than rows that lie there. */
export class UntrustedSqliteError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'UntrustedSqliteError'
  }
}

/**
 * Opens a SQLite database that a stranger may have made, in memory and for reading only. What a schema can do besides holding rows is left
 * alone: views, virtual tables and computed columns are not read. `collation` is a rule of comparing that only the program knows that made it;
 * as nothing is compared here, another stands in its place. Reading still takes as long as the file is large: it belongs into a thread with
 * limits. Throws UntrustedSqliteError, also while rows are read.
 */
export function openUntrustedSqlite(bytes: Buffer, { collation }: { collation?: string } = {}) {
  // One that writes a journal beside itself cannot be opened in memory; there is no journal here.
  for (const at of JOURNAL_AT) if (bytes[at] === WITH_JOURNAL) bytes[at] = WITHOUT_JOURNAL
  const file = guarded('This is no SQLite database.', () => opened(collation ? without(collation, bytes) : bytes))
  const kinds = new Map(
    guarded('Its list of tables is damaged.', () =>
      file
        .prepare<[], { name: string; plain: number }>(
          // However it was written, SQLite keeps a plain table as `CREATE TABLE`; what begins otherwise is none.
          "select name, type = 'table' and sql like 'create table%' as plain from sqlite_schema where type in ('table', 'view')",
        )
        .all(),
    ).map(({ name, plain }) => [name, plain === 1]),
  )

  function columnsOf(table: string): string[] {
    if (kinds.get(table) !== true) return []
    const columns = guarded('The columns of a table are damaged.', () =>
      file
        .prepare<[string], { name: string; hidden: number }>('select name, hidden from pragma_table_xinfo(?)')
        .all(table),
    )
    if (columns.some(({ hidden }) => hidden !== 0)) throw new UntrustedSqliteError('A table computes its columns.')
    return columns.map(({ name }) => name)
  }

  return {
    /** Whether there is such a table, with such columns; a view or a virtual table is none. Throws for one that computes its columns. */
    has(table: string, columns: readonly string[] = []): boolean {
      const known = columnsOf(table)
      return known.length > 0 && columns.every((column) => known.includes(column))
    },

    /** How many rows a table has. */
    count: (table: string): number =>
      guarded('A table is damaged.', () =>
        file
          .prepare<[], number>(`select count(*) from ${quoted(table)}`)
          .pluck()
          .get(),
      ) ?? 0,

    /**
     * The rows of a table as they lie there, at most `limit`, each with these columns. A text or a blob longer than `longest`,
     * and a number JavaScript cannot hold, comes as null.
     */
    *rows(
      table: string,
      columns: readonly string[],
      { limit, longest }: { limit: number; longest: number },
    ): Generator<Record<string, unknown>> {
      const wanted = columns.map((name) => {
        const column = quoted(name)
        return `case when octet_length(${column}) <= ${longest} and not ${beyond(column)} then ${column} end as ${column}`
      })
      const rows = guarded('A table cannot be read.', () =>
        file
          .prepare<[number], Record<string, unknown>>(`select ${wanted.join(', ')} from ${quoted(table)} limit ?`)
          .iterate(limit),
      )
      for (;;) {
        const { done, value } = guarded('A table is damaged.', () => rows.next())
        if (done) return
        yield value
      }
    },

    close: () => file.close(),
  }
}

function opened(bytes: Buffer): SqliteFile {
  const file = new BetterSqlite(bytes, { readonly: true })
  file.pragma('trusted_schema = off')
  file.pragma('cell_size_check = on')
  file.pragma(`cache_size = -${CACHE_KIB}`)
  return file
}

const beyond = (column: string): string =>
  `(typeof(${column}) = 'integer' and ${column} not between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER})`

/** The same database with a rule of comparing that SQLite has. */
function without(collation: string, bytes: Buffer): Buffer {
  const file = new BetterSqlite(bytes)
  try {
    file.pragma('trusted_schema = off')
    const where = "where type in ('table', 'index') and instr(sql, ?) > 0"
    if (file.prepare(`select 1 from sqlite_schema ${where}`).get(collation) === undefined) return bytes
    file.unsafeMode(true)
    file.pragma('writable_schema = on')
    file.prepare(`update sqlite_schema set sql = replace(sql, ?, 'nocase') ${where}`).run(collation, collation)
    return file.serialize()
  } finally {
    file.close()
  }
}

/** Whatever SQLite says of such a file is the file's fault. */
function guarded<T>(sentence: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof UntrustedSqliteError ? cause : new UntrustedSqliteError(sentence, { cause })
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
