import type { WordIndex } from '../db/word-index.ts'
import type { FindDb } from './find.ts'
import { createRecall } from './recall.ts'
import { createSearch } from './search.ts'

export type Memory = ReturnType<typeof createMemory>

/** Finds again what was said: for the learner who searches, and for the turn that is being answered. One engine behind both. */
export function createMemory({
  database: { db, words },
  now,
}: {
  database: { db: FindDb; words: WordIndex }
  now: () => Date
}) {
  return { search: createSearch({ db, words, now }), recall: createRecall({ db, words, now }) }
}
