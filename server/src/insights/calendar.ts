import type { SeriesUnit } from '@lva/contracts/insights'
import { addDays, daysBetween, weekOf } from '../days.ts'

/** From one day to another, both included. */
export interface Span {
  from: string
  to: string
}

/** The last so many days, the last one being `to`. */
export const lastDays = (to: string, days: number): Span => ({ from: addDays(to, 1 - days), to })

/** As many days right before. */
export const before = ({ from, to }: Span): Span => lastDays(addDays(from, -1), lengthOf({ from, to }))

/** The later of two days. */
export const later = (one: string, other: string): string => (one > other ? one : other)

/** How many days there are in it. */
const lengthOf = ({ from, to }: Span): number => daysBetween(from, to) + 1

/** The day, week (from Monday), month or year a day is in. */
export function periodOf(day: string, unit: SeriesUnit): Span {
  if (unit === 'day') return { from: day, to: day }
  if (unit === 'week') return { from: weekOf(day), to: addDays(weekOf(day), 6) }
  const [from, next] =
    unit === 'month'
      ? [`${day.slice(0, 7)}-01`, `${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`]
      : [`${day.slice(0, 4)}-01-01`, `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}-01-01`]
  return { from, to: addDays(next, -1) }
}

/** The periods a span is made of; the first and the last may be cut short. */
export function periodsOf({ from, to }: Span, unit: SeriesUnit): Span[] {
  const periods: Span[] = []
  for (let day = from; day <= to; ) {
    const period = periodOf(day, unit)
    const end = period.to < to ? period.to : to
    periods.push({ from: day, to: end })
    day = addDays(end, 1)
  }
  return periods
}
