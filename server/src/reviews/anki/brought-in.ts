import { addDays, localDay } from '../../days.ts'
import type { Card, Package, Schedule } from './package.ts'

/** What a card knows of its schedule when it comes in. */
export interface GivenSchedule {
  stability: number
  difficulty: number
  due_on: string
  last_on: string
  reviews: number
  lapses: number
}

/** Anki's days begin at four in the morning, when a collection is made as well. */
const MORNING_MS = 4 * 3_600_000
const DAYS_MAX = 36_500
/** Later years have five digits. */
const LAST_MS = Date.UTC(9999, 0)
const [STABILITY_MIN, USUAL_DIFFICULTY] = [0.1, 5]
/** Those of FSRS-6 that say how stability grows: default parameters 8 to 10. */
const [GROWTH, SLOWING, FORGETTING] = [1.8722, 0.1666, 0.796]
const RETENTION = 0.9

/**
 * When a card of a package comes back and how well it is known; null when it was never asked. Its days are counted from the day its
 * collection was made, by the clocks there and then, or by the learner's where the collection does not tell; none is further from today than
 * a hundred years.
 */
export function scheduleOf(
  { schedule, reviews }: Pick<Card, 'schedule' | 'reviews'>,
  { created, timezone, today }: { created: Package['created']; timezone: string; today: string },
): GivenSchedule | null {
  if (!schedule) return null
  const due = near(today, dueOf(schedule, created, timezone))
  const last = reviews.at(-1)
  const asked = last
    ? localDay(new Date(last.at), timezone)
    : addDays(due, -Math.min(Math.round(schedule.days), DAYS_MAX))
  return {
    ...memoryOf(schedule),
    due_on: due,
    last_on: asked > today ? today : near(today, asked),
    ...{ reviews: Math.max(schedule.reps, reviews.length, 1), lapses: schedule.lapses },
  }
}

function dueOf({ due }: Schedule, { at, west }: Package['created'], timezone: string): string {
  if ('at' in due) return localDay(new Date(Math.max(0, Math.min(due.at * 1_000, LAST_MS))), timezone)
  const made = west === null ? localDay(new Date(at * 1_000), timezone) : dayOf(at * 1_000 - west * 60_000)
  return addDays(made, Math.max(-DAYS_MAX, Math.min(due.day, DAYS_MAX)))
}

function near(today: string, day: string): string {
  const [first, last] = [addDays(today, -DAYS_MAX), addDays(today, DAYS_MAX)]
  if (day < first) return first
  return day > last ? last : day
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The instant from which the days of a collection are counted that was made on this day. */
export const morningOf = (day: string, west: number): number =>
  (Date.parse(`${day}T00:00:00Z`) + west * 60_000 + MORNING_MS) / 1_000

/**
 * Stability and difficulty. Where a card was not scheduled by FSRS they follow from its interval and ease, as FSRS itself takes over such
 * cards (https://github.com/open-spaced-repetition/fsrs-rs, `memory_state_from_sm2`), for a recall of 90 % at the end of an interval.
 */
function memoryOf({ stability, difficulty, days, ease }: Schedule): { stability: number; difficulty: number } {
  if (stability !== null && difficulty !== null) return { stability, difficulty }
  const held = Math.min(Math.max(days, STABILITY_MIN), DAYS_MAX)
  if (ease === null) return { stability: held, difficulty: USUAL_DIFFICULTY }
  const growth = Math.exp(GROWTH) * held ** -SLOWING * (Math.exp((1 - RETENTION) * FORGETTING) - 1)
  return { stability: held, difficulty: Math.min(10, Math.max(1, 11 - (ease - 1) / growth)) }
}
