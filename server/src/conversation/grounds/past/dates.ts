import { tokens } from '../../../db/words.ts'
import { MONTH_OF } from '../../../language/calendar-names.ts'

/** A day of the calendar; months count from 1. */
interface Day {
  year: number
  month: number
  day: number
}

/** A time a sentence names. What is not named is null. */
export interface Named {
  year: number | null
  month: number | null
  day: number | null
  /** How many days ago, at least and at most. */
  ago: [number, number] | null
  /** The words it is named by. */
  words: string[]
}

/** "May", "march" and "mars" are also something else; as months they stand behind one of these, or beside a day. */
const DOUBTFUL = new Set(['may', 'march', 'mars', 'august', 'mai'])
const BEFORE_MONTH = new Set('in last since of from on during this early late im en le del'.split(' '))
const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  )
const COUNTS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const UNITS: Record<string, number> = {
  day: 1,
  days: 1,
  week: 7,
  weeks: 7,
  month: 30,
  months: 30,
  year: 365,
  years: 365,
}
const YESTERDAY = new Set(['yesterday', 'gestern', 'ayer'])

/** The times a sentence names, in English and by the names of months in German, Spanish and French. Pure. */
export function datesIn(text: string): Named[] {
  const words = tokens(text)
  const found: Named[] = []
  for (let at = 0; at < words.length; at++) {
    const named = monthAt(words, at) ?? agoAt(words, at) ?? yearAt(words, at)
    if (named) found.push(named)
  }
  return found
}

/** Whether something said on `then` was said at the time that is named, seen from `today`. */
export function isMeant({ year, month, day, ago }: Named, then: Day, today: Day): boolean {
  if (ago) {
    const days = (number(today) - number(then)) / 86_400_000
    return days >= ago[0] && days <= ago[1]
  }
  if (month !== null && month !== then.month) return false
  if (day !== null && day !== then.day) return false
  return year === null ? month !== null || day !== null : year === then.year
}

const number = ({ year, month, day }: Day) => Date.UTC(year, month - 1, day)

function monthAt(words: readonly string[], at: number): Named | null {
  const word = words[at] ?? ''
  const month = MONTH_OF[word]
  if (month === undefined) return null
  const before = words[at - 1] === 'of' || words[at - 1] === 'de' ? at - 2 : at - 1
  const composed = ['twenty', 'thirty'].includes(words[before - 1] ?? '')
    ? dayOf(words[before], words[before - 1])
    : dayOf(words[before])
  const day = composed ?? dayOf(words[at + 1])
  if (day === null && DOUBTFUL.has(word) && !BEFORE_MONTH.has(words[at - 1] ?? '')) return null
  const next = words[composed === null && day !== null ? at + 2 : at + 1]
  const named = [word, ...(day === null ? [] : [(composed === null ? words[at + 1] : words[before]) ?? ''])]
  return { month, day, year: yearOf(next), ago: null, words: named }
}

function agoAt(words: readonly string[], at: number): Named | null {
  const [word = '', next = '', third = ''] = words.slice(at, at + 3)
  const none = { year: null, month: null, day: null }
  if (YESTERDAY.has(word)) return { ...none, ago: [1, 1], words: [word] }
  const unit = UNITS[next]
  if ((word === 'last' || word === 'past') && unit !== undefined)
    return { ...none, ago: [1, unit * 2], words: [word, next] }
  if (word === 'last' && ['night', 'time'].includes(next))
    return next === 'night' ? { ...none, ago: [0, 1], words: [word] } : null
  if (third !== 'ago' || unit === undefined) return null
  const count = word === 'a' ? 1 : /^\d{1,3}$/.test(word) ? Number(word) : COUNTS.indexOf(word)
  if (count < 1) return null
  const spread = unit === 1 ? 1 : unit * 0.6
  return { ...none, ago: [count * unit - spread, count * unit + spread], words: [word, next] }
}

function yearAt(words: readonly string[], at: number): Named | null {
  const year = yearOf(words[at])
  const ofMonth = [at - 1, at - 2].some((before) => (words[before] ?? '') in MONTH_OF)
  return year === null || ofMonth ? null : { year, month: null, day: null, ago: null, words: [words[at] ?? ''] }
}

function yearOf(word: string | undefined): number | null {
  return word !== undefined && /^(?:19|20)\d\d$/.test(word) ? Number(word) : null
}

function dayOf(word: string | undefined, tens?: string): number | null {
  if (word === undefined) return null
  const ordinal = ORDINALS.indexOf(word) + 1
  if (tens && ordinal > 0 && ordinal < 10) return (tens === 'twenty' ? 20 : 30) + ordinal
  if (ordinal > 0) return ordinal
  const digits = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1]
  return digits && Number(digits) >= 1 && Number(digits) <= 31 ? Number(digits) : null
}
