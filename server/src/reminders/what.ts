import type { Reminded, ReminderKind } from '@lva/contracts/reminders'
import { addDays } from '../days.ts'

/** A streak of one day is none to speak of. */
const STREAK_LEAST = 2
/** Days a recap is about: whole ones, so that each is in one of them from morning to night. */
const RECAP_DAYS = 7

/** What others know of a learner. Days are the learner's own; the seconds of a week are those that were talked. */
export interface Known {
  /** Cards that are due. */
  due(userId: string): Promise<number>
  streak(userId: string): Promise<{ current: number; countsToday: boolean; freezesLeft: number }>
  week(
    userId: string,
    days: { from: string; to: string },
  ): Promise<{ sittings: number; seconds: number; reviews: number; recalled: number }>
}

/** What there is to say of a kind on a learner's day; null when nothing is true that would be worth it. */
export async function whatToSay(
  known: Known,
  userId: string,
  { kind, day }: { kind: ReminderKind; day: string },
): Promise<Reminded | null> {
  if (kind === 'due') {
    const due = await known.due(userId)
    return due > 0 ? { kind, due } : null
  }
  if (kind === 'streak') {
    const { current, countsToday, freezesLeft } = await known.streak(userId)
    return current >= STREAK_LEAST && !countsToday ? { kind, days: current, freezes: freezesLeft } : null
  }
  const [from, to] = [addDays(day, -RECAP_DAYS), addDays(day, -1)]
  const { sittings, seconds, reviews, recalled } = await known.week(userId, { from, to })
  if (sittings + reviews === 0) return null
  return { kind, from, sittings, minutes: Math.round(seconds / 60), reviews, recalled }
}
