import BetterSqlite from 'better-sqlite3'

type Value = string | number | null

/** The bytes of a new SQLite file: a schema, and rows for its tables. It is made in memory, so it belongs into a thread with limits. */
export function makeSqlite(schema: string, tables: Readonly<Record<string, Iterable<Record<string, Value>>>>): Buffer {
  const file = new BetterSqlite(':memory:')
  try {
    file.exec(schema)
    file.transaction(() => {
      for (const [table, rows] of Object.entries(tables)) {
        let insert: ReturnType<typeof file.prepare> | undefined
        for (const row of rows) {
          const columns = Object.keys(row)
          insert ??= file.prepare(
            `insert into ${table} (${columns.join(', ')}) values (${columns.map((column) => `@${column}`).join(', ')})`,
          )
          insert.run(row)
        }
      }
    })()
    return file.serialize()
  } finally {
    file.close()
  }
}
