import { ALL, type Row, type Trend } from './report/numbers.ts'

/** One thing a run has to reach. */
export interface Goal {
  goal: string
  wanted: string
  read: string
  met: boolean
}

/** What a scenario asks of everything together. */
export interface Thresholds {
  /** Least part that succeeds, of what was not limited, 0–1. */
  success: number
  p95Ms: number
  /** Most that may be answered 429, of all, 0–1. */
  limited: number
  /** By how much memory may grow after its warm-up, as a part of it. */
  growth?: number
}

/** What the checklist asks for (`>99.5 %`, `p95 < 500 ms`). Users who are counted each for themselves ask too often only by mistake. */
export const CHECKLIST: Thresholds = { success: 0.995, p95Ms: 500, limited: 0.01 }

/** Rows against thresholds. A run that asked for nothing reached nothing. */
export function goalsOf(
  rows: readonly Row[],
  { success, p95Ms, limited, growth }: Thresholds,
  trend: Trend | null,
): Goal[] {
  const all = rows.find(({ kind }) => kind === ALL)
  if (!all || all.asked === 0) return [{ goal: 'requests', wanted: 'some', read: 'none', met: false }]
  const limitedPart = all.limited / all.asked
  const goals = [
    {
      goal: 'success',
      wanted: `> ${percent(success)}`,
      read: `${percent(all.success)} of ${all.asked - all.limited}`,
      met: all.success > success,
    },
    {
      goal: 'p95 of all, sign-ups included',
      wanted: `< ${p95Ms} ms`,
      read: `${round(all.p95)} ms`,
      met: all.p95 < p95Ms,
    },
    {
      goal: 'answered 429 (no success, and not in the numbers above)',
      wanted: `≤ ${percent(limited)}`,
      read: `${percent(limitedPart)} (${all.limited})`,
      met: limitedPart <= limited,
    },
  ]
  return growth === undefined ? goals : [...goals, flat(growth, trend)]
}

function flat(growth: number, trend: Trend | null): Goal {
  const goal = 'memory after its warm-up'
  const wanted = `grows ≤ ${percent(growth)}`
  if (!trend) return { goal, wanted, read: 'too few readings', met: false }
  const windows = trend.windows.map((mb) => Math.round(mb)).join(' → ')
  return { goal, wanted, read: `${percent(trend.growth)} (${windows} MB)`, met: trend.growth <= growth }
}

/** Prints what was wanted and what was read. */
export function printGoals(goals: readonly Goal[]): void {
  console.table(
    Object.fromEntries(goals.map(({ goal, wanted, read, met }) => [goal, { wanted, read, met: met ? 'yes' : 'no' }])),
  )
}

/** A part as people read it; never rounded up to what it is not. */
export const percent = (part: number): string =>
  Number.isNaN(part) ? 'none' : `${String(Math.floor(part * 10_000) / 100)} %`

/** Milliseconds as people read them. */
export const round = (ms: number): string => (Number.isNaN(ms) ? '–' : String(Math.round(ms * 10) / 10))
