import { addDays, daysBetween } from '../days.ts'
import { dueBefore, type Needed } from './deadline.ts'
import type { MemoryState, Scheduler } from './scheduler.ts'

/** Days on which something was recalled are counted up to here. */
const RECALLED_DAYS = 3

/** One review, as the log has it. */
export interface Taken {
  id: string
  at: string
  /** The learner's own day. */
  day: string
  rating: number
}

/** What is known of a prompt before the first review here: it was brought in, at `at`, with its schedule. Earlier reviews are in it. */
export interface Given {
  at: string
  stability: number
  difficulty: number
  due_on: string
  last_on: string
  reviews: number
  lapses: number
}

/** Where a prompt stands. Everything but the day is null, or 0, before its first review. */
export interface Card {
  dueOn: string
  memory: MemoryState | null
  firstOn: string | null
  lastOn: string | null
  lastRating: number | null
  reviews: number
  lapses: number
  /** The first days on which it was recalled, at most three. */
  recalledOn: readonly string[]
}

/** What a review met and what it made of it. */
export interface Step {
  /** How likely recall was; null for a first review. */
  predicted: number | null
  elapsed: number
  memory: MemoryState
  /** Days until it comes back, when it is needed on no other day. */
  interval: number
}

/** A prompt that comes back on a day and was never reviewed. */
export function newCard(dueOn: string, given: Given | null): Card {
  if (!given)
    return {
      ...{ dueOn, memory: null, firstOn: null, lastOn: null, lastRating: null, reviews: 0, lapses: 0 },
      recalledOn: [],
    }
  const { stability, difficulty, due_on, last_on, reviews, lapses } = given
  return {
    ...{ dueOn: due_on, memory: { stability, difficulty }, firstOn: null, lastOn: last_on, lastRating: null },
    ...{ reviews, lapses, recalledOn: [] },
  }
}

/** What one review makes of a prompt. `seed` spreads its day. Pure. */
function step(card: Card, { day, rating }: Pick<Taken, 'day' | 'rating'>, scheduler: Scheduler, seed: string) {
  const elapsed = card.lastOn === null ? 0 : Math.max(0, daysBetween(card.lastOn, day))
  const predicted = card.memory ? scheduler.recall(card.memory, elapsed) : null
  const memory = scheduler.next(card.memory, elapsed, rating)
  const interval = scheduler.interval(memory, elapsed, `${seed} ${card.reviews}`)
  const recalled = rating > 1 && card.recalledOn.length < RECALLED_DAYS && !card.recalledOn.includes(day)
  // What was known elsewhere is no new one of any day here.
  const began = card.firstOn ?? (card.memory ? null : day)
  const after: Card = {
    ...{ dueOn: addDays(day, interval), memory, firstOn: began, lastOn: day, lastRating: rating },
    reviews: card.reviews + 1,
    // What was never known cannot lapse.
    lapses: card.lapses + (rating === 1 && card.reviews > 0 ? 1 : 0),
    recalledOn: recalled ? [...card.recalledOn, day] : card.recalledOn,
  }
  return { after, made: { predicted, elapsed, memory, interval } satisfies Step }
}

/**
 * Where a prompt stands after all its reviews, in the order in which they happened, however they arrived; `needed`: days on which it is
 * needed. The same reviews give the same card. Pure.
 */
export function replay(
  start: Card,
  taken: readonly Taken[],
  { scheduler, needed, seed }: { scheduler: Scheduler; needed: readonly Needed[]; seed: string },
): { card: Card; steps: Map<string, Step & { dueOn: string }> } {
  const steps = new Map<string, Step & { dueOn: string }>()
  let card = start
  for (const review of inOrder(taken)) {
    const { after, made } = step(card, review, scheduler, seed)
    card = after
    steps.set(review.id, { ...made, dueOn: after.dueOn })
  }
  return { card: { ...card, dueOn: neededBy(card, { scheduler, needed, seed }) }, steps }
}

/** When a card comes back, given the days on which it is needed. */
export function neededBy(
  { lastOn, dueOn, memory }: Card,
  { scheduler, needed, seed }: { scheduler: Scheduler; needed: readonly Needed[]; seed: string },
): string {
  if (lastOn === null || memory === null) return dueOn
  return dueBefore({ lastOn, dueOn, holds: (wanted) => scheduler.holds(memory, wanted) }, needed, spreadOf(seed))
}

// A clock that was turned back, or a zone that moved, must not put a later review on an earlier day.
function inOrder(taken: readonly Taken[]): Taken[] {
  const sorted = taken.toSorted((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))
  let latest = ''
  return sorted.map((review) => {
    if (review.day > latest) latest = review.day
    return { ...review, day: latest }
  })
}

/** 0 to 1, the same for the same id. */
function spreadOf(id: string): number {
  let sum = 0
  for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9_973
  return sum / 9_973
}
