import { stem } from '../../db/stem.ts'
import { tokens } from '../../db/words.ts'
import { sentenceSpans } from '../../language/claiming.ts'
import { placeOf } from '../../language/placed.ts'
import type { Draft, Material, ReadTurn, Specialist } from '../material.ts'

const TOPICS_MAX = 5
const POINTED_MAX = 5
const LEAST_TURNS = 2

/** A name as it is compared: "Glaciers" and "glacier" are one. */
export const nameKey = (name: string): string => tokens(name).map(stem).join(' ')

/** Where a name stands in what was said, and the sentence around it. */
export function namedIn(said: string, name: string): { as: string; sentence: string } | null {
  const at = placeOf(said, name)
  if (!at) return null
  const around = sentenceSpans(said).find(({ start, end }) => start <= at.start && end >= at.end)
  return around ? { as: said.slice(at.start, at.end), sentence: said.slice(around.start, around.end) } : null
}

interface Topic {
  key: string
  turns: ReadTurn[]
  first: { as: string; sentence: string }
}

function topicsOf({ turns, graph }: Material): Topic[] {
  const topics = new Map<string, Topic>()
  for (const turn of turns) {
    const here = new Map((graph.names[turn.id] ?? []).map((name) => [nameKey(name), name]))
    for (const [key, name] of here) {
      const known = topics.get(key)
      const first = known?.first ?? namedIn(turn.said, name)
      if (key === '' || !first) continue
      topics.set(key, { key, first, turns: [...(known?.turns ?? []), turn] })
    }
  }
  return [...topics.values()].filter(({ turns }) => turns.length >= LEAST_TURNS)
}

/** What was spoken of again and again, in the most turns first; a name that is only a part of another in the same turns is left out. */
export const topics: Specialist = {
  name: 'topics',
  byRules(material) {
    const all = topicsOf(material).sort((a, b) => b.turns.length - a.turns.length)
    const whole = all.filter(
      (one) =>
        !all.some(
          (other) =>
            other !== one && ` ${other.key} `.includes(` ${one.key} `) && other.turns.length >= one.turns.length,
        ),
    )
    return whole.slice(0, TOPICS_MAX).map(
      ({ first, turns }): Draft => ({
        text: first.as,
        quote: first.sentence,
        turns: turns.slice(0, POINTED_MAX).map(({ id }) => id),
      }),
    )
  },
  asking: {
    for: 'topics: what the conversation is about, at most five. "name" is the topic in the words of the quote.',
    draft({ sentence, name }) {
      const named = name && namedIn(sentence, name)
      return named ? { text: named.as, quote: sentence } : null
    },
  },
}
