import type { Estimate } from '../../statistics.ts'

/** One number of the report, and what it is held against. */
export interface Reading {
  /** V1 … V12. */
  goal: string
  what: string
  /** The kind of recogniser, or null where none matters. */
  ears: string | null
  estimate: Estimate
  unit: 'share' | 'ms' | 'count' | 'ratio'
  /** Null where the number only explains another. */
  wanted: { least: number } | { most: number } | null
}

/** Whether it is what the goal asks for; null where nothing is asked. An unread number meets nothing. */
export function met({ estimate, wanted }: Reading): boolean | null {
  if (!wanted) return null
  return 'least' in wanted ? estimate.value >= wanted.least : estimate.value <= wanted.most
}

/** Makes readings for one kind of recogniser. Those of the tuning half are named so, and nothing is wanted of them. */
export function reader(ears: string | null, tuning = false) {
  return (
    goal: string,
    what: string,
    estimate: Estimate,
    unit: Reading['unit'],
    wanted: Reading['wanted'] = null,
  ): Reading => ({
    goal,
    what: tuning ? `${what} (tuning)` : what,
    ears,
    estimate,
    unit,
    wanted: tuning ? null : wanted,
  })
}

export const count = <T>(all: readonly T[], so: (one: T) => boolean) => all.filter(so).length

/** A count as a reading: no interval, it is what it is. */
export const counted = (value: number, n: number): Estimate => ({ value, n, low: value, high: value })

export function show(value: number, unit: Reading['unit']): string {
  if (Number.isNaN(value)) return '–'
  if (unit === 'share') return `${(value * 100).toFixed(value > 0 && value < 0.001 ? 2 : 1)} %`
  if (unit === 'ms') return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`
  return unit === 'ratio' ? value.toFixed(2) : String(Math.round(value * 1000) / 1000)
}

function wantedAs({ wanted, unit }: Reading): string {
  if (!wanted) return ''
  return 'least' in wanted ? `≥ ${show(wanted.least, unit)}` : `≤ ${show(wanted.most, unit)}`
}

/** One line of the table on the terminal. */
export function row(reading: Reading) {
  const { goal, what, ears, estimate, unit } = reading
  const is = met(reading)
  return {
    goal,
    what,
    recogniser: ears ?? '',
    read: show(estimate.value, unit),
    '95 %': estimate.low === estimate.high ? '' : `${show(estimate.low, unit)} – ${show(estimate.high, unit)}`,
    n: estimate.n,
    wanted: wantedAs(reading),
    met: is === null ? '' : is ? 'yes' : 'NO',
  }
}
