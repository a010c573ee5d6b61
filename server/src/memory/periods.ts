import { addDays, beginningOf, localDay, weekday, weekOf } from '../days.ts'
import { inLower, MONTHS, WEEKDAYS } from '../language/calendar-names.ts'

/** A stretch of time somebody named; instants, `to` excluded. */
export interface Period {
  from: Date
  to: Date
}

/** A period from one day to before another, and how many words named it. `keep`: a word of it may stand in the text as well, as a month's name does. */
interface Named {
  from: string
  to: string
  words: number
  keep?: string
}

const list = (words: string) => words.split(' ')
const MONTH_NAMES = inLower(MONTHS.en)
const WEEKDAY_NAMES = inLower(WEEKDAYS.en)
const NUMBERS = list('no one two three four five six seven eight nine ten eleven twelve')
const UNITS: Record<string, 'day' | 'week' | 'month' | 'year'> = {
  ...{ day: 'day', days: 'day', week: 'week', weeks: 'week' },
  ...{ month: 'month', months: 'month', year: 'year', years: 'year' },
}
/** Words that make a time of a month's or weekday's name: "may" and "march" are also something else. */
const BEFORE_MONTH = new Set(list('in during since until before after of last this early late'))
const BEFORE_WEEKDAY = new Set(list('on last this since until before after'))

/**
 * The first time that is named in an English question ("last month", "in March", "on Tuesday", "3 weeks ago", "4 May 2026"), as its asker
 * means it at `now`, and the words that are left. What lies ahead is not meant: in January, March is that of last year.
 */
export function readPeriod(
  words: string[],
  { now, timezone }: { now: Date; timezone: string },
): { period: Period | null; rest: string[] } {
  const today = localDay(now, timezone)
  for (let at = 0; at < words.length; at++) {
    const named = READERS.map((read) => read(words, at, today)).find((found) => found !== null)
    if (!named) continue
    const before = words[at - 1] ?? ''
    const period = stretched(
      { from: beginningOf(named.from, timezone), to: beginningOf(named.to, timezone) },
      { before, now },
    )
    return {
      period,
      rest: [...words.slice(0, at), ...(named.keep ? [named.keep] : []), ...words.slice(at + named.words)],
    }
  }
  return { period: null, rest: words }
}

function stretched({ from, to }: Period, { before, now }: { before: string; now: Date }): Period {
  if (before === 'since') return { from, to: later(now, to) }
  if (before === 'after') return { from: to, to: later(now, to) }
  if (before === 'before' || before === 'until') return { from: new Date(0), to: before === 'until' ? to : from }
  return { from, to }
}

const later = (a: Date, b: Date) => (a > b ? a : b)

type Reader = (words: string[], at: number, today: string) => Named | null

