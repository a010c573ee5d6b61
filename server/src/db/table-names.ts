import { sql } from 'kysely'
import type { Database } from './open.ts'

/** The names of the tables that are there, whoever made them. */
export async function tableNames({ db, engine }: Pick<Database, 'db' | 'engine'>): Promise<string[]> {
  const { rows } =
    engine === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db)
      : await sql<{
          name: string
        }>`select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(db)
  return rows.map(({ name }) => name)
}
