import type { Streak } from '@lva/contracts/goals'
import { addDays, daysBetween, daysFrom, monthOf } from '../days.ts'

/** Missed days of a month that are bridged. */
const FREEZES = 2
const HISTORY_MAX = 50
/** A streak that is over is told of from so many days on. */
const TOLD_FROM = 2
const SHOWN_DAYS = 42

/** Days in a row; `frozen` are those in between that were bridged and count for nothing. */
interface Run {
  from: string
  to: string
  days: number
  frozen: string[]
}

/** How many freezes of each month are used. */
type Used = Map<string, number>

/**
 * The streaks that learner-days make, as they stand on a day. A gap is bridged as a whole or not at all: a freeze that would not have saved
 * anything is not used. Whatever arrives late makes another streak of it, as if it had been there in time.
 */
export function streakOf(learnerDays: readonly string[], today: string): Streak {
  const used: Used = new Map()
  const runs: Run[] = []
  for (const day of learnerDays) {
    const run = runs.at(-1)
    const missed = run ? daysMissed(run.to, day) : null
    if (run && missed && take(used, missed)) {
      run.to = day
      run.days += 1
      run.frozen.push(...missed)
    } else runs.push({ from: day, to: day, days: 1, frozen: [] })
  }
  const last = runs.at(-1)
  const missed = last ? daysMissed(last.to, today) : null
  const current = last && missed && take(used, missed) ? last : null
  const countsToday = last !== undefined && last.to >= today
  const over = runs.filter((run) => run !== current && run.days >= TOLD_FROM)
  return {
    ...{ today, current: current?.days ?? 0, since: current?.from ?? null },
    longest: Math.max(0, ...runs.map(({ days }) => days)),
    counts_today: countsToday,
    at_risk: current !== null && !countsToday && left(used, today) === 0,
    freezes_left: left(used, today),
    frozen: current ? [...current.frozen, ...(missed ?? [])] : [],
    history: over
      .reverse()
      .slice(0, HISTORY_MAX)
      .map(({ from, to, days, frozen }) => ({ from, to, days, frozen: frozen.length })),
    days: learnerDays.filter((day) => day > addDays(today, -SHOWN_DAYS) && day <= today),
  }
}

/** The longest streak that was under way on one of these days, as it stood at the end of the last of them. */
export function longestWithin(learnerDays: readonly string[], { from, to }: { from: string; to: string }): number {
  const { current, history } = streakOf(
    learnerDays.filter((day) => day <= to),
    to,
  )
  return Math.max(current, ...history.filter((run) => run.to >= from).map(({ days }) => days))
}

const left = (used: Used, day: string) => FREEZES - (used.get(monthOf(day)) ?? 0)

/** The days between two; null when there are more than two months have freezes for. */
function daysMissed(from: string, to: string): string[] | null {
  const gap = daysBetween(from, to) - 1
  if (gap > 2 * FREEZES) return null
  return gap < 1 ? [] : daysFrom(addDays(from, 1), addDays(to, -1))
}

/** Uses a freeze for each of these days, if there is one for all of them. */
function take(used: Used, days: readonly string[]): boolean {
  const wanted: Used = new Map()
  for (const day of days) wanted.set(monthOf(day), (wanted.get(monthOf(day)) ?? 0) + 1)
  for (const [month, count] of wanted) if ((used.get(month) ?? 0) + count > FREEZES) return false
  for (const [month, count] of wanted) used.set(month, (used.get(month) ?? 0) + count)
  return true
}