const READERS: Reader[] = [
  function writtenDate(words, at) {
    const [year, month, day] = [words[at], words[at + 1], words[at + 2]]
    if (!isYear(year) || !/^\d\d$/.test(month ?? '') || !/^\d\d$/.test(day ?? '')) return null
    return oneDay(dateOf(Number(year), Number(month), Number(day)), 3)
  },

  function dayOfMonth(words, at, today) {
    const first = dayNumber(words[at])
    const of = words[at + 1] === 'of' ? 2 : 1
    const monthAfter = MONTH_NAMES.indexOf(words[at + of] ?? '')
    if (first !== null && monthAfter >= 0) return dated(monthAfter + 1, first, words[at + of + 1], of + 1, today)
    const second = dayNumber(words[at + 1])
    const monthBefore = MONTH_NAMES.indexOf(words[at] ?? '')
    return monthBefore >= 0 && second !== null ? dated(monthBefore + 1, second, words[at + 2], 2, today) : null
  },

  function month(words, at, today) {
    const month = MONTH_NAMES.indexOf(words[at] ?? '') + 1
    const next = words[at + 1]
    const year = isYear(next) ? Number(next) : null
    if (month === 0 || (year === null && !BEFORE_MONTH.has(words[at - 1] ?? ''))) return null
    const named = year ?? (month > monthIn(today) ? yearIn(today) - 1 : yearIn(today))
    return {
      ...{ from: dateOf(named, month), to: dateOf(named, month + 1) },
      ...{ words: year === null ? 1 : 2, keep: words[at] ?? '' },
    }
  },

  function year(words, at) {
    if (!isYear(words[at]) || !BEFORE_MONTH.has(words[at - 1] ?? '')) return null
    const year = Number(words[at])
    return { from: dateOf(year, 1), to: dateOf(year + 1, 1), words: 1 }
  },

  function dayOfWeek(words, at, today) {
    const named = WEEKDAY_NAMES.indexOf(words[at] ?? '')
    if (named < 0 || !BEFORE_WEEKDAY.has(words[at - 1] ?? '')) return null
    // On a Tuesday, "on Tuesday" is a week ago: today would have been called so.
    return oneDay(addDays(today, -((weekday(today) - named + 7) % 7 || 7)), 1)
  },

  function nearDay(words, at, today) {
    if (words[at] === 'yesterday') return oneDay(addDays(today, -1), 1)
    if (words[at] === 'last' && words[at + 1] === 'night') return oneDay(addDays(today, -1), 2)
    if (words[at] === 'today') return oneDay(today, 1)
    const partOfToday = words[at] === 'this' && ['morning', 'afternoon', 'evening'].includes(words[at + 1] ?? '')
    return partOfToday ? oneDay(today, 2) : null
  },

  function unitOfCalendar(words, at, today) {
    const ago = { this: 0, last: 1, past: 1, previous: 1 }[words[at] ?? '']
    const unit = words[at + 1]
    if (ago === undefined || (unit !== 'weekend' && !(unit && UNITS[unit]))) return null
    return { ...calendarUnit(unit, ago, today), words: 2 }
  },

  function lastSeveral(words, at, today) {
    const [how, count, unit] = [words[at], numberOf(words[at + 1]), UNITS[words[at + 2] ?? '']]
    if ((how !== 'last' && how !== 'past') || count === null || !unit) return null
    return { from: minus(today, count, unit), to: addDays(today, 1), words: 3 }
  },

  function severalAgo(words, at, today) {
    const [count, unit] = [numberOf(words[at]), UNITS[words[at + 1] ?? '']]
    if (count === null || !unit || words[at + 2] !== 'ago') return null
    const day = minus(today, count, unit)
    // The longer ago, the less exactly it is meant.
    const spread = { day: 0, week: 3, month: 15, year: 183 }[unit]
    return { from: addDays(day, -spread), to: addDays(day, spread + 1), words: 3 }
  },
]

function calendarUnit(unit: string, ago: number, today: string): Pick<Named, 'from' | 'to'> {
  const monday = addDays(weekOf(today), -7 * ago)
  if (unit === 'weekend') return { from: addDays(monday, 5), to: addDays(monday, 7) }
  if (unit.startsWith('week')) return { from: monday, to: addDays(monday, 7) }
  if (unit.startsWith('day')) return { from: addDays(today, -ago), to: addDays(today, 1 - ago) }
  const [year, month] = [yearIn(today), monthIn(today)]
  if (unit.startsWith('year')) return { from: dateOf(year - ago, 1), to: dateOf(year - ago + 1, 1) }
  return { from: dateOf(year, month - ago), to: dateOf(year, month - ago + 1) }
}

function dated(month: number, day: number, next: string | undefined, words: number, today: string): Named {
  if (isYear(next)) return oneDay(dateOf(Number(next), month, day), words + 1)
  const ahead = month > monthIn(today) || (month === monthIn(today) && day > dayIn(today))
  return oneDay(dateOf(yearIn(today) - (ahead ? 1 : 0), month, day), words)
}

function minus(day: string, count: number, unit: 'day' | 'week' | 'month' | 'year'): string {
  if (unit === 'month') return dateOf(yearIn(day), monthIn(day) - count, dayIn(day))
  if (unit === 'year') return dateOf(yearIn(day) - count, monthIn(day), dayIn(day))
  return addDays(day, -(unit === 'week' ? count * 7 : count))
}

const oneDay = (from: string, words: number): Named => ({ from, to: addDays(from, 1), words })

/** A date; what is past the end of a month or a year runs on into the next. */
const dateOf = (year: number, month: number, day = 1): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
const yearIn = (day: string) => Number(day.slice(0, 4))
const monthIn = (day: string) => Number(day.slice(5, 7))
const dayIn = (day: string) => Number(day.slice(8, 10))

const isYear = (word: string | undefined): word is string => /^(?:19|20)\d\d$/.test(word ?? '')

function dayNumber(word: string | undefined): number | null {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word ?? '')?.[1]
  return digits && Number(digits) >= 1 && Number(digits) <= 31 ? Number(digits) : null
}

function numberOf(word: string | undefined): number | null {
  if (word === 'a' || word === 'an') return 1
  if (word && /^\d{1,3}$/.test(word)) return Number(word)
  const number = NUMBERS.indexOf(word ?? '')
  return number > 0 ? number : null
}
