import { type Kysely, sql } from 'kysely'
import type { PassageFilters } from './passage-index.ts'
import type { Tables } from './tables.ts'
import type { WordFilters } from './word-index.ts'

/** The conditions of a search beside its words; both engines share them. */
export function narrowed({ sessionId, after, before, beforeSeq }: WordFilters) {
  const conditions = [
    sessionId === undefined ? null : sql`and e.session_id = ${sessionId}`,
    after === undefined ? null : sql`and e.said_at >= ${after}`,
    before === undefined ? null : sql`and e.said_at < ${before}`,
    beforeSeq === undefined ? null : sql`and e.seq < ${beforeSeq}`,
  ].filter((condition) => condition !== null)
  return conditions.length === 0 ? sql`` : sql.join(conditions, sql` `)
}

/** The same for passages, whose time is when they came. */
export function narrowedPassages({ kinds, sources, after, before }: PassageFilters) {
  return sql`and p.kind in (${sql.join(kinds)}) ${sources === undefined ? sql`` : sql`and p.source_id in (${sql.join(sources)})`}
    ${after === undefined ? sql`` : sql`and p.created_at >= ${after}`} ${before === undefined ? sql`` : sql`and p.created_at < ${before}`}`
}

/** From which exchange to which the filters can be met; null when nothing meets them. */
export async function reach(
  db: Kysely<Tables>,
  userId: string,
  filters: WordFilters,
): Promise<{ first: number; last: number } | null> {
  const matching = sql`from exchanges e where e.user_id = ${userId} ${narrowed(filters)}`
  // Asked for in one go, SQLite would read all that lies between them.
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select (select min(e.seq) ${matching}) as first, (select max(e.seq) ${matching}) as last`.execute(db)
  const { first = null, last = null } = rows[0] ?? {}
  return first === null || last === null ? null : { first, last }
}
