import type { Figure, FigureName } from '@lva/contracts/insights'
import type { LearnerDay } from './metrics.ts'
import { sumOf } from './series.ts'

/** Reviews below which no share of them is told. */
const RATE_NEEDS = 5

/** A span and as many days before it, and what is not counted by days. Null: it is not known. */
export interface Compared {
  now: readonly LearnerDay[]
  before: readonly LearnerDay[]
  /** Nothing is compared with a time of which they were not here from its first day on. */
  wasHere: boolean
  topics: { now: number; before: number }
  streak: { now: number; before: number }
  mastered: { now: number; n: number } | null
}

/** The numbers of an overview or a report. */
export function figuresOf({ now, before, wasHere, topics, streak, mastered }: Compared): Figure[] {
  const [own, earlier] = [sumOf(now), sumOf(before)]
  const counted = (figure: FigureName, value: number, was: number) =>
    figureOf(figure, { value, n: now.length, needs: 0, before: wasHere ? was : null })
  return [
    counted('sessions', own.sittings, earlier.sittings),
    counted('minutes', own.seconds / 60, earlier.seconds / 60),
    counted('exchanges', own.turns, earlier.turns),
    counted('reviews', own.reviews, earlier.reviews),
    figureOf('recall', { ...rateOf(own), before: rateOf(earlier).value }),
    counted('streak', streak.now, streak.before),
    counted('topics', topics.now, topics.before),
    figureOf('mastered', { value: mastered?.now ?? null, n: mastered?.n ?? 0, needs: 0, before: null }),
  ]
}

/** The share that was recalled, from five reviews on. */
export function rateOf({ recalled, reviews }: { recalled: number; reviews: number }) {
  return { value: reviews < RATE_NEEDS ? null : recalled / reviews, n: reviews, needs: RATE_NEEDS }
}

function figureOf(
  figure: FigureName,
  { value, n, needs, before }: { value: number | null; n: number; needs: number; before: number | null },
): Figure {
  return { figure, value, n, needs, before, change: value === null || before === null ? null : value - before }
}
