import { type Kysely, sql } from 'kysely'
import { narrowed } from './narrowed.ts'
import type { Tables } from './tables.ts'
import type { WordIndex } from './word-index.ts'
import { formsOf, tokens, type WordQuery } from './words.ts'

/**
 * FTS5 without stored content: a row's id is twice its exchange's `seq`, plus one for the companion's words. Every word is stored with
 * its owner in front, so that a search reads the words of one learner and costs the same however many others there are.
 */
export function sqliteWords(db: Kysely<Tables>): WordIndex {
  return {
    async add(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (rowid, words) values (${rowId(seq, side)}, ${owned(userId, tokens(text))})`.execute(
        trx,
      )
    },

    async remove(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (spoken_words, rowid, words)
        values ('delete', ${rowId(seq, side)}, ${owned(userId, tokens(text))})`.execute(trx)
    },

    // One writer: no exchange can go without its words.
    async forget() {},

    async find(userId, query, { every, limit, filters = {} }) {
      const { beforeSeq, side, ...others } = filters
      const matching = sql`spoken_words match ${expression(userId, query, every)}
        ${beforeSeq === undefined ? sql`` : sql`and rowid < ${rowId(beforeSeq, 'user')}`}
        ${side === undefined ? sql`` : sql`and rowid % 2 = ${rowId(0, side)}`}`
      // What the index knows by itself narrows before anything is looked up beside it. bm25 (rank) is lower for better.
      const alone = Object.values(others).every((filter) => filter === undefined)
      const found = await sql<{ seq: number; side: number; score: number }>`
        select e.seq, f.id % 2 as side, -f.score as score
        from (select rowid as id, rank as score from spoken_words where ${matching} ${alone ? sql`order by rank, rowid desc limit ${limit}` : sql``}) f
        join exchanges e on e.seq = f.id / 2
        where e.user_id = ${userId} ${narrowed(others)}
        order by score desc, e.seq desc limit ${limit}`.execute(db)
      return found.rows.map((row) => ({ seq: row.seq, side: row.side === 1 ? 'agent' : 'user', score: row.score }))
    },
  }
}

const rowId = (seq: number, side: 'user' | 'agent') => seq * 2 + (side === 'agent' ? 1 : 0)

// Without vowels, so that the stemmer sees the same syllables with and without the owner.
const ownerOf = (userId: string) =>
  userId.replaceAll('-', '').replace(/[ae]/g, (letter) => (letter === 'a' ? 'g' : 'h'))

const owned = (userId: string, words: string[]) => {
  const owner = ownerOf(userId)
  return words.map((word) => owner + word).join(' ')
}

function expression(userId: string, { terms, phrases, prefix }: WordQuery, every: boolean): string {
  const owner = ownerOf(userId)
  const parts = [
    ...phrases.map((words) => `"${owned(userId, words)}"`),
    ...terms.map((term, at) => {
      const forms = formsOf(term).map((form) => `"${owner}${form}"`)
      if (prefix && at === terms.length - 1) forms.push(`"${owner}${term}"*`)
      return `(${forms.join(' OR ')})`
    }),
  ]
  return parts.join(every ? ' AND ' : ' OR ')
}
