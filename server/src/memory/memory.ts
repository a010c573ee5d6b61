import type { SearchRequest } from '@lva/contracts/search'
import type { Database } from '../db/open.ts'
import { tokens } from '../db/words.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Embeddings } from '../providers/embeddings/embeddings.ts'
import { createBeside } from './beside.ts'
import type { Meaning } from './find.ts'
import { createLooking } from './looking.ts'
import { createPassages } from './passages.ts'
import { readPeriod } from './periods.ts'
import { readQuestion } from './question.ts'
import type { Recalling } from './recall.ts'
import { createSearched } from './searched.ts'
import { weighed } from './strategy.ts'
import { createVectors } from './vectors/vectors.ts'

/** How long a turn waits for its meaning: somebody waits for an answer, and words find most of what there is. */
const MEANING_MS = 150
/** So much of what was said is read for its meaning, in characters. */
const MEANT_MAX = 1_000

export type Memory = ReturnType<typeof createMemory>

interface Searcher {
  userId: string
  timezone: string
}

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
  database: Pick<Database, 'db' | 'engine' | 'words' | 'passages' | 'file'>
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  embeddings: Embeddings | null
  now: () => Date
}) {
  const { db, words, passages: index } = database
  const vectors = createVectors({ database, jobs, embeddings, now })
  const looking = createBeside({ here: createLooking(database), file: database.file })
  const passages = createPassages({ db, passages: index, embed: vectors.embed })
  const searched = createSearched({ db, words, now })

  /** What a text means, where that is looked for and the model tells it; a turn waits for that no longer than `patienceMs`. */
  async function meaningOf(
    text: string,
    {
      strategy,
      patienceMs,
      ...how
    }: Parameters<typeof readQuestion>[1] & Pick<SearchRequest, 'strategy'> & { patienceMs?: number },
  ): Promise<Meaning | null> {
    const { model } = vectors
    const weights = model && weighed(strategy, readQuestion(text, how))
    if (!model || !weights) return null
    const vector = await vectors.read(text, patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs))
    return vector && { ...weights, model, vector }
  }

  return {
    async search(who: Searcher, request: SearchRequest) {
      const { query, strategy, read_times: times } = request
      const at = now()
      const { timezone } = who
      const meaning = await meaningOf(query, { strategy, times, now: at, timezone, typing: true })
      return looking.search(who, request, { meaning, now: at })
    },

    similar: (who: Searcher, id: string, { limit }: { limit: number }) =>
      looking.similar(who, id, { limit, model: vectors.model, now: now() }),

    async recall(asked: Omit<Recalling, 'meaning' | 'now'>) {
      const at = now()
      const { timezone, asksOwnPast: spelling } = asked
      const meant = {
        strategy: 'adaptive' as const,
        patienceMs: MEANING_MS,
        now: at,
        timezone,
        typing: false,
        spelling,
      }
      const meaning = await meaningOf(asked.text.slice(0, MEANT_MAX).toWellFormed(), meant)
      return looking.recall({ ...asked, meaning, now: at })
    },

    searched,
    status: vectors.status,
    passages,
    /** The time that is named in a text, as its speaker means it now; null when none is. */
    timeIn: (text: string, timezone: string) =>
      readPeriod(tokens(text.slice(0, 1_000)), { now: now(), timezone }).period,
    /** Work that follows a turn; null where nothing is searched by meaning. */
    embed: vectors.embed,
    /** Removes what of a learner lies here beside the turns. */
    async erase(userId: string): Promise<void> {
      await vectors.erase(userId)
      await looking.forget(userId)
      await passages.erase(userId)
      await searched.forget(userId)
    },
    /** Ends the thread that looks. */
    close: looking.close,
  }
}
