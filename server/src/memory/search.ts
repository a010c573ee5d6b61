import type { SearchAnswer, SearchRequest, SearchResult } from '@lva/contracts/conversation'
import type { WordIndex } from '../db/word-index.ts'
import { createFind, type FindDb, type Found } from './find.ts'
import { createSnippets } from './highlight.ts'
import type { Period } from './periods.ts'
import { readQuestion } from './question.ts'

/** Turns that say nothing of the question themselves are shown when the turns beside them say at least so much of it, 0–1. */
const BESIDE_MIN = 0.3

/**
 * Keyword search over what was said and answered, with the turns beside and the time that was asked for. What stands between quotation
 * marks must occur, if it occurs anywhere. Asked for meaning, it says honestly that it looked for words (`fallback`).
 */
export function createSearch({ db, words, now }: { db: FindDb; words: WordIndex; now: () => Date }) {
  const find = createFind({ db, words })

  return async function search(
    { userId, timezone }: { userId: string; timezone: string },
    { query, limit, strategy, filters = {} }: SearchRequest,
  ): Promise<SearchAnswer> {
    const question = readQuestion(query, { now: now(), timezone, typing: true })
    const found = await find(userId, question, {
      sessionId: filters.session_id,
      after: stored(filters.after),
      before: stored(filters.before),
    })
    const shown = worthShowing(found).slice(0, limit)
    const rows = shown.length
      ? await db
          .selectFrom('exchanges')
          .selectAll()
          .where('user_id', '=', userId)
          .where(
            'seq',
            'in',
            shown.map(({ seq }) => seq),
          )
          .execute()
      : []
    const snippet = createSnippets(found.looked.flatMap(({ as }) => as))
    const results = shown.flatMap(({ seq, score, why }): SearchResult[] => {
      const row = rows.find((row) => row.seq === seq)
      if (!row) return []
      const said = snippet(row.user_text)
      const answered = snippet(row.agent_text ?? '')
      return [
        {
          id: row.id,
          session_id: row.session_id,
          timestamp: row.said_at,
          user_text: row.user_text,
          agent_text: row.agent_text,
          user_snippet: said.html,
          agent_snippet: answered.html,
          score: Number(score.toPrecision(6)),
          source: answered.marked ? (said.marked ? 'both' : 'agent') : 'user',
          why,
        },
      ]
    })
    const fallback = strategy === 'semantic' || strategy === 'hybrid'
    return {
      ...{ query, results, count: results.length, search_type: 'keyword', ...(fallback ? { fallback } : {}) },
      ...(question.period ? { period: written(question.period) } : {}),
    }
  }
}

function worthShowing({ ranked, looked }: Found) {
  const required = looked.filter(({ phrase, held }) => phrase && held.size > 0)
  const several = looked.filter(({ held }) => held.size > 0).length > 1
  return ranked.filter(
    ({ seq, why, covered }) =>
      required.every(({ held }) => held.has(seq)) &&
      (why.words.length > 0 || (several && covered >= BESIDE_MIN) || looked.length === 0),
  )
}

const written = ({ from, to }: Period) => ({ after: from.toISOString(), before: to.toISOString() })

// Instants are compared as text, so both sides must be spelt alike.
const stored = (instant: string | undefined) => instant && new Date(instant).toISOString()
