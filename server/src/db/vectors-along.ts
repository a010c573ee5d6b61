import type { Kysely } from 'kysely'
import { fixed } from './fixed.ts'
import type { Tables } from './tables.ts'
import type { WordIndex } from './word-index.ts'

const forget = fixed((trx: Kysely<Tables>, { seq, userId }: { seq: number; userId: string }) =>
  trx.deleteFrom('vectors').where('turn', '=', seq).where('user_id', '=', userId),
)

/**
 * The index whose words take the vector of their turn along: what is said no longer must not be found by its meaning either, and a vector
 * that was made before the reply was heard means half of what was said.
 */
export function withVectorsAlong(words: WordIndex): WordIndex {
  return {
    ...words,
    async add(trx, entry) {
      await words.add(trx, entry)
      // A turn whose own words are new has no vector yet.
      if (entry.side === 'agent') await forget(trx, { seq: entry.seq, userId: entry.userId })
    },
    async remove(trx, entry) {
      await words.remove(trx, entry)
      await forget(trx, { seq: entry.seq, userId: entry.userId })
    },
  }
}
