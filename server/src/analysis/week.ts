import { addDays, beginningOf, localDay, weekOf } from '../days.ts'

/** The last whole week, Monday to Monday, by the clocks of a learner. */
export function lastWeek(now: Date, timezone: string): { from: string; to: string } {
  const monday = weekOf(localDay(now, timezone))
  return {
    from: beginningOf(addDays(monday, -7), timezone).toISOString(),
    to: beginningOf(monday, timezone).toISOString(),
  }
}
