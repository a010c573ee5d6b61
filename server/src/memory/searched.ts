import type { SearchIdeas } from '@lva/contracts/search'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { WordIndex } from '../db/word-index.ts'
import { suggested } from './suggested.ts'

/** Searches that are kept, and those that are shown. */
const KEPT = 50
const SHOWN = 8
/** Turns whose words are suggested: what somebody talks of now, they may want to find the beginning of. */
const LATEST_TURNS = 60
/** Of a word in more turns than this it does not matter how many more. */
const HOLDERS_MAX = 400

/** What a learner searched for, and what they could search for: words of their own that tell the most. Nobody else sees either. */
export function createSearched({
  db,
  words,
  now,
}: {
  db: Kysely<Pick<Tables, 'searches' | 'exchanges'>>
  words: WordIndex
  now: () => Date
}) {
  return {
    /** Remembers a search that led somewhere; the oldest beyond the bound go. */
    async remember(userId: string, query: string): Promise<void> {
      const searched_at = now().toISOString()
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('searches')
          .values({ user_id: userId, query, searched_at })
          .onConflict((conflict) => conflict.columns(['user_id', 'query']).doUpdateSet({ searched_at }))
          .execute()
        const kept = trx
          .selectFrom('searches')
          .select('query')
          .where('user_id', '=', userId)
          .orderBy('searched_at', 'desc')
          .orderBy('query')
          .limit(KEPT)
        await trx.deleteFrom('searches').where('user_id', '=', userId).where('query', 'not in', kept).execute()
      })
    },

    async ideas(userId: string): Promise<SearchIdeas> {
      const recent = await db
        .selectFrom('searches')
        .select('query')
        .where('user_id', '=', userId)
        .orderBy('searched_at', 'desc')
        .orderBy('query')
        .limit(SHOWN)
        .execute()
      const turns = await db
        .selectFrom('exchanges')
        .select('user_text')
        .where('user_id', '=', userId)
        .orderBy('seq', 'desc')
        .limit(LATEST_TURNS)
        .execute()
      const holders = async (word: string) =>
        (await words.holding(userId, [[{ words: [word] }]], { limit: HOLDERS_MAX, filters: { side: 'user' } })).length
      const texts = turns.map(({ user_text }) => user_text)
      return { recent: recent.map(({ query }) => query), suggested: await suggested(texts, { holders, limit: SHOWN }) }
    },

    /** Forgets one search, or all of them. */
    async forget(userId: string, query?: string): Promise<void> {
      await db
        .deleteFrom('searches')
        .where('user_id', '=', userId)
        .$if(query !== undefined, (some) => some.where('query', '=', query ?? ''))
        .execute()
    },
  }
}
