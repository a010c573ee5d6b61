/** A day of the calendar; months count from 1, and what is past the end of a month runs on into the next. */
export interface Day {
  year: number
  month: number
  day: number
}

/** The day an instant falls on in a time zone (IANA). */
export function dayIn(timezone: string, instant: Date): Day {
  const [year = 1970, month = 1, day = 1] = wallClock(timezone, instant)
  return { year, month, day }
}

/** The instant a day begins in a time zone (IANA); where its clocks change, to within the change. */
export function beginningOf({ year, month, day }: Day, timezone: string): Date {
  const wanted = Date.UTC(year, month - 1, day)
  const [y = 1970, m = 1, d = 1, hour = 0, minute = 0] = wallClock(timezone, new Date(wanted))
  return new Date(wanted - (Date.UTC(y, m - 1, d, hour, minute) - wanted))
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

function wallClock(timezone: string, instant: Date): number[] {
  const parts = clockOf(timezone).formatToParts(instant)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return [of('year'), of('month'), of('day'), of('hour'), of('minute')]
}

// Making one costs more than a whole search; the bound keeps invented time zones from filling the memory.
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  if (clocks.size >= 100) clocks.clear()
  const clock = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  clocks.set(timeZone, clock)
  return clock
}
