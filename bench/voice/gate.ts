import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Reading, show } from './report/readings.ts'

// What the gate set read when it was last agreed to, and by how much each number may get worse.

const BASELINE = fileURLToPath(new URL('gate.json', import.meta.url))

interface Agreed {
  value: number
  /** In the number's own unit. */
  budget: number
}

/** Shares may lose one clip or four in a hundred, times a tenth, counts nothing. */
function budgetOf({ unit, goal, estimate }: Reading): number {
  // In real time, on a machine that does other things as well.
  if (goal === 'V1' && unit === 'ms') return 300
  if (unit === 'share') return Math.max(0.04, 1.01 / Math.max(1, estimate.n))
  if (unit === 'ms') return Math.max(30, Math.abs(estimate.value) * 0.1)
  return unit === 'ratio' ? 0.1 : 0
}

const nameOf = ({ goal, what, ears }: Reading) => `${goal} ${what}${ears ? ` (${ears})` : ''}`
const guarded = (readings: readonly Reading[]) => readings.filter(({ wanted }) => wanted)

/** What got worse by more than its budget, or is not read any more; one line each. */
export function regressions(readings: readonly Reading[]): string[] {
  const agreed = JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, Agreed>
  const read = new Map(guarded(readings).map((reading) => [nameOf(reading), reading]))
  const lost = Object.keys(agreed).filter((name) => !read.has(name))
  return [
    ...lost.map((name) => `${name} is not read any more`),
    ...[...read].flatMap(([name, reading]) => {
      const before = agreed[name]
      return before && worse(reading, before)
        ? [
            `${name}: ${show(reading.estimate.value, reading.unit)}, was ${show(before.value, reading.unit)}, may be ${show(before.budget, reading.unit)} worse`,
          ]
        : []
    }),
  ]
}

function worse({ wanted, estimate }: Reading, { value, budget }: Agreed): boolean {
  if (Number.isNaN(estimate.value)) return true
  return wanted && 'least' in wanted ? estimate.value < value - budget : estimate.value > value + budget
}

/** Agrees to what was read. */
export function agree(readings: readonly Reading[]) {
  const agreed = Object.fromEntries(
    guarded(readings).map((reading) => [
      nameOf(reading),
      { value: round(reading.estimate.value), budget: round(budgetOf(reading)) },
    ]),
  )
  writeFileSync(BASELINE, `${JSON.stringify(agreed, null, 2)}\n`)
}

const round = (value: number) => Math.round(value * 1e4) / 1e4
