import { sql } from 'kysely'
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
