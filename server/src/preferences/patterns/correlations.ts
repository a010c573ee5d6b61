import type { Correlation, DayMeasure } from '@lva/contracts/patterns'
import { Studentt } from 'distributions'
import { sampleCorrelation } from 'simple-statistics'
import { entriesOf } from '../../records.ts'

/** One day of a learner, as it was counted. */
export interface Day {
  /** YYYY-MM-DD, the learner's own. */
  day: string
  turns: number
  words: number
  seconds: number
  sittings: number
  reviews: number
  recalled: number
}

/** Fewer reviews a day say little about how well was recalled on it. */
const REVIEWS_MIN = 5
export const DAYS_MIN = 10
const TELLING = 0.3
const P_MAX = 0.05

/** Days on which enough was reviewed. */
export function reviewDays(days: readonly Day[]): Day[] {
  return days.filter(({ reviews }) => reviews >= REVIEWS_MIN)
}

/**
 * What goes with better or worse recall, the strongest first: Pearson’s r from 0.3 on, of at least ten days, whose p is below 0.05 after it
 * was corrected for how many measures were looked at (S. Holm, 1979). What does not differ from day to day says nothing. Pure.
 */
export function correlationsIn(days: readonly Day[]): Correlation[] {
  const counted = reviewDays(days)
  if (counted.length < DAYS_MIN) return []
  const recall = counted.map(({ reviews, recalled }) => recalled / reviews)
  const secondsOn = new Map(days.map(({ day, seconds }) => [day, seconds]))
  const measures: Record<DayMeasure, (day: Day) => number> = {
    turns: ({ turns }) => turns,
    minutes: ({ seconds }) => seconds / 60,
    words: ({ words }) => words,
    sittings: ({ sittings }) => sittings,
    reviews: ({ reviews }) => reviews,
    'minutes-before': ({ day }) => (secondsOn.get(dayBefore(day)) ?? 0) / 60,
  }
  const looked = entriesOf(measures).flatMap(([measure, of]) => {
    const r = sampleCorrelation(counted.map(of), recall)
    // One of them is the same every day.
    if (!Number.isFinite(r)) return []
    return { measure, r, p: pOf(r, counted.length), n: counted.length }
  })
  return holm(looked)
    .filter(({ r, p }) => Math.abs(r) >= TELLING && p < P_MAX)
    .sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
}

/** How likely so much of a correlation is by chance alone, to either side. */
export function pOf(r: number, n: number): number {
  if (Math.abs(r) >= 1) return 0
  const t = Math.abs(r) * Math.sqrt((n - 2) / (1 - r * r))
  return Math.min(1, 2 * new Studentt(n - 2).cdf(-t))
}

/** The smallest p counts as often as there are, the next one time less; none is smaller than one before it. */
function holm(looked: Correlation[]): Correlation[] {
  let least = 0
  return looked
    .toSorted((a, b) => a.p - b.p)
    .map((one, rank) => {
      least = Math.max(least, Math.min(1, one.p * (looked.length - rank)))
      return { ...one, p: least }
    })
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
