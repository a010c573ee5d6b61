import type { Estimate } from './statistics.ts'

/** A number that was read, and its goal in words. */
export interface Row extends Estimate {
  what: string
  goal: string
}

/** Prints what was read, each number with its interval. */
export function print(rows: readonly Row[]): void {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  console.table(
    Object.fromEntries(
      rows.map(({ what, goal, value, n, low, high }) => [
        what,
        { read: percent(value), goal, n, '95 %': `${percent(low)} – ${percent(high)}` },
      ]),
    ),
  )
}
