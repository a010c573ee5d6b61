import type { WordIndex } from './word-index.ts'

/** The index whose words take the vector of their turn along: what is said no longer must not be found by its meaning either. */
export function withVectorsAlong(words: WordIndex): WordIndex {
  return {
    ...words,
    async remove(trx, entry) {
      await words.remove(trx, entry)
      await trx.deleteFrom('vectors').where('turn', '=', entry.seq).where('user_id', '=', entry.userId).execute()
    },
  }
}
