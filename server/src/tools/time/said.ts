import type { LocalMoment } from '../../days.ts'
import type { Language } from '../../language/stop-words.ts'
import { numberText } from '../calculator/number-text.ts'
import { rational } from '../calculator/rational.ts'
import type { DateUnit } from './calendar.ts'
import { TIME_WORDING } from './wording.ts'

/** Blanks that some voices and many eyes stumble over. */
const plainBlanks = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

/** A date (`YYYY-MM-DD`) as people of a locale say it. */
export function dateText(day: string, locale: string, { weekday = true } = {}): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ calendar: 'gregory', timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' },
    ...(weekday ? { weekday: 'long' as const } : {}),
  })
  return plainBlanks(format.format(new Date(`${day}T00:00:00Z`)))
}

/** The name of a date’s weekday. */
export const weekdayText = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(new Date(`${day}T00:00:00Z`))

/** A time of day as people of a locale write it. */
export function timeText({ minute }: Pick<LocalMoment, 'minute'>, locale: string): string {
  const hours24 = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hourCycle?.startsWith('h2')
  const format = new Intl.DateTimeFormat(locale, {
    ...{ timeZone: 'UTC', hour: hours24 ? '2-digit' : 'numeric', minute: '2-digit' },
  } as const)
  return plainBlanks(format.format(new Date(minute * 60_000)))
}

/** "3 weeks and 5 days". */
export function countText(
  count: number,
  unit: DateUnit,
  rest: number,
  { language, locale }: { language: Language; locale: string },
) {
  const { units, and } = TIME_WORDING[language]
  const one = (n: number, of: DateUnit) =>
    `${numberText(rational(BigInt(n)), locale).text} ${units[of][n === 1 ? 0 : 1]}`
  return rest === 0 ? one(count, unit) : count === 0 ? one(rest, 'day') : one(count, unit) + and + one(rest, 'day')
}

/** "5 hours and 30 minutes". */
export function spanText(minutes: number, { language, locale }: { language: Language; locale: string }): string {
  const one = (n: number, [single, more]: [string, string]) =>
    `${numberText(rational(BigInt(n)), locale).text} ${n === 1 ? single : more}`
  const { spans, and } = TIME_WORDING[language]
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const told = [
    ...(hours > 0 ? [one(hours, spans.hour)] : []),
    ...(rest > 0 || hours === 0 ? [one(rest, spans.minute)] : []),
  ]
  return told.join(and)
}

/** A sentence with its places filled in. */
export const filled = (sentence: string, values: Record<string, string | number>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
