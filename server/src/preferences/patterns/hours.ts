import type { HoursRecall, Patterns } from '@lva/contracts/patterns'
import { probit } from 'simple-statistics'
import { compareShares } from '../comparing.ts'

/** A review as far as the time of day goes: the local minute of the day, and whether it was recalled. */
export interface Reviewed {
  minute: number
  recalled: boolean
}

const PART_HOURS = 4
const PARTS = 24 / PART_HOURS
/** Fewer reviews in a part of the day say nothing about it. */
const PART_MIN = 10
const NEEDS = 20
const ALPHA = 0.05

/**
 * How much is recalled when, in six parts of the day, and which of them is better than the rest of the day: by a 95 % interval that is
 * wider the more parts were looked at (Bonferroni). Pure.
 */
export function hoursOf(reviews: readonly Reviewed[]): Patterns['hours'] {
  const byPart = Array.from({ length: PARTS }, (_, part) => {
    const some = reviews.filter(({ minute }) => Math.floor(minute / 60 / PART_HOURS) === part)
    return { part, hits: some.filter(({ recalled }) => recalled).length, n: some.length }
  })
  const all = { hits: byPart.reduce((sum, { hits }) => sum + hits, 0), n: reviews.length }
  const parts: HoursRecall[] = byPart
    .filter(({ n }) => n > 0)
    .map(({ part, hits, n }) => ({ ...hoursIn(part), value: n < PART_MIN ? null : hits / n, n }))
  const looked = byPart.filter(({ n }) => n >= PART_MIN && all.n - n >= PART_MIN)
  const z = probit(1 - ALPHA / (2 * Math.max(1, looked.length)))
  const [best] = looked
    .flatMap(({ part, hits, n }) => {
      const { difference, interval } = compareShares({ hits: all.hits - hits, n: all.n - n }, { hits, n }, { z })
      return difference !== null && interval && interval[0] > 0 ? { ...hoursIn(part), difference, interval } : []
    })
    .sort((a, b) => b.difference - a.difference)
  return { n: all.n, needs: NEEDS, parts: all.n < NEEDS ? [] : parts, best: best ?? null }
}

const hoursIn = (part: number) => ({ from: part * PART_HOURS, to: (part + 1) * PART_HOURS })
