import type { Seasonality } from '@lva/contracts/insights'
import { mean, sum } from 'simple-statistics'

const NEEDS_DAYS = 14
const NEEDS_WEEKDAYS = 5

/** How the weekdays differ (Monday = 0), from at least 14 days on at least five of them. */
export function seasonalityOf(days: ReadonlyArray<{ weekday: number; value: number }>): Seasonality {
  const groups = Array.from({ length: 7 }, (_, weekday) =>
    days.filter((day) => day.weekday === weekday).map(({ value }) => value),
  )
  const n = days.length
  const enough = n >= NEEDS_DAYS && groups.filter(({ length }) => length > 0).length >= NEEDS_WEEKDAYS
  const weekdays = groups.map((values, weekday) => ({
    ...{ weekday, n: values.length },
    mean: enough && values.length > 0 ? mean(values) : null,
  }))
  return { weekdays, strength: enough ? explained(groups) : null, n, needs: NEEDS_DAYS }
}

/** The share of the variance that lies between the groups (eta squared). */
function explained(groups: number[][]): number {
  const all = groups.flat()
  const middle = mean(all)
  const total = sum(all.map((value) => (value - middle) ** 2))
  if (total === 0) return 0
  const between = groups.filter(({ length }) => length > 0).map((group) => group.length * (mean(group) - middle) ** 2)
  return sum(between) / total
}
