import type { FigureName, Metric } from '@lva/contracts/insights'
import { writtenDay } from '../messages/days.ts'
import { locale } from '../messages/locale.ts'
import { decimal, percent } from '../messages/numbers.ts'

/** Such as "16 – 22 November 2026". */
export const span = (from: string, to: string): string =>
  new Intl.DateTimeFormat(locale.value, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
/** Such as "Nov". */
export const shortMonth = (day: string): string => writtenDay(day, { month: 'short' })

/** A number without more places than anybody reads. */
export const rounded = (value: number): string => decimal(value, Math.abs(value) < 10 ? 1 : 0)
/** A value of a metric, or of a figure. */
export const writtenValue = (metric: Metric | FigureName, value: number): string =>
  metric === 'recall' ? percent(value) : rounded(value)
/** By how much something has changed, with its sign. */
export function changeOf(metric: Metric | FigureName, change: number): string {
  const size = metric === 'recall' ? percent(Math.abs(change)) : rounded(Math.abs(change))
  return change > 0 ? `+${size}` : change < 0 ? `−${size}` : size
}
/** An hour of the day as the learner writes it. */
export const hourName = (hour: number): string =>
  new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' }).format(
    new Date(Date.UTC(2024, 0, 1, hour)),
  )
