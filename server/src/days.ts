/**
 * Days of the calendar as `YYYY-MM-DD`, which sort as text. Nothing here adds hours: a day with 23 or 25 of them, or none at all, is a day.
 */

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Of a day by the clock, whatever clocks do on some. */
export const DAY_MINUTES = 24 * 60

/** A date and a time of day as a clock on a wall shows them: `YYYY-MM-DD` and minutes since midnight. */
export interface LocalMoment {
  day: string
  minute: number
}

/** The date and the minute of the day by the clocks of a time zone (IANA) at an instant. A zone nobody knows (any more) is taken as UTC. */
export function localMoment(instant: Date | string, timezone: string): LocalMoment {
  const of = shownAt(new Date(instant), timezone)
  return { day: isoDay(of('year'), of('month'), of('day')), minute: of('hour') * 60 + of('minute') }
}

/** By how many milliseconds the clocks of a time zone (IANA) are ahead of UTC at an instant. */
export function offsetMs(instant: Date, timezone: string): number {
  const of = shownAt(instant, timezone)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(instant.getTime() / 1000) * 1000
}

/** The date by the clocks of a time zone (IANA) at an instant. */
export function localDay(instant: Date | string, timezone: string): string {
  return localMoment(instant, timezone).day
}

/** When a day begins by the clocks of a time zone (IANA). */
export function beginningOf(day: string, timezone: string): Date {
  const midnightBy = (at: number) => {
    const here = localMoment(new Date(at), timezone)
    return at + (daysBetween(here.day, day) * DAY_MINUTES - here.minute) * MINUTE_MS
  }
  // Once for the zone, once more where clocks change in between.
  const first = midnightBy(utc(day))
  const second = midnightBy(first)
  // Where clocks skip midnight there is none to be found: the day begins where they go on.
  return new Date(localDay(new Date(second), timezone) < day ? first : second)
}

/** So many days later; earlier with a negative number. */
export function addDays(day: string, count: number): string {
  return new Date(utc(day) + count * DAY_MS).toISOString().slice(0, 10)
}

/** How many days from one date to another; negative when the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / DAY_MS)
}

/** Every date from one to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, count) => addDays(from, count))
}

/** 0 is Monday. */
export function weekday(day: string): number {
  return (new Date(utc(day)).getUTCDay() + 6) % 7
}

/** The Monday of the week a date is in. */
export function weekOf(day: string): string {
  return addDays(day, -weekday(day))
}

/** `YYYY-MM`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** `HH:MM` as minutes since midnight. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Hours of the day, `HH:MM`, in which nobody is disturbed. They may go over midnight, and there are none when both ends are the same. */
interface QuietHours {
  quiet_from: string
  quiet_to: string
}

/** Whether a minute of the day is in the quiet hours. */
export function isQuiet({ quiet_from, quiet_to }: QuietHours, minute: number): boolean {
  const [from, to] = [minuteOf(quiet_from), minuteOf(quiet_to)]
  return (minute - from + DAY_MINUTES) % DAY_MINUTES < (to - from + DAY_MINUTES) % DAY_MINUTES
}

const utc = (day: string) => Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))

function isoDay(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** What the clocks of a time zone show at an instant, part by part. */
function shownAt(instant: Date, timezone: string): (part: keyof typeof SHOWN) => number {
  const parts = clockOf(timezone).formatToParts(instant)
  return (part) => Number(parts.find(({ type }) => type === part)?.value)
}

const SHOWN = {
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const satisfies Intl.DateTimeFormatOptions

// Making one costs more than a hundred uses; the bound keeps invented time zones from filling the memory.
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  if (clocks.size >= 100) clocks.clear()
  const clock = clockFor(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

function clockFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', { ...SHOWN, timeZone })
  } catch (error) {
    if (error instanceof RangeError) return new Intl.DateTimeFormat('en-CA', { ...SHOWN, timeZone: 'UTC' })
    throw error
  }
}
