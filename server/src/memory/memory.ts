import type { Database } from '../db/open.ts'
import { tokens } from '../db/words.ts'
import { createFind } from './find.ts'
import { createPassages } from './passages.ts'
import { readPeriod } from './periods.ts'
import { createRecall } from './recall.ts'
import { createSearch } from './search.ts'

export type Memory = ReturnType<typeof createMemory>

/** Finds again what was said and what was brought: for the learner who searches, and for the turn that is being answered. One engine behind both. */
export function createMemory({
  database: { db, words, passages: index },
  now,
}: {
  database: Pick<Database, 'db' | 'words' | 'passages'>
  now: () => Date
}) {
  const find = createFind({ db, words, passages: index })
  const passages = createPassages({ db, passages: index })
  return {
    search: createSearch({ db, find, now }),
    recall: createRecall({ db, find, now }),
    passages,
    /** The time that is named in a text, as its speaker means it now; null when none is. */
    timeIn: (text: string, timezone: string) =>
      readPeriod(tokens(text.slice(0, 1_000)), { now: now(), timezone }).period,
    /** Removes what of a learner lies here beside the turns. */
    erase: passages.erase,
  }
}
