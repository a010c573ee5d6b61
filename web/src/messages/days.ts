import { locale } from './locale.ts'

const DAY_MS = 86_400_000

/** A day of the calendar, as the learner's language writes it. Such a day has no clock: it is written as if it were in UTC. */
export const writtenDay = (day: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', ...options }).format(new Date(`${day}T00:00:00Z`))

/** Such as "23 Nov". */
export const shortDay = (day: string): string => writtenDay(day, { day: 'numeric', month: 'short' })

/** Such as "Monday, 23 November 2026". */
export const fullDay = (day: string): string =>
  writtenDay(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** Monday is 0. */
export const weekdayName = (weekday: number, length: 'long' | 'short' = 'long'): string =>
  writtenDay(`2024-01-0${weekday + 1}`, { weekday: length })

/** A day as seen from another: "today", "tomorrow", "in 5 days", "3 days ago". */
export function fromDay(day: string, today: string): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS)
  return new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }).format(days, 'day')
}

/** The learner's own day now. */
export const today = (now: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)
