import type { FigureName, Metric } from '@lva/contracts/insights'
import { locale } from '../messages/locale.ts'

/** Days of the learner's calendar have no clock: they are written as if they were in UTC. */
const written = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', ...options }).format(new Date(`${day}T00:00:00Z`))

/** Such as "23 Nov". */
export const shortDay = (day: string): string => written(day, { day: 'numeric', month: 'short' })
/** Such as "Monday, 23 November 2026". */
export const fullDay = (day: string): string =>
  written(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
/** Such as "16 – 22 November 2026". */
export const span = (from: string, to: string): string =>
  new Intl.DateTimeFormat(locale.value, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
/** Such as "Nov". */
export const shortMonth = (day: string): string => written(day, { month: 'short' })
/** Monday is 0. */
export const weekdayName = (weekday: number, length: 'long' | 'short' = 'long'): string =>
  written(`2024-01-0${weekday + 1}`, { weekday: length })

/** A number without more places than anybody reads. */
export const rounded = (value: number): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 }).format(value)
/** A share as a percentage. */
export const percent = (share: number): string =>
  new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }).format(share)
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
