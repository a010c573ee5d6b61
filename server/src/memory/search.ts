import { FoundKind, type SearchAnswer, type SearchRequest } from '@lva/contracts/search'
import type { Find, FindFilters, Found, Meaning } from './find.ts'
import { createSnippets } from './highlight.ts'
import type { MemoryDb } from './memory-db.ts'
import type { Period } from './periods.ts'
import { readQuestion } from './question.ts'
import { createResults } from './results.ts'

/** What says nothing of the question itself is shown when what stands beside it says at least so much of it, 0–1. */
const BESIDE_MIN = 0.3
/** What has no word of the question is shown when its meaning is at least so near, −1 to 1. */
const MEANING_MIN = 0.2

/**
 * Search in what was said, answered and brought: by words, with what stands beside it and the time that was asked for, and by meaning where
 * there is a model. What stands between quotation marks must occur, if it occurs anywhere. Asked for meaning without a model that answers, it
 * says honestly that it looked for words (`fallback`).
 */
export function createSearch({ db, find }: { db: MemoryDb; find: Find }) {
  const read = createResults({ db })

  return async function search(
    { userId, timezone }: { userId: string; timezone: string },
    { query, limit, strategy, read_times, filters = {} }: SearchRequest,
    { meaning, now }: { meaning: Meaning | null; now: Date },
  ): Promise<SearchAnswer> {
    const question = readQuestion(query, { now, timezone, typing: true, times: read_times })
    const asked: FindFilters = {
      sessionId: filters.session_id,
      after: stored(filters.after),
      before: stored(filters.before),
      kinds: filters.kinds ?? FoundKind.options,
    }
    const found = await find(userId, question, asked, meaning)
    const shown = worthShowing(found).slice(0, limit)
    const results = await read(userId, shown, createSnippets(found.looked.flatMap(({ as }) => as)))
    const fallback = !meaning && (strategy === 'semantic' || strategy === 'hybrid')
    return {
      ...{ query, results, count: results.length, search_type: typeOf(meaning) },
      ...(fallback ? { fallback } : {}),
      ...(question.period ? { period: written(question.period) } : {}),
    }
  }
}

function typeOf(meaning: Meaning | null): SearchAnswer['search_type'] {
  if (!meaning) return 'keyword'
  return meaning.wordsWeight === 0 ? 'semantic' : 'hybrid'
}

function worthShowing({ ranked, looked }: Found) {
  const required = looked.filter(({ phrase, held }) => phrase && held.size > 0)
  const several = looked.filter(({ held }) => held.size > 0).length > 1
  return ranked.filter(
    ({ seq, why, covered }) =>
      required.every(({ held }) => held.has(seq)) &&
      (why.words.length > 0 ||
        (several && covered >= BESIDE_MIN) ||
        looked.length === 0 ||
        (why.meaning ?? -1) >= MEANING_MIN),
  )
}

const written = ({ from, to }: Period) => ({ after: from.toISOString(), before: to.toISOString() })

// Instants are compared as text, so both sides must be spelt alike.
const stored = (instant: string | undefined) => instant && new Date(instant).toISOString()
