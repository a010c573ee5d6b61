import { addDays } from '../../days.ts'
import type { Found } from './found.ts'

/** How an insight is told. `because` says what it rests on and ends in how many. */
export interface Told {
  title: string
  because: string
  advice: string | null
}

/** Puts what a rule has found into words. `name` is that of its concept; numbers and days are written as `locale` writes them. */
export function tell(
  { rule, n, figures }: Pick<Found, 'rule' | 'n' | 'figures'>,
  { name, locale }: { name: string | null; locale: string },
): Told {
  const number = (key: string) => Number(figures[key] ?? 0)
  const percent = (key: string) => writtenPercent(number(key), locale)
  const whole = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value)
  const day = (key: string) => writtenDay(String(figures[key] ?? ''), locale)
  const of = (unit: string) => `n = ${whole(n)} ${n === 1 ? unit : `${unit}s`}`
  switch (rule) {
    case 'streak-at-risk':
      return {
        title: `Your streak of ${whole(n)} days is still open today`,
        because: `because nothing has been done yet today, ${of('day')}`,
        advice: 'One turn or one review carries it on.',
      }
    case 'activity-gap':
      return {
        title: `It has been quiet for ${whole(number('days'))} days`,
        because: `because your last day was ${day('last')}, ${of('active day')} before that`,
        advice: 'A few minutes are enough to take it up again.',
      }
    case 'recall-falling':
      return {
        title: `You recall less than two weeks ago: ${percent('now')} after ${percent('before')}`,
        because: `because of the reviews of the last 14 days against the 14 before, ${of('review')} against ${whole(number('reviewsBefore'))}`,
        advice: 'Fewer new questions for a while, or shorter ones, usually help.',
      }
    case 'recall-rising':
      return {
        title: `You recall more than two weeks ago: ${percent('now')} after ${percent('before')}`,
        because: `because of the reviews of the last 14 days against the 14 before, ${of('review')} against ${whole(number('reviewsBefore'))}`,
        advice: null,
      }
    case 'more-time':
      return {
        title: `You learn more than the month before: ${whole(number('now'))} minutes a day after ${whole(number('before'))}`,
        because: `because of your last four weeks against the four before (p = ${small(number('p'), locale)}), ${of('day')} each`,
        advice: null,
      }
    case 'scattered':
      return {
        title: `${whole(n)} topics in 30 days, ${whole(number('familiar'))} of them familiar`,
        because: `because fewer than three in ten of your topics hold for a week yet, ${of('topic')}`,
        advice: 'Reviewing two or three of them would make them last.',
      }
    case 'best-hours':
      return {
        title: `You recall most between ${clock(number('from'))} and ${clock(number('to'))}`,
        because: `because ${percent('now')} was recalled then and ${percent('others')} at other times, ${of('review')} in the last 90 days`,
        advice: 'Hard topics may do well at that time.',
      }
    case 'topic-due':
      return {
        title: `“${name ?? ''}” is about to fade`,
        because: `because its questions have come due, ${of('question')}`,
        advice: 'Review it today.',
      }
    case 'unusual-day':
      return {
        title: `${day('day')} was unusual: ${whole(number('minutes'))} minutes`,
        because: `because a day usually has ${whole(number('mean'))} minutes (z = ${small(number('z'), locale)}), ${of('day')}`,
        advice: null,
      }
    case 'mastered':
      return {
        title: `You have mastered “${name ?? ''}”`,
        because: `because every question on it holds for 60 days or longer, ${of('question')}`,
        advice: null,
      }
    case 'too-sure':
      return {
        title: `Questions come back a little late: ${percent('recalled')} recalled, ${percent('predicted')} expected`,
        because: `because of what was predicted and what you recalled, ${of('review')}`,
        advice: 'Fitting the schedule to your reviews puts this right.',
      }
    case 'too-careful':
      return {
        title: `Questions come back earlier than they have to: ${percent('recalled')} recalled, ${percent('predicted')} expected`,
        because: `because of what was predicted and what you recalled, ${of('review')}`,
        advice: 'Fitting the schedule to your reviews saves you time.',
      }
    case 'milestone-sessions':
      return {
        title: `${whole(n)} sessions`,
        because: `because you have sat down to learn that often, ${of('session')}`,
        advice: null,
      }
    case 'milestone-streak':
      return {
        title: `${whole(n)} days in a row`,
        because: `because each of them had a turn or a review, ${of('day')}`,
        advice: null,
      }
    case 'milestone-hours':
      return {
        title: `${whole(n)} ${n === 1 ? 'hour' : 'hours'} of learning`,
        because: `because your sessions add up to it, ${of('hour')}`,
        advice: null,
      }
  }
}

/** A share as a whole percentage. */
export const writtenPercent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)

/** A day without its year, such as "Monday, 23 November". */
export function writtenDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${addDays(day, 0)}T00:00:00Z`),
  )
}

const small = (value: number, locale: string) =>
  new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(value)

const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`
