import { type Kysely, sql } from 'kysely'
import { fixed } from './fixed.ts'
import { narrowed, reach } from './narrowed.ts'
import type { Tables } from './tables.ts'
import { apart, together } from './together.ts'
import type { Side, WordFilters, WordHit, WordIndex, Wording } from './word-index.ts'
import { tokens } from './words.ts'

/** Of so many texts the words are gone through for one that is like a misspelt one; all of a long past would take seconds. */
export const TEXTS_FOR_SPELLING = 3_000

interface Wanted extends Omit<WordFilters, 'within'> {
  userId: string
  /** What PostgreSQL is asked, one question after the other. */
  asked: readonly string[]
  limit: number
  first: number | undefined
  last: number | undefined
}

const holdersOf = fixed(
  (_: Kysely<Tables>, { userId, asked, limit, beforeSeq, side, first, last, ...others }: Wanted) => {
    const alone = Object.values(others).every((filter) => filter === undefined)
    return together<WordHit>(
      asked.map(
        (
          words,
        ) => sql`select f.seq, f.side from spoken_words f ${alone ? sql`` : sql`join exchanges e on e.seq = f.seq`}
          where f.words @@ to_tsquery('lva_words', ${words}) and f.user_id = ${userId}
            ${beforeSeq === undefined ? sql`` : sql`and f.seq < ${beforeSeq}`}
            ${side === undefined ? sql`` : sql`and f.side = ${side}`}
            ${first === undefined ? sql`` : sql`and f.seq between ${first} and ${last}`}
            ${alone ? sql`` : sql`and e.user_id = ${userId} ${narrowed(others)}`}
          order by f.seq desc, f.side limit ${limit}`,
      ),
    )
  },
)

const addWords = fixed(
  (_: Kysely<Tables>, { seq, side, userId, words }: { seq: number; side: Side; userId: string; words: string }) =>
    sql`insert into spoken_words (seq, side, user_id, words) values (${seq}, ${side}, ${userId}, to_tsvector('lva_words', ${words}))`,
)

/** tsvector in a table of its own, with the `lva_words` configuration: English stems and no stop words, as in the SQLite index. */
export function postgresWords(db: Kysely<Tables>): WordIndex {
  const holdingEach: WordIndex['holdingEach'] = async (userId, asked, { limit, filters = {} }) => {
    if (asked.length === 0) return []
    const { beforeSeq, side, within, sessionId, after, before } = filters
    const found = await holdersOf(db, {
      ...{ userId, asked: asked.map(expression), limit, sessionId, after, before, beforeSeq, side },
      ...{ first: within?.first, last: within?.last },
    })
    return apart(found, asked.length).map((rows) => rows.map(({ seq, side }): WordHit => ({ seq, side })))
  }

  return {
    async add(trx, { seq, userId, side, text }) {
      await addWords(trx, { seq, side, userId, words: tokens(text).join(' ') })
    },

    async remove(trx, { seq, userId, side }) {
      await sql`delete from spoken_words where seq = ${seq} and side = ${side} and user_id = ${userId}`.execute(trx)
    },

    // A turn that was being stored while its owner went away goes by the database's own rule, which knows no index.
    async forget(trx, userId) {
      await sql`delete from spoken_words where user_id = ${userId}`.execute(trx)
    },

    holding: async (userId, groups, options) => (await holdingEach(userId, [groups], options))[0] ?? [],
    holdingEach,

    reach: (userId, filters) => reach(db, userId, filters),

    async startingWith(userId, letter) {
      const found = await sql<{ word: string }>`
        select distinct w.lexeme as word from (
          select words from spoken_words where user_id = ${userId} order by seq desc limit ${TEXTS_FOR_SPELLING}) f, unnest(f.words) w
        where left(w.lexeme, 1) = ${letter}`.execute(db)
      return found.rows.map(({ word }) => word)
    },
  }
}

/** What PostgreSQL is asked for: one wording of every group. */
export function expression(groups: Wording[][]): string {
  const wording = ({ words, beginning }: Wording) => `(${words.map(quoted).join(' <-> ')}${beginning ? ':*' : ''})`
  return groups.map((group) => `(${group.map(wording).join(' | ')})`).join(' & ')
}

// Tokens hold letters and digits only, so a quote cannot occur in them.
const quoted = (token: string) => `'${token}'`
