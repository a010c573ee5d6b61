import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Database } from '../src/db/open.ts'
import { tableNames } from '../src/db/table-names.ts'

/** Where some bytes still stand: files of a folder, and rows of the tables as the database would write them out. */
export async function whereIs(
  needles: readonly string[],
  { folder, database }: { folder: string; database: Database },
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  const look = (place: string, bytes: Buffer) => {
    for (const needle of needles) if (bytes.includes(needle)) found[needle] = [...(found[needle] ?? []), place]
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    look(path.slice(folder.length + 1), Buffer.from(path.slice(folder.length + 1)))
    if (entry.isFile()) look(path.slice(folder.length + 1), readFileSync(path))
  }
  for (const name of await tableNames(database)) look(`table ${name}`, Buffer.from(await writtenOut(database, name)))
  return found
}

async function writtenOut({ db, engine }: Database, name: string): Promise<string> {
  if (engine === 'postgres') {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    return rows.map(({ row }) => row).join('\n')
  }
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)
  return rows
    .flatMap((row) => Object.values(row))
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('\n')
}
