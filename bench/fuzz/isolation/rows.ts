import type { Database } from '../../../server/src/db/open.ts'
import { PERSONAL_DATA } from '../../../server/src/personal-data.ts'

/** Columns that may change while others ask: none of them is a wish of anybody. */
const MOVING: Record<string, readonly string[]> = { sign_ins: ['last_seen_at'], personal_tokens: ['last_used_on'] }
/** Anybody may ask for a mail to an address they know; how many is bounded elsewhere. */
const OPEN_TO_ASK = ['mail_links']

/** Every row that is somebody's, as the slices declare their tables; as one text, so that two looks can be compared. */
export async function rowsOf(db: Database['db'], userId: string): Promise<string> {
  const tables = Object.entries(PERSONAL_DATA).flatMap(([table, data]) =>
    data.personal && typeof data.owner === 'string' && !OPEN_TO_ASK.includes(table)
      ? [{ table, owner: data.owner }]
      : [],
  )
  const all: string[] = []
  for (const { table, owner } of tables) {
    // biome-ignore lint/suspicious/noExplicitAny: tables are named by their declarations
    const rows = await (db as any).selectFrom(table).selectAll().where(owner, '=', userId).execute()
    for (const row of rows) {
      for (const column of MOVING[table] ?? []) delete row[column]
      all.push(`${table} ${JSON.stringify(row)}`)
    }
  }
  return all.sort().join('\n')
}
