import { ref } from 'vue'
import { browserLanguage } from './browser-language.ts'

/** The learner's language tag and time zone; the browser's own until they are known. */
export const locale = ref(browserLanguage)
export const timeZone = ref(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** The words of the app are English; their plurals follow English whatever the learner's dates look like. */
const plural = new Intl.PluralRules('en')
/** Which of a message's plural forms a count takes. */
export const pluralCategory = (count: number): Intl.LDMLPluralRule => plural.select(Number.isFinite(count) ? count : 0)

/** A number as the learner's language writes it. */
export const writtenNumber = (value: number): string => new Intl.NumberFormat(locale.value).format(value)

/** Time of day, such as 14:05. */
export const timeOfDay = (instant: string): string => written(instant, { timeStyle: 'short' })

/** Day in words, such as "Monday, 23 November 2026". */
export const longDay = (instant: string): string =>
  written(instant, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** Day and time, for titles and for what needs to be exact. */
export const dayAndTime = (instant: string): string => written(instant, { dateStyle: 'medium', timeStyle: 'short' })

/** How one would say it: today's time, "yesterday", a weekday within the week, else the date. */
export function when(instant: string, now: Date): string {
  const days = dayNumber(now) - dayNumber(new Date(instant))
  if (days === 0) return timeOfDay(instant)
  if (days === 1) return new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }).format(-1, 'day')
  if (days > 1 && days < 7) return written(instant, { weekday: 'long' })
  const sameYear = written(instant, { year: 'numeric' }) === written(now.toISOString(), { year: 'numeric' })
  return written(
    instant,
    sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
  )
}

function written(instant: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.value, { timeZone: timeZone.value, ...options }).format(new Date(instant))
}

/** Days since 1970 on the learner's calendar. */
function dayNumber(date: Date): number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timeZone.value }).format(date)
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}
