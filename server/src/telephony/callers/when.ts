import { CallBack } from '@lva/contracts/phone'
import { isQuiet, localMoment, minuteOf, weekday } from '../../days.ts'

/** What was late by more than this is not called that day any more: the server was off, or the learner's clock jumped. */
export const LATE_MINUTES = 60
/** Whoever travels comes into a new day early, and is not called again at once. */
const APART_MS = 12 * 3_600_000

/**
 * The learner's own day a call is due for, by the clocks of their zone; null: it is not time. Never in quiet hours, at its time of day or
 * up to an hour later, and not within twelve hours of the call before. A time that clocks leave out in spring is called for right after
 * it; one that comes twice in autumn is of one day, and a day has one call. Pure.
 */
export function dayToCall(
  wish: CallBack,
  { at, timezone, last }: { at: Date; timezone: string; last: { day: string; at: string } | null },
): string | null {
  const { day, minute } = localMoment(at, timezone)
  if (!wish.on || isQuiet(wish, minute) || !wish.days.includes(weekday(day) + 1)) return null
  const begins = minuteOf(wish.at)
  if (minute < begins || minute >= begins + LATE_MINUTES) return null
  if (last && last.day !== day && at.getTime() - Date.parse(last.at) < APART_MS) return null
  return day
}

/** What another release wrote and this one cannot read is as if it had not been said: nobody is called. */
export function wishOf(settings = '{}', on: boolean): CallBack {
  const usual = CallBack.parse({})
  try {
    return { ...(CallBack.safeParse(JSON.parse(settings)).data ?? usual), on }
  } catch (error) {
    if (error instanceof SyntaxError) return usual
    throw error
  }
}
