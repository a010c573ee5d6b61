import type { SearchAnswer, SearchRequest, SearchResult } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import type { WordHit } from '../db/word-index.ts'
import { isEmpty, readQuery } from '../db/words.ts'
import { createSnippets } from './highlight.ts'

/**
 * Keyword search over what was said and answered. Texts that hold every word come first; when they are few, texts that hold some follow.
 * Asked for meaning, it says honestly that it looked for words (`fallback`).
 */
export function createSearch({ database: { db, words } }: { database: Database }) {
  return async function search(
    userId: string,
    { query, limit, strategy, filters = {} }: SearchRequest,
  ): Promise<SearchAnswer> {
    const wanted = readQuery(query)
    const options = {
      limit: limit * 2,
      filters: { sessionId: filters.session_id, after: stored(filters.after), before: stored(filters.before) },
    }
    const all = isEmpty(wanted) ? [] : await words.find(userId, wanted, { ...options, every: true })
    const few =
      !isEmpty(wanted) &&
      new Set(all.map(({ seq }) => seq)).size < limit &&
      wanted.terms.length + wanted.phrases.length > 1
    const some = few ? await words.find(userId, wanted, { ...options, every: false }) : []
    const ranked = merge(all, some).slice(0, limit)
    const rows = ranked.length
      ? await db
          .selectFrom('exchanges')
          .selectAll()
          .where('user_id', '=', userId)
          .where(
            'seq',
            'in',
            ranked.map(({ seq }) => seq),
          )
          .execute()
      : []
    const snippet = createSnippets(wanted)
    const results = ranked.flatMap(({ seq, score, sides }): SearchResult[] =>
      rows
        .filter((row) => row.seq === seq)
        .map((row) => ({
          id: row.id,
          session_id: row.session_id,
          timestamp: row.said_at,
          user_text: row.user_text,
          agent_text: row.agent_text,
          user_snippet: snippet(row.user_text),
          agent_snippet: snippet(row.agent_text ?? ''),
          score: Number(score.toPrecision(6)),
          source: sides.size > 1 ? 'both' : sides.has('agent') ? 'agent' : 'user',
        })),
    )
    const fallback = strategy === 'semantic' || strategy === 'hybrid'
    return { query, results, count: results.length, search_type: 'keyword', ...(fallback ? { fallback } : {}) }
  }
}

// Instants are compared as text, so both sides must be spelt alike.
const stored = (instant: string | undefined) => instant && new Date(instant).toISOString()

interface Ranked {
  seq: number
  score: number
  sides: Set<WordHit['side']>
}

/** One entry per exchange; those with every word (`all`) always before those with some. */
function merge(all: WordHit[], some: WordHit[]): Ranked[] {
  const entries = new Map<number, Ranked>()
  const above = Math.max(0, ...some.map(({ score }) => score))
  const add = (hits: WordHit[], bonus: number) => {
    for (const { seq, side, score } of hits) {
      const entry = entries.get(seq) ?? { seq, score: 0, sides: new Set() }
      entry.score = Math.max(entry.score, score + bonus)
      entry.sides.add(side)
      entries.set(seq, entry)
    }
  }
  add(some, 0)
  add(all, above)
  return [...entries.values()].sort((a, b) => b.score - a.score || b.seq - a.seq)
}
