import { FoundKind, type SimilarAnswer } from '@lva/contracts/search'
import { Problem } from '../problem.ts'
import type { Find } from './find.ts'
import { createSnippets } from './highlight.ts'
import type { MemoryDb } from './memory-db.ts'
import { readQuestion } from './question.ts'
import type { Ranked } from './rank.ts'
import { createResults } from './results.ts'
import type { Nearest } from './vectors/nearest.ts'

/** What has less than this of the telling words, with what stands beside it, is not alike. 0–1. */
const ALIKE_MIN = 0.2

/**
 * Finds what is like a turn or a passage: near it in meaning, or, where it has no vector, with the most of its telling words. Throws Problem
 * `not-found`, also for somebody else's.
 */
export function createSimilar({ db, find, nearestTo }: { db: MemoryDb; find: Find; nearestTo: Nearest['nearestTo'] }) {
  const read = createResults({ db })

  /** The text of a turn or passage, and its number as `indexes` gives it. */
  async function itself(userId: string, id: string): Promise<{ seq: number; text: string }> {
    const turn = await db
      .selectFrom('exchanges')
      .select(['seq', 'user_text as text'])
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (turn) return turn
    const passage = await db
      .selectFrom('passages')
      .select(['seq', 'text'])
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (passage) return { seq: -passage.seq, text: passage.text }
    throw new Problem('not-found', 'There is no such turn or passage, or it is not yours.')
  }

  return async function similar(
    { userId, timezone }: { userId: string; timezone: string },
    id: string,
    { limit, model, now }: { limit: number; model: string | null; now: Date },
  ): Promise<SimilarAnswer> {
    const { seq, text } = await itself(userId, id)
    const near = model === null ? null : await nearestTo(userId, seq, { model, limit: limit + 1 })
    const question = readQuestion(text, { now, timezone, typing: false })
    const found = near ? null : await find(userId, { ...question, period: null }, { kinds: FoundKind.options })
    const alike = near
      ? near.map(
          ({ seq, likeness }): Ranked => ({
            seq,
            score: likeness,
            why: { words: [], beside: [], dated: false, meaning: likeness },
            covered: 0,
          }),
        )
      : (found?.ranked ?? []).filter(({ why, covered }) => why.words.length > 0 && covered >= ALIKE_MIN)
    const shown = alike.filter((one) => one.seq !== seq).slice(0, limit)
    const results = await read(userId, shown, createSnippets(found?.looked.flatMap(({ as }) => as) ?? []))
    return {
      ...{ id, results, count: results.length, search_type: near ? 'semantic' : 'keyword' },
      ...(near ? {} : { fallback: true }),
    }
  }
}
