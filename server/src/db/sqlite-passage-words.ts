import { type Kysely, sql } from 'kysely'
import { narrowedPassages } from './narrowed.ts'
import type { PassageIndex } from './passage-index.ts'
import { expression, owned, ownerOf } from './sqlite-words.ts'
import type { Tables } from './tables.ts'
import { together } from './together.ts'
import { tokens } from './words.ts'

/** FTS5 without stored content, as `sqliteWords`; a row's id is its passage's `seq`. */
export function sqlitePassageWords(db: Kysely<Tables>): PassageIndex {
  const holdingEach: PassageIndex['holdingEach'] = async (userId, asked, { limit, filters }) => {
    const found = await together<{ seq: number }>(
      db,
      asked.map(
        (groups) => sql`select f.rowid as seq from passage_words f
          cross join passages p on p.seq = f.rowid and p.user_id = ${userId} ${narrowedPassages(filters)}
          where f.passage_words match ${expression(userId, groups)} order by f.rowid desc limit ${limit}`,
      ),
    )
    return found.map((rows) => rows.map(({ seq }) => seq))
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
