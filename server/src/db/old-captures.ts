import { existsSync } from 'node:fs'
import type { Database as SqliteFile } from 'better-sqlite3'
import { DatabaseUnusable } from './prepare.ts'
import { openSqliteFile } from './sqlite.ts'

/** One row of the earlier version's `learning_captures.db`, as it stands there. */
export interface OldCapture {
  id: number
  session_id: unknown
  timestamp: unknown
  user_text: unknown
  agent_text: unknown
}

const NEEDED = ['id', 'session_id', 'timestamp', 'user_text', 'agent_text']

/**
 * Opens the earlier version's database for reading only. Throws DatabaseUnusable, naming what it found, for anything else.
 * `pages` goes through the rows by id, a page at a time.
 */
export function openOldCaptures(path: string): {
  total: number
  pages(size: number): Generator<OldCapture[]>
  close(): void
} {
  if (!existsSync(path)) throw new DatabaseUnusable(`There is no file ${path}.`)
  const file = openForReading(path)
  try {
    const tables = file
      .prepare("select name from sqlite_master where type = 'table' order by name")
      .pluck()
      .all() as string[]
    if (!tables.includes('captures'))
      throw new DatabaseUnusable(
        `${path} is not a learning_captures database: it has ${tables.length === 0 ? 'no tables' : `the tables ${tables.slice(0, 5).join(', ')}${tables.length > 5 ? ', …' : ''}`}, but no "captures".`,
      )
    const columns = (file.pragma('table_info(captures)') as Array<{ name: string }>).map(({ name }) => name)
    const missing = NEEDED.filter((name) => !columns.includes(name))
    if (missing.length > 0)
      throw new DatabaseUnusable(`The table "captures" of ${path} has no column ${missing.join(', ')}.`)
    const page = file.prepare(`select ${NEEDED.join(', ')} from captures where id > ? order by id limit ?`)
    return {
      total: file.prepare('select count(*) from captures').pluck().get() as number,
      *pages(size) {
        for (let after = -1; ; ) {
          const rows = page.all(after, size) as OldCapture[]
          if (rows.length === 0) return
          after = rows.at(-1)?.id ?? after
          yield rows
        }
      },
      close: () => file.close(),
    }
  } catch (error) {
    file.close()
    throw error
  }
}

function openForReading(path: string): SqliteFile {
  try {
    const file = openSqliteFile(path, { readonly: true })
    file.prepare('select count(*) from sqlite_master').get()
    return file
  } catch (error) {
    throw new DatabaseUnusable(`${path} is not a SQLite database, or is damaged.`, { cause: error })
  }
}
