import type { Pace } from '@lva/contracts/goals'
import { addDays, daysBetween } from '../days.ts'

/** Whole days it takes before it is said where a goal is heading. */
const NEEDED_DAYS = 3
/** What lies further ahead is no forecast. */
const PROJECTED_DAYS_MAX = 3_650

/** The parts of the way to a target, and how much each is. */
export function milestonesOf(target: number): Array<{ percent: number; value: number }> {
  return percentages(target).map((percent) => ({ percent, value: Math.ceil((target * percent) / 100) }))
}

function percentages(target: number): number[] {
  if (target <= 5) return []
  if (target <= 10) return [50, 100]
  return target <= 30 ? [25, 50, 75, 100] : [10, 25, 50, 75, 90, 100]
}

interface Way {
  from: string
  deadline: string | null
  today: string
  value: number
  target: number
}

/** Whether a goal is going to be reached in time. Only days that are over can be behind, and what today brought counts already. */
export function paceOf({ from, deadline, today, value, target }: Way): Pace {
  const over = Math.max(0, daysBetween(from, today))
  const unknown: Pace = { state: null, days: 0, projected: null, n: over, needs: NEEDED_DAYS }
  if (value >= target) return unknown
  const projected = projection({ over, today, value, target })
  if (deadline === null || deadline < from) return { ...unknown, projected }
  const perDay = target / (daysBetween(from, deadline) + 1)
  const behind = Math.ceil(over - value / perDay - 1e-9)
  const ahead = Math.floor(value / perDay - (over + 1) + 1e-9)
  if (behind >= 1) return { ...unknown, state: 'behind', days: behind, projected }
  return { ...unknown, state: ahead >= 1 ? 'ahead' : 'on-track', days: Math.max(0, ahead), projected }
}

/**
 * The same of a streak: a day brings one and no more, so that nothing has to be observed first, and nobody can be ahead. `counted`: today has
 * brought its one.
 */
export function paceOfStreak({ from, deadline, today, counted, value, target }: Way & { counted: boolean }): Pace {
  const unknown: Pace = {
    state: null,
    days: 0,
    projected: null,
    n: Math.max(0, daysBetween(from, today)),
    needs: NEEDED_DAYS,
  }
  if (value >= target) return unknown
  const missing = target - value - (counted ? 0 : 1)
  const projected = value > 0 ? addDays(today, missing) : null
  if (deadline === null || deadline < from) return { ...unknown, projected }
  const behind = Math.max(0, missing - daysBetween(today, deadline))
  return { ...unknown, state: behind > 0 ? 'behind' : 'on-track', days: behind, projected }
}

function projection({ over, today, value, target }: Pick<Way, 'today' | 'value' | 'target'> & { over: number }) {
  if (over < NEEDED_DAYS || value <= 0) return null
  // Today counts as a day: what it brings yet is not known.
  const days = Math.ceil(((target - value) * (over + 1)) / value)
  return days > PROJECTED_DAYS_MAX ? null : addDays(today, days)
}
