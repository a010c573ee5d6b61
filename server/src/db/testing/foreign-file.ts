import BetterSqlite from 'better-sqlite3'

type Row = Record<string, string | number | Buffer>

/** A collation SQLite does not have, as another program may have given its own. */
const OWN = 'unicase'

/** The bytes of a SQLite file as another program would have made it: with `collate unicase`, which only that program knows, where the schema says so. */
export function foreignFile(schema: string, fill: (insert: (table: string, row: Row) => void) => void): Buffer {
  const file = new BetterSqlite(':memory:')
  file.exec(schema.replaceAll(OWN, 'nocase'))
  fill((table, row) => {
    const columns = Object.keys(row)
    file.prepare(`insert into ${table} (${columns}) values (${columns.map(() => '?')})`).run(...Object.values(row))
  })
  if (schema.includes(OWN)) {
    file.unsafeMode(true)
    file.pragma('writable_schema = on')
    file.exec(`update sqlite_schema set sql = replace(sql, 'nocase', '${OWN}')`)
  }
  const made = file.serialize()
  file.close()
  return made
}
