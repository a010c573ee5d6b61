import type { Database } from '../db/open.ts'
import { tokens } from '../db/words.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Embeddings } from '../providers/embeddings/embeddings.ts'
import { createFind } from './find.ts'
import { createPassages } from './passages.ts'
import { readPeriod } from './periods.ts'
import { createRecall } from './recall.ts'
import { createSearch } from './search.ts'
import { createSearched } from './searched.ts'
import { createSimilar } from './similar.ts'
import { createVectors } from './vectors/vectors.ts'

export type Memory = ReturnType<typeof createMemory>

/**
 * Finds again what was said and what was brought: for the learner who searches, and for the turn that is being answered. One engine behind
 * both. `embeddings`: what search by meaning reads with; null: there is none.
 */
export function createMemory({
  database,
  jobs,
  embeddings,
  now,
}: {
  database: Pick<Database, 'db' | 'engine' | 'words' | 'passages'>
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  embeddings: Embeddings | null
  now: () => Date
}) {
  const { db, words, passages: index } = database
  const vectors = createVectors({ database, jobs, embeddings, now })
  const find = createFind({ db, words, passages: index, vectors })
  const passages = createPassages({ db, passages: index, embed: vectors.embed })
  const searched = createSearched({ db, words, now })
  return {
    search: createSearch({ db, find, now }),
    similar: createSimilar({ db, find, vectors, now }),
    searched,
    status: vectors.status,
    recall: createRecall({ db, find, now }),
    passages,
    /** The time that is named in a text, as its speaker means it now; null when none is. */
    timeIn: (text: string, timezone: string) =>
      readPeriod(tokens(text.slice(0, 1_000)), { now: now(), timezone }).period,
    /** Work that follows a turn; null where nothing is searched by meaning. */
    embed: vectors.embed,
    /** Removes what of a learner lies here beside the turns. */
    async erase(userId: string): Promise<void> {
      await vectors.erase(userId)
      await passages.erase(userId)
      await searched.forget(userId)
    },
  }
}
