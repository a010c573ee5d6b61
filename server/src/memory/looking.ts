import type { Database } from '../db/open.ts'
import { createFind } from './find.ts'
import { createRecall } from './recall.ts'
import { createSearch } from './search.ts'
import { createSimilar } from './similar.ts'
import { createNearest } from './vectors/nearest.ts'

/** Looks through what was said and brought, and changes nothing. What it is asked and answers can go from one thread to another. */
export type Looking = ReturnType<typeof createLooking>

/** All there is of it, over one database; the codes of vectors are kept at hand. */
export function createLooking({ db, words, passages }: Pick<Database, 'db' | 'words' | 'passages'>) {
  const { nearest, nearestTo, forget } = createNearest({ db })
  const find = createFind({ db, words, passages, nearest })
  return {
    recall: createRecall({ db, find }),
    search: createSearch({ db, find }),
    similar: createSimilar({ db, find, nearestTo }),
    /** Lets go of what is at hand of a learner. */
    forget: async (userId: string): Promise<void> => forget(userId),
  }
}
