import { type Kysely, sql } from 'kysely'
import { fixed } from './fixed.ts'
import { narrowedPassages } from './narrowed.ts'
import type { PassageFilters, PassageIndex } from './passage-index.ts'
import { expression, TEXTS_FOR_SPELLING } from './postgres-words.ts'
import type { Tables } from './tables.ts'
import { apart, together } from './together.ts'
import { tokens } from './words.ts'

interface Wanted extends PassageFilters {
  userId: string
  /** What PostgreSQL is asked, one question after the other. */
  asked: readonly string[]
  limit: number
}

const holdersOf = fixed((_: Kysely<Tables>, { userId, asked, limit, ...filters }: Wanted) =>
  together<{ seq: number }>(
    asked.map(
      (words) => sql`select f.seq from passage_words f
        join passages p on p.seq = f.seq and p.user_id = ${userId} ${narrowedPassages(filters)}
        where f.words @@ to_tsquery('lva_words', ${words}) and f.user_id = ${userId}
        order by f.seq desc limit ${limit}`,
    ),
  ),
)

/** tsvector in a table of its own, as `postgresWords`. */
export function postgresPassageWords(db: Kysely<Tables>): PassageIndex {
  const holdingEach: PassageIndex['holdingEach'] = async (userId, asked, { limit, filters }) => {
    if (asked.length === 0) return []
    const found = await holdersOf(db, { userId, asked: asked.map(expression), limit, ...filters })
    return apart(found, asked.length).map((rows) => rows.map(({ seq }) => seq))
  }

  return {
    async add(trx, { seq, userId, text }) {
      await sql`insert into passage_words (seq, user_id, words)
        values (${seq}, ${userId}, to_tsvector('lva_words', ${tokens(text).join(' ')}))`.execute(trx)
    },

    async remove(trx, { seq, userId }) {
      await sql`delete from passage_words where seq = ${seq} and user_id = ${userId}`.execute(trx)
    },

    async forget(trx, userId) {
      await sql`delete from passage_words where user_id = ${userId}`.execute(trx)
    },

    holding: async (userId, groups, options) => (await holdingEach(userId, [groups], options))[0] ?? [],
    holdingEach,

    async startingWith(userId, letter) {
      const found = await sql<{ word: string }>`
        select distinct w.lexeme as word from (
          select words from passage_words where user_id = ${userId} order by seq desc limit ${TEXTS_FOR_SPELLING}) f, unnest(f.words) w
        where left(w.lexeme, 1) = ${letter}`.execute(db)
      return found.rows.map(({ word }) => word)
    },
  }
}
