import { addDays, weekday } from '../../days.ts'
import type { NewFact } from '../../facts/facts.ts'

/** A year of somebody who learns: the same every time. */
export interface Year {
  facts: NewFact[]
  /** The same as plain numbers, to be counted by whoever checks. */
  turns: { day: string; at: number; words: number; topic: string }[]
  reviews: { day: string; at: number; predicted: number; recalled: boolean; topic: string }[]
}

const MINUTE_MS = 60_000
const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`

/**
 * Sittings of turns and reviews on most days until `last` (UTC): hardly any on Sundays, none for two weeks in between, more in the end.
 * Reviews in the morning go better than those in the evening.
 */
export function yearOf(
  userId: string,
  { last, days, topics }: { last: string; days: number; topics: readonly string[] },
): Year {
  const chance = chances(20_261_127)
  const year: Year = { facts: [], turns: [], reviews: [] }
  for (let ago = days - 1; ago >= 0; ago--) {
    const day = addDays(last, -ago)
    const away = ago > 100 && ago <= 114
    if (away || chance() < (weekday(day) === 6 ? 0.8 : 0.15)) continue
    const midnight = Date.parse(`${day}T00:00:00Z`)
    sit(year, { userId, day, topics, chance, begins: midnight + 8 * 60 * MINUTE_MS, most: ago < 60 ? 9 : 5, worse: 0 })
    if (chance() >= 0.3) continue
    const begins = midnight + (19 * 60 + Math.floor(chance() * 90)) * MINUTE_MS
    sit(year, { userId, day, topics, chance, begins, most: 4, worse: 0.25 })
  }
  return year
}

interface Sitting {
  userId: string
  day: string
  topics: readonly string[]
  chance: () => number
  begins: number
  /** Turns, beyond two. */
  most: number
  /** By how much less is recalled than predicted. */
  worse: number
}

function sit(year: Year, { userId, day, topics, chance, begins, most, worse }: Sitting) {
  let at = begins
  for (let left = 2 + Math.floor(chance() * most); left > 0; left--) {
    const topic = topics[Math.floor(chance() ** 2 * topics.length)] ?? ''
    const words = 5 + Math.floor(chance() * 30)
    year.turns.push({ day, at, words, topic })
    year.facts.push({
      ...{ id: id(year.facts.length + 1), userId, kind: 'turn', at: new Date(at) },
      data: { words, seconds: 20, spoken: 1, topics: [topic] },
    })
    at += (1 + Math.floor(chance() * 3)) * MINUTE_MS
  }
  for (let left = chance() < 0.7 ? 3 + Math.floor(chance() * 8) : 0; left > 0; left--) {
    const topic = topics[Math.floor(chance() * topics.length)] ?? ''
    const predicted = Math.round((0.6 + 0.39 * chance()) * 1_000) / 1_000
    const recalled = chance() < predicted - worse
    year.reviews.push({ day, at, predicted, recalled, topic })
    year.facts.push({
      ...{ id: id(year.facts.length + 1), userId, kind: 'review', at: new Date(at), subjectId: id(900_000 + left) },
      data: {
        ...{ item: id(800_000), prompt: id(900_000 + left), prompt_kind: 'recall', rating: recalled ? 3 : 1 },
        ...{ recalled: recalled ? 1 : 0, retrievability: predicted, graded_by: 'words', topics: [topic] },
      },
    })
    at += MINUTE_MS
  }
}

/** The same chances every time (Park and Miller). */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
