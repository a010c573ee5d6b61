import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Estimate } from './voice/statistics.ts'

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

/** Writes what was read, and what went wrong, to a file of its own. */
export function keep(path: string, judged: { live: boolean; rows: readonly Row[]; wrong: readonly unknown[] }): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(judged, null, 2)}\n`)
}
