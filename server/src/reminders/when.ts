import type { ReminderKind, ReminderSettings } from '@lva/contracts/reminders'
import { DAY_MINUTES, isQuiet, localMoment, minuteOf, weekday } from '../days.ts'

/** What was late by more than this is not said that day any more: the server was off, or the learner's clock jumped. */
export const LATE_MINUTES = 180
/** What would fall into quiet hours that last beyond midnight is said so long before they begin. */
const BEFORE_QUIET_MINUTES = 30
/** Whoever travels comes into a new day early, and is not told the same again at once. */
const APART_MS = 12 * 3_600_000

/** When something was last said. */
export interface LastSaid {
  day: string
  at: string
}

/** What it is time for, and the learner's day it counts for. */
export interface Timely {
  kind: ReminderKind
  day: string
}

/**
 * Which reminders it is time for, by the learner's own clock: each at most once a day and not twice within twelve hours, at its time of
 * day or up to three hours later, never in quiet hours. Whether there is anything to say is another question.
 */
export function timeFor(
  settings: ReminderSettings,
  { at, timezone, last }: { at: Date; timezone: string; last: Partial<Record<ReminderKind, LastSaid>> },
): Timely[] {
  const { day, minute } = localMoment(at, timezone)
  if (isQuiet(settings, minute)) return []
  const kinds: ReminderKind[] = ['due', 'streak', 'recap']
  return kinds
    .filter((kind) => {
      if (!settings[kind]) return false
      if (kind === 'recap' && weekday(day) + 1 !== settings.recap_on) return false
      const begins = momentOf(kind, settings)
      if (minute < begins || minute >= begins + LATE_MINUTES) return false
      const before = last[kind]
      return !before || (before.day < day && at.getTime() - Date.parse(before.at) >= APART_MS)
    })
    .map((kind) => ({ kind, day }))
}

/** For how many minutes a learner may still be disturbed, at most those a reminder may be late; 0 in quiet hours. */
export function minutesToSay(settings: ReminderSettings, { at, timezone }: { at: Date; timezone: string }): number {
  const { minute } = localMoment(at, timezone)
  if (isQuiet(settings, minute)) return 0
  const [from, to] = [minuteOf(settings.quiet_from), minuteOf(settings.quiet_to)]
  return from === to ? LATE_MINUTES : Math.min(LATE_MINUTES, (from - minute + DAY_MINUTES) % DAY_MINUTES)
}

/** The minute of the day a reminder is said at. What falls into quiet hours waits for their end, or, in the evening, comes before them. */
function momentOf(kind: ReminderKind, settings: ReminderSettings): number {
  const wanted = minuteOf(kind === 'streak' ? settings.streak_at : settings.at)
  if (!isQuiet(settings, wanted)) return wanted
  const [from, to] = [minuteOf(settings.quiet_from), minuteOf(settings.quiet_to)]
  return wanted < to ? to : Math.max(to, from - BEFORE_QUIET_MINUTES)
}
