import { addDays, weekday } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import { dayOf } from './calendar.ts'
import { DATE_WORDS, type DateWords } from './date-words.ts'
import { movingFeast } from './easter.ts'

/** A day that was named: it, the two it may be, or what was said where there is no such day. */
export type NamedDay = { day: string } | { either: [string, string] } | { none: string }

/** Which of the days that fit is meant where no year is named: the next one, or the latest. */
export type Toward = 'ahead' | 'back'

/**
 * The day a few words name, as of today (`YYYY-MM-DD`); null when they name none. In English nobody knows whether 3/4 is in March or in April. Pure.
 */
export function readDate(
  text: string,
  { language, today, toward }: { language: Language; today: string; toward: Toward },
): NamedDay | null {
  const words = DATE_WORDS[language]
  const fillers = new Set(words.fillers.split(' '))
  const parts = text.split(/\s+/)
  while (parts.length > 1 && fillers.has(parts[0] ?? '')) parts.shift()
  const phrase = parts.join(' ')
  const relative = Object.hasOwn(words.relative, phrase) ? words.relative[phrase] : undefined
  if (relative !== undefined) return { day: addDays(today, relative) }
  const named = Object.hasOwn(words.named, phrase) ? words.named[phrase] : undefined
  if (named) return dated(named, null, { today, toward, said: text })
  const feast = movingFeast(phrase, language, { today, toward })
  if (feast) return { day: feast }
  const own = parts.filter((part) => !fillers.has(part)).map((part) => part.replace(/[.,]$/, ''))
  if (own.length === 1) {
    const written = writtenDate(own[0] ?? '', { words, today, toward, said: text })
    if (written) return written
  }
  return byWeekday(own, words, today, toward) ?? byMonth(own, words, { today, toward, said: text })
}

interface About {
  today: string
  toward: Toward
  said: string
}

/** "2026-12-24", "24.12.2026", "24/12" */
function writtenDate(text: string, { words, ...about }: About & { words: DateWords }): NamedDay | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return exactly(Number(iso[1]), Number(iso[2]), Number(iso[3]), about.said)
  const [, first, mark, second, year] = /^(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{4}|\d{2}))?$/.exec(text) ?? []
  if (!first || !second) return null
  const [a, b] = [Number(first), Number(second)]
  const of = (month: number, day: number) => dated([month, day], yearOf(year), about)
  if (words.dayFirst || mark === '.' || a > 12) return of(b, a)
  if (b > 12 || a === b) return of(a, b)
  const [dayFirst, monthFirst] = [of(b, a), of(a, b)]
  return 'day' in dayFirst && 'day' in monthFirst ? { either: [dayFirst.day, monthFirst.day] } : dayFirst
}

const yearOf = (text: string | undefined) => (text === undefined ? null : Number(text) + (text.length === 2 ? 2000 : 0))

/** "Friday", "next Friday", "last Friday" */
function byWeekday(parts: readonly string[], words: DateWords, today: string, toward: Toward): NamedDay | null {
  if (parts.length > 2) return null
  const { weekdays } = words
  const at = parts.findIndex((part) => weekdays.includes(part))
  if (at < 0) return null
  const ahead = (weekdays.indexOf(parts[at] ?? '') - weekday(today) + 7) % 7 || 7
  const beside = parts[1 - at]
  if (beside === undefined && parts.length === 2) return null
  const back = beside === undefined ? toward === 'back' : words.last.split(' ').includes(beside)
  if (beside !== undefined && !back && !words.next.split(' ').includes(beside)) return null
  return { day: addDays(today, back ? (ahead === 7 ? -7 : ahead - 7) : ahead) }
}

/** "24 December 2026", "December 24th" */
function byMonth(parts: readonly string[], words: DateWords, about: About): NamedDay | null {
  if (parts.length < 2 || parts.length > 3) return null
  const at = parts.findIndex((part) => monthOf(part, words) > 0)
  if (at < 0 || at > 1) return null
  const day = dayNumber(parts[1 - at] ?? '')
  const year = parts.length === 3 ? /^\d{4}$/.exec(parts[2] ?? '')?.[0] : undefined
  if (day === null || (parts.length === 3 && year === undefined)) return null
  return dated([monthOf(parts[at] ?? '', words), day], yearOf(year), about)
}

function monthOf(part: string, { months, short }: DateWords): number {
  if (part === '_') return 0
  return months.indexOf(part) + 1 || short.split(' ').indexOf(part) + 1
}

function dayNumber(part: string): number | null {
  const digits = /^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?$/.exec(part)?.[1]
  return digits === undefined ? null : Number(digits)
}

function exactly(year: number, month: number, day: number, said: string): NamedDay {
  const found = dayOf(year, month, day)
  return found ? { day: found } : { none: said }
}

/** Without a year it is the next such day, today included, or the latest one; 29 February may be years away. */
function dated([month, day]: [number, number], year: number | null, { today, toward, said }: About): NamedDay {
  if (year !== null) return exactly(year, month, day, said)
  const step = toward === 'ahead' ? 1 : -1
  const now = Number(today.slice(0, 4))
  for (let n = 0; n <= 8; n++) {
    const found = dayOf(now + step * n, month, day)
    if (found && (toward === 'ahead' ? found >= today : found <= today)) return { day: found }
  }
  return { none: said }
}
