import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { withoutOrders } from '../language/orders.ts'
import type { Memory } from '../memory/memory.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'

/** Something known about the learner, in their own words, and the turn it was said in. */
export interface Known {
  id: string
  text: string
  /** When it was said, and until when it was true; RFC 3339, UTC. `until` null: it still is. */
  said: string
  until: string | null
  exchangeId: string
  sessionId: string
}

// What belongs to a subject is recalled at every turn of it. No words are remembered, only that such words give no orders.
const harmless = new LRUCache<string, true>({ max: 5_000 })

function cleaned(text: string): { text: string; ordered: boolean } {
  const key = hash('sha256', text, 'base64')
  if (harmless.get(key)) return { text, ordered: false }
  const clean = withoutOrders(text)
  if (!clean.ordered) harmless.set(key, true)
  return clean
}

/** Finds what is known about a learner that belongs to what they say. */
export type About = (
  userId: string,
  text: string,
  how: { timezone: string; limit: number },
) => Promise<readonly Known[]>

/**
 * What was found, as a reply may lean on it: each passage with a short id, without what gives orders to whoever answers. `ordered`: there
 * was such. Pure.
 */
export function quote(
  found: Awaited<ReturnType<Memory['recall']>>,
  known: readonly Known[],
): { recalled: RecalledPassage[]; ordered: boolean } {
  const said = new Set(found.map(({ exchangeId }) => exchangeId))
  const all = [
    ...found.map((one) => ({ ...one, group: one.sessionId ?? one.sourceId ?? '' })),
    // The turn it was said in may have been found by itself.
    ...known
      .filter(({ exchangeId }) => !said.has(exchangeId))
      .map(({ id, text, said, until, exchangeId, sessionId }) => ({
        ...{ kind: 'memory' as const, exchangeId, sessionId, sourceId: id, title: null, place: null },
        ...{ group: sessionId, at: said, text, ...(until === null ? {} : { until }) },
      })),
  ]
  let ordered = false
  const recalled: RecalledPassage[] = []
  for (const one of all) {
    const clean = cleaned(one.text)
    ordered ||= clean.ordered
    if (clean.text.trim()) recalled.push({ ...one, text: clean.text, id: `s${recalled.length + 1}` })
  }
  return { recalled, ordered }
}
