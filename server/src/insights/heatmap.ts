import type { Heatmap } from '@lva/contracts/insights'
import type { LearnerDay } from './metrics.ts'

/** Exchanges and reviews of a day, in five bands that are the same for everybody and every year. */
export const BANDS: Heatmap['bands'] = [
  { band: 0, from: 0, to: 0 },
  { band: 1, from: 1, to: 5 },
  { band: 2, from: 6, to: 15 },
  { band: 3, from: 16, to: 30 },
  { band: 4, from: 31, to: null },
]

/** The days of a year on which there was something. */
export function heatOf(days: readonly LearnerDay[]): Heatmap['days'] {
  return days.flatMap(({ day, turns, reviews, seconds }) => {
    const activities = turns + reviews
    const band = BANDS.findLast(({ from }) => activities >= from)?.band ?? 0
    return band > 0 ? [{ day, activities, minutes: seconds / 60, band }] : []
  })
}
