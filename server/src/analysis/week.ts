import { addDays, DAY_MINUTES, daysBetween, localDay, localMoment, weekOf } from '../days.ts'

const MINUTE_MS = 60_000

/** When a day begins by the clocks of a time zone (IANA). */
function beginningOf(day: string, timezone: string): Date {
  let at = Date.parse(`${day}T00:00:00.000Z`)
  // Once for the zone, once more where clocks change in between.
  for (let times = 0; times < 2; times++) {
    const here = localMoment(new Date(at), timezone)
    at += (daysBetween(here.day, day) * DAY_MINUTES - here.minute) * MINUTE_MS
  }
  return new Date(at)
}

/** The last whole week, Monday to Monday, by the clocks of a learner. */
export function lastWeek(now: Date, timezone: string): { from: string; to: string } {
  const monday = weekOf(localDay(now, timezone))
  return {
    from: beginningOf(addDays(monday, -7), timezone).toISOString(),
    to: beginningOf(monday, timezone).toISOString(),
  }
}
