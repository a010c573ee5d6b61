import { locale } from '../messages/locale.ts'

const DAY_MS = 86_400_000

/** A day of the calendar, whatever the time zone: "Fri 27 Nov". */
export const shortDay = (day: string): string => written(day, { weekday: 'short', day: 'numeric', month: 'short' })

/** The same with its year: "27 November 2026". */
export const fullDay = (day: string): string => written(day, { day: 'numeric', month: 'long', year: 'numeric' })

/** The same where there is little room: "27 Nov 2026". */
export const narrowDay = (day: string): string => written(day, { day: 'numeric', month: 'short', year: 'numeric' })

/** A day as seen from another: "today", "tomorrow", "in 5 days", "3 days ago". */
export function fromDay(day: string, today: string): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS)
  return new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }).format(days, 'day')
}

/** A share as a person says it: "87%". */
export const percent = (share: number): string =>
  new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }).format(share)

/** A number with so many places at most. */
export const decimal = (value: number, places: number): string =>
  new Intl.NumberFormat(locale.value, { maximumFractionDigits: places }).format(value)

/** The learner's own day now. */
export const today = (now: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)

function written(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.value, { timeZone: 'UTC', ...options }).format(new Date(`${day}T00:00:00Z`))
}
