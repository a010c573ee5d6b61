import { addDays, daysBetween, weekday } from '../../days.ts'

/** What is counted between days. */
export type DateUnit = 'day' | 'week' | 'month' | 'year' | 'business-day'

/** Dates lie between these years, both included. */
const YEARS = { first: 1, last: 9999 } as const
const COUNT_MAX: Record<DateUnit, number> = {
  ...{ day: 3_700_000, week: 530_000, month: 120_000, year: 10_000, 'business-day': 100_000 },
}

/** A date as `YYYY-MM-DD`; null where there is no such day. */
export function dayOf(year: number, month: number, day: number): string | null {
  if (year < YEARS.first || year > YEARS.last || month < 1 || month > 12 || day < 1 || day > lengthOf(year, month))
    return null
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/**
 * So many units later, or earlier with a negative count. A month later than 31 January is the last day of February. Business days are Monday to
 * Friday; holidays are not known. Null beyond the years there are.
 */
export function later(day: string, count: number, unit: DateUnit): string | null {
  if (!Number.isInteger(count) || Math.abs(count) > COUNT_MAX[unit]) return null
  if (unit === 'business-day') return businessDaysLater(day, count)
  if (unit === 'day' || unit === 'week') return withinYears(day, unit === 'week' ? count * 7 : count)
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + (unit === 'year' ? count * 12 : count)
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  if (year < YEARS.first || year > YEARS.last) return null
  return dayOf(year, month, Math.min(Number(day.slice(8, 10)), lengthOf(year, month)))
}

/** How many whole units lie between two dates, however they are ordered, and how many days are left over. */
export function between(a: string, b: string, unit: DateUnit): { count: number; rest: number } {
  const [from, to] = a <= b ? [a, b] : [b, a]
  const days = daysBetween(from, to)
  if (unit === 'day') return { count: days, rest: 0 }
  if (unit === 'week') return { count: Math.floor(days / 7), rest: days % 7 }
  if (unit === 'business-day') return { count: businessDaysBetween(from, to), rest: 0 }
  const size = unit === 'year' ? 12 : 1
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7))
  let count = Math.floor(months / size)
  while (count > 0 && (later(from, count, unit) ?? to) > to) count -= 1
  return { count, rest: daysBetween(later(from, count, unit) ?? from, to) }
}

/** The week of a date and the year it belongs to, as ISO 8601 counts them: the week with the year’s first Thursday is its first. */
export function isoWeek(day: string): { week: number; year: number } {
  const thursday = addDays(day, 3 - weekday(day))
  const year = Number(thursday.slice(0, 4))
  return { week: Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1, year }
}

function lengthOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

function withinYears(day: string, count: number): string | null {
  const year = Number(day.slice(0, 4)) + count / 365
  if (year < YEARS.first + 1 || year > YEARS.last - 8) return null
  return addDays(day, count)
}

function businessDaysLater(day: string, count: number): string | null {
  const step = Math.sign(count)
  // Whole weeks at once, and the rest day by day.
  let at = withinYears(day, Math.trunc(count / 5) * 7)
  if (at === null) return null
  let left = Math.abs(count % 5)
  // From a weekend five business days end on a Friday, or begin on a Monday.
  if (left === 0 && count !== 0) while (weekday(at) > 4) at = addDays(at, -step)
  while (left > 0) {
    at = addDays(at, step)
    if (weekday(at) < 5) left -= 1
  }
  return at
}

/** Business days after one date, up to and with another. */
function businessDaysBetween(from: string, to: string): number {
  const days = daysBetween(from, to)
  const weeks = Math.floor(days / 7)
  let count = weeks * 5
  for (let n = 1; n <= days % 7; n++) if (weekday(addDays(from, weeks * 7 + n)) < 5) count += 1
  return count
}
