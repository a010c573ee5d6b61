import type { Preference } from '@lva/contracts/preferences'
import type { Style } from '../providers/llm/llm.ts'
import { keysOf } from '../records.ts'

/** A preference that leans so far to one side is said; in between, the usual manner will do. */
const LOW = 0.35
const HIGH = 0.65

const SAID: Record<Preference, readonly [low: string, high: string]> = {
  length: [
    'Keep it very short: one sentence, two at most.',
    'They like longer replies: up to six sentences, still spoken ones.',
  ],
  depth: [
    'Say it simply: everyday words, one idea at a time, no jargon that is not explained.',
    'Go into depth: they want the reasons, the exact terms and the exceptions.',
  ],
  formality: ['Speak casually, as a friend would.', 'Speak formally and politely.'],
  examples: ['Leave out examples unless they ask for one.', 'Give a concrete example with what you explain.'],
  pace: [
    'Go slowly: short sentences and small steps, and see whether they follow before you go on.',
    'Go quickly: leave out what they know and come to the point.',
  ],
  socratic: [
    'Tell them directly instead of asking back; a question at the end is not needed.',
    'Rather ask than tell: let them find it with one question at a time.',
  ],
}

const HEAD =
  'How this learner likes to be spoken to. Where it differs from your usual manner, it comes first; your rules still hold.'

/** Which way each leans that leans anywhere. Pure. */
export function leansOf(wishes: ReadonlyMap<Preference, number>): Style['leans'] {
  const leans: Style['leans'] = {}
  for (const [preference, value] of wishes)
    if (value <= LOW || value >= HIGH) leans[preference] = value <= LOW ? 'low' : 'high'
  return leans
}

/** What a model is told of how somebody likes to be spoken to; null: nothing leans anywhere. Pure. */
export function mannerOf(wishes: ReadonlyMap<Preference, number>): string | null {
  const leans = leansOf(wishes)
  const lines = keysOf(SAID).flatMap((preference) => {
    const way = leans[preference]
    return way ? `- ${SAID[preference][way === 'low' ? 0 : 1]}` : []
  })
  return lines.length === 0 ? null : [HEAD, ...lines].join('\n')
}

/** Whether a reply may have more than three sentences for whoever likes them long. */
export const isLong = (wishes: ReadonlyMap<Preference, number>) => (wishes.get('length') ?? 0) >= HIGH
