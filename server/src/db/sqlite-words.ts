import { type Kysely, sql } from 'kysely'
import { fixed } from './fixed.ts'
import { narrowed, reach } from './narrowed.ts'
import type { Tables } from './tables.ts'
import { apart, together } from './together.ts'
import type { WordFilters, WordHit, WordIndex, Wording } from './word-index.ts'
import { tokens } from './words.ts'

interface Wanted extends Pick<WordFilters, 'sessionId' | 'after' | 'before'> {
  userId: string
  /** What FTS5 is asked, one question after the other. */
  asked: readonly string[]
  limit: number
  /** Ids of rows: below the first, and from one to another. */
  below: number | undefined
  first: number | undefined
  last: number | undefined
  /** What is left of a row's id by two. */
  side: number | undefined
}

const holdersOf = fixed((_: Kysely<Tables>, { userId, asked, limit, below, first, last, side, ...others }: Wanted) => {
  const alone = Object.values(others).every((filter) => filter === undefined)
  // A cross join, because SQLite would otherwise begin with the exchanges and ask the index about each of them.
  const beside = sql`cross join exchanges e on e.seq = f.rowid / 2 and e.user_id = ${userId} ${narrowed(others)}`
  return together<{ id: number }>(
    asked.map(
      (words) => sql`select f.rowid as id from spoken_words f ${alone ? sql`` : beside}
        where f.spoken_words match ${words} ${below === undefined ? sql`` : sql`and f.rowid < ${below}`}
        ${first === undefined ? sql`` : sql`and f.rowid between ${first} and ${last}`}
        ${side === undefined ? sql`` : sql`and f.rowid % 2 = ${side}`}
        order by f.rowid desc limit ${limit}`,
    ),
  )
})

const addWords = fixed(
  (_: Kysely<Tables>, { id, words }: { id: number; words: string }) =>
    sql`insert into spoken_words (rowid, words) values (${id}, ${words})`,
)

/**
 * FTS5 without stored content: a row's id is twice its exchange's `seq`, plus one for the companion's words. Every word is stored with
 * its owner in front, so that a search reads the words of one learner and costs the same however many others there are.
 */
export function sqliteWords(db: Kysely<Tables>): WordIndex {
  const holdingEach: WordIndex['holdingEach'] = async (userId, asked, { limit, filters = {} }) => {
    if (asked.length === 0) return []
    const { beforeSeq, side, within, sessionId, after, before } = filters
    const found = await holdersOf(db, {
      ...{ userId, asked: asked.map((groups) => expression(userId, groups)), limit, sessionId, after, before },
      below: beforeSeq === undefined ? undefined : rowId(beforeSeq, 'user'),
      ...{ first: within && rowId(within.first, 'user'), last: within && rowId(within.last, 'agent') },
      side: side === undefined ? undefined : rowId(0, side),
    })
    return apart(found, asked.length).map((rows) =>
      rows.map(({ id }): WordHit => ({ seq: Math.floor(id / 2), side: id % 2 === 1 ? 'agent' : 'user' })),
    )
  }

  return {
    async add(trx, { seq, userId, side, text }) {
      await addWords(trx, { id: rowId(seq, side), words: owned(userId, tokens(text)) })
    },

    async remove(trx, { seq, userId, side, text }) {
      await sql`insert into spoken_words (spoken_words, rowid, words)
        values ('delete', ${rowId(seq, side)}, ${owned(userId, tokens(text))})`.execute(trx)
    },

    // One writer: no exchange can go without its words.
    async forget() {},

    holding: async (userId, groups, options) => (await holdingEach(userId, [groups], options))[0] ?? [],
    holdingEach,

    reach: (userId, filters) => reach(db, userId, filters),

    async startingWith(userId, letter) {
      const owner = ownerOf(userId)
      const found = await sql<{ word: string }>`select substr(term, ${owner.length + 1}) as word from spoken_vocabulary
        where term >= ${owner + letter} and term < ${`${owner}${letter}\u{10ffff}`}`.execute(db)
      return found.rows.map(({ word }) => word)
    },
  }
}

const rowId = (seq: number, side: 'user' | 'agent') => seq * 2 + (side === 'agent' ? 1 : 0)

/** A learner's id as it stands in front of every word. */
// Without vowels, so that the stemmer sees the same syllables with and without the owner.
export const ownerOf = (userId: string) =>
  userId.replaceAll('-', '').replace(/[ae]/g, (letter) => (letter === 'a' ? 'g' : 'h'))

/** Words as the index has them: each with its owner in front. */
export const owned = (userId: string, words: string[]) => {
  const owner = ownerOf(userId)
  return words.map((word) => owner + word).join(' ')
}

/** What FTS5 is asked for: one wording of every group. */
export function expression(userId: string, groups: Wording[][]): string {
  const wording = ({ words, beginning }: Wording) => `"${owned(userId, words)}"${beginning ? '*' : ''}`
  return groups.map((group) => `(${group.map(wording).join(' OR ')})`).join(' AND ')
}
