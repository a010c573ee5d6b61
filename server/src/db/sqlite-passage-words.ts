import { type Kysely, sql } from 'kysely'
import { fixed } from './fixed.ts'
import { narrowedPassages } from './narrowed.ts'
import type { PassageFilters, PassageIndex } from './passage-index.ts'
import { expression, owned, ownerOf } from './sqlite-words.ts'
import type { Tables } from './tables.ts'
import { apart, together } from './together.ts'
import { tokens } from './words.ts'

interface Wanted extends PassageFilters {
  userId: string
  /** What FTS5 is asked, one question after the other. */
  asked: readonly string[]
  limit: number
}

const holdersOf = fixed((_: Kysely<Tables>, { userId, asked, limit, ...filters }: Wanted) =>
  together<{ seq: number }>(
    asked.map(
      (words) => sql`select f.rowid as seq from passage_words f
        cross join passages p on p.seq = f.rowid and p.user_id = ${userId} ${narrowedPassages(filters)}
        where f.passage_words match ${words} order by f.rowid desc limit ${limit}`,
    ),
  ),
)

/** FTS5 without stored content, as `sqliteWords`; a row's id is its passage's `seq`. */
export function sqlitePassageWords(db: Kysely<Tables>): PassageIndex {
  const holdingEach: PassageIndex['holdingEach'] = async (userId, asked, { limit, filters }) => {
    if (asked.length === 0) return []
    const expressions = asked.map((groups) => expression(userId, groups))
    const found = await holdersOf(db, { userId, asked: expressions, limit, ...filters })
    return apart(found, asked.length).map((rows) => rows.map(({ seq }) => seq))
  }

  return {
    async add(trx, { seq, userId, text }) {
      await sql`insert into passage_words (rowid, words) values (${seq}, ${owned(userId, tokens(text))})`.execute(trx)
    },

    async remove(trx, { seq, userId, text }) {
      await sql`insert into passage_words (passage_words, rowid, words)
        values ('delete', ${seq}, ${owned(userId, tokens(text))})`.execute(trx)
    },

    // One writer: no passage can go without its words.
    async forget() {},

    holding: async (userId, groups, options) => (await holdingEach(userId, [groups], options))[0] ?? [],
    holdingEach,

    async startingWith(userId, letter) {
      const owner = ownerOf(userId)
      const found = await sql<{ word: string }>`select substr(term, ${owner.length + 1}) as word from passage_vocabulary
        where term >= ${owner + letter} and term < ${`${owner}${letter}\u{10ffff}`}`.execute(db)
      return found.rows.map(({ word }) => word)
    },
  }
}
