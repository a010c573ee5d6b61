import { percentile } from '../../statistics.ts'
import type { Done } from '../people/wishes.ts'

/** Asked of a run, in the order of what is shown. Times in milliseconds. */
export interface Row {
  kind: string
  asked: number
  ok: number
  /** Answered 429: never a success, and not counted as asked twice either. */
  limited: number
  failed: number
  p50: number
  p95: number
  p99: number
  most: number
  /** Of those that were not limited, 0–1; NaN without any. */
  success: number
}

export const ALL = 'all of it'

/** One row for each kind of request, the commonest first, and one for all of them. Times are of everything that was not limited. */
export function rowsOf(dones: readonly Done[]): Row[] {
  const kinds = Map.groupBy(dones, ({ kind }) => kind)
  const rows = [...kinds].map(([kind, those]) => rowOf(kind, those)).sort((a, b) => b.asked - a.asked)
  return [rowOf(ALL, dones), ...rows]
}

function rowOf(kind: string, dones: readonly Done[]): Row {
  const counted = dones.filter(({ limited }) => !limited)
  const times = counted.map(({ ms }) => ms)
  const ok = counted.filter((done) => done.ok).length
  return {
    kind,
    asked: dones.length,
    ok,
    limited: dones.length - counted.length,
    failed: counted.length - ok,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    most: percentile(times, 1),
    success: counted.length === 0 ? Number.NaN : ok / counted.length,
  }
}

/** A stretch of a run. */
export interface Moment {
  /** Where it begins, in seconds from the beginning. */
  second: number
  perSecond: number
  limitedPerSecond: number
  failedPerSecond: number
  /** NaN where nothing was answered. */
  p50: number
  p95: number
}

/** A run cut into equal stretches of at least a second, at most `most` of them. `beganAt` is of the clock of `Done.at`. */
export function momentsOf(
  dones: readonly Done[],
  { beganAt, seconds, most = 120 }: { beganAt: number; seconds: number; most?: number },
): Moment[] {
  const length = Math.max(1, Math.ceil(seconds / most))
  const stretches = Math.max(1, Math.ceil(seconds / length))
  const endedIn = Map.groupBy(dones, ({ at, ms }) => Math.floor((at + ms - beganAt) / 1000 / length))
  return Array.from({ length: stretches }, (_, n) => {
    const here = endedIn.get(n) ?? []
    const row = rowOf('', here)
    return {
      second: n * length,
      perSecond: row.ok / length,
      limitedPerSecond: row.limited / length,
      failedPerSecond: row.failed / length,
      p50: row.p50,
      p95: row.p95,
    }
  })
}

/** What went wrong, the commonest first, each told once. */
export function faultsOf(dones: readonly Done[], most = 12): { what: string; count: number }[] {
  const wrong = dones.filter(({ ok, limited }) => !ok && !limited)
  const named = Map.groupBy(wrong, ({ kind, status, detail }) =>
    `${kind}: ${status || 'no answer'} ${detail ?? ''}`.trim(),
  )
  return [...named]
    .map(([what, those]) => ({ what, count: those.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
}

/** What the server was read to take, at one moment. */
export interface Reading {
  /** Seconds from the beginning. */
  second: number
  /** Resident, in MB. */
  memory: number
  /** Cores in use since the reading before; null where it is not told. */
  cores: number | null
}

export interface Trend {
  /** Medians of equal windows after the warm-up, in MB, in their order. */
  windows: number[]
  /** By how much the last is above the first, as a part of it; negative where it fell. */
  growth: number
}

/**
 * How memory went after a warm-up (the first `warmUp` of the time, 0–1), by medians of `count` windows: single readings jump with every
 * collection of garbage. Null with fewer than two readings for each.
 */
export function trendOf(readings: readonly Reading[], { warmUp = 0.2, count = 5 } = {}): Trend | null {
  const [first, last] = [readings[0]?.second ?? 0, readings.at(-1)?.second ?? 0]
  const from = first + (last - first) * warmUp
  const windows = Array.from({ length: count }, (_, n) => {
    const [begin, end] = [from + ((last - from) / count) * n, from + ((last - from) / count) * (n + 1)]
    const within = readings.filter(({ second }) => second >= begin && (second < end || n === count - 1))
    return within.map(({ memory }) => memory)
  })
  if (windows.some((values) => values.length < 2)) return null
  const medians = windows.map((values) => percentile(values, 0.5))
  const [begun, ended] = [medians[0] ?? Number.NaN, medians.at(-1) ?? Number.NaN]
  return { windows: medians, growth: ended / begun - 1 }
}
