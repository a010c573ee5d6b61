import type { Streak } from '@lva/contracts/goals'

const DAY_MS = 86_400_000

/** A day of the last week; `frozen`: a freeze bridged it; `open`: it is today, and nothing counts for it yet. */
export type WeekDay = { day: string; is: 'counted' | 'frozen' | 'missed' | 'open' }

/** The seven days that end with today, by the learner's own calendar. */
export function lastWeek({ today, days, frozen }: Pick<Streak, 'today' | 'days' | 'frozen'>): WeekDay[] {
  const last = Date.parse(`${today}T00:00:00Z`)
  return Array.from({ length: 7 }, (_, index) => {
    const day = new Date(last - (6 - index) * DAY_MS).toISOString().slice(0, 10)
    if (days.includes(day)) return { day, is: 'counted' }
    if (frozen.includes(day)) return { day, is: 'frozen' }
    return { day, is: day === today ? 'open' : 'missed' }
  })
}
