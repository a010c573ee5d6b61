import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'
import type { WordFilters, WordIndex } from './word-index.ts'
import { formsOf, tokens, type WordQuery } from './words.ts'

/**
 * FTS5 without stored content: a row's id is twice its exchange's `seq`, plus one for the companion's words. The owner is a word of the
 * row too, so that the index itself narrows to one learner.
 */
export function sqliteWords(db: Kysely<Tables>): WordIndex {
  return {
    async add(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (rowid, owner, words) values (${rowId(seq, side)}, ${owner(userId)}, ${tokens(text).join(' ')})`.execute(
        trx,
      )
    },

    async remove(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (spoken_words, rowid, owner, words)
        values ('delete', ${rowId(seq, side)}, ${owner(userId)}, ${tokens(text).join(' ')})`.execute(trx)
    },

    async find(userId, query, { every, limit, filters = {} }) {
      const match = `owner:${owner(userId)} AND words:(${expression(query, every)})`
      // bm25 is lower for better; the owner's column weighs nothing.
      const found = await sql<{ seq: number; side: number; score: number }>`
        select e.seq, f.rowid % 2 as side, -bm25(spoken_words, 0.0, 1.0) as score
        from spoken_words f join exchanges e on e.seq = f.rowid / 2
        where spoken_words match ${match} and e.user_id = ${userId} ${narrowed(filters)}
        order by score desc, e.seq desc limit ${limit}`.execute(db)
      return found.rows.map((row) => ({ seq: row.seq, side: row.side === 1 ? 'agent' : 'user', score: row.score }))
    },
  }
}

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

const rowId = (seq: number, side: 'user' | 'agent') => seq * 2 + (side === 'agent' ? 1 : 0)

// The last letter keeps the stemmer from taking an id's end for a suffix.
const owner = (userId: string) => `u${userId.replaceAll('-', '')}q`

function expression({ terms, phrases, prefix }: WordQuery, every: boolean): string {
  const parts = [
    ...phrases.map((words) => `"${words.join(' ')}"`),
    ...terms.map((term, at) => {
      const forms = formsOf(term).map((form) => `"${form}"`)
      if (prefix && at === terms.length - 1) forms.push(`"${term}"*`)
      return `(${forms.join(' OR ')})`
    }),
  ]
  return parts.join(every ? ' AND ' : ' OR ')
}
