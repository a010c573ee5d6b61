import { addDays, weekday } from '../days.ts'
import { inLower, MONTHS, WEEKDAYS } from '../language/calendar-names.ts'
import type { Language } from '../language/stop-words.ts'
import type { Word } from '../language/words.ts'

const list = (words: string) => words.split(' ')
const TODAY: Record<Language, string[]> = {
  en: list('today tonight'),
  de: list('heute'),
  fr: list('aujourdhui'),
  es: list('hoy'),
}
const TOMORROW: Record<Language, string> = { en: 'tomorrow', de: 'morgen', fr: 'demain', es: 'mañana' }
/** "la mañana" is a morning, as is "am Morgen". */
const MORNING = new Set(list('la una esta am guten jeden diesen jeder'))

/**
 * The day a sentence names for something that is to be done, `YYYY-MM-DD`; null when it names none. `today` is the day it was said on; a
 * weekday is the next one, a date without a year the next that comes.
 */
export function namedDay(words: readonly Word[], { language, today }: { language: Language; today: string }) {
  for (const [at, { key, text }] of words.entries()) {
    if (TODAY[language].includes(key)) return today
    if (
      key === TOMORROW[language] &&
      !MORNING.has(words[at - 1]?.key ?? '') &&
      !(language === 'de' && text === 'Morgen' && at > 0)
    )
      return addDays(today, 1)
    const day = inLower(WEEKDAYS[language]).indexOf(key)
    if (day >= 0) return addDays(today, ((day - weekday(today) + 6) % 7) + 1)
    const month = inLower(MONTHS[language]).indexOf(key)
    if (month >= 0) {
      const date = dateIn(month + 1, numbersBeside(words, at), today)
      if (date) return date
    }
  }
  return null
}

/** The number before or behind the name of a month: "10 December", "December 10th", "10 de diciembre". */
function numbersBeside(words: readonly Word[], at: number): number | null {
  for (const place of [at - 1, at + 1, at - 2]) {
    const number = /^(\d{1,2})(?:st|nd|rd|th|er)?$/.exec(words[place]?.key ?? '')?.[1]
    if (number) return Number(number)
  }
  return null
}

function dateIn(month: number, day: number | null, today: string): string | null {
  if (day === null) return null
  const year = Number(today.slice(0, 4))
  const on = (year: number) => new Date(Date.UTC(year, month - 1, day))
  const days = [on(year), on(year + 1)].filter((date) => date.getUTCMonth() === month - 1)
  return days.map((date) => date.toISOString().slice(0, 10)).find((date) => date >= today) ?? null
}
