/** Upper ends in seconds for answers: 0.5 and 1 are what is promised and what is too slow. */
export const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30]
/** … and for what models say, which takes longer. */
export const TURN_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 60]

/** Durations, counted by the bucket they fall into; the last is for what is longer than every bound. */
export type Counts = number[]

/** No durations yet. */
export const none = (bounds: readonly number[]): Counts => Array<number>(bounds.length + 1).fill(0)

/** Counts one more. */
export function count(counts: Counts, bounds: readonly number[], seconds: number): void {
  const at = bounds.findIndex((bound) => seconds <= bound)
  const bucket = at < 0 ? bounds.length : at
  counts[bucket] = (counts[bucket] ?? 0) + 1
}

/** Several counts of the same bounds as one. */
export function sum(bounds: readonly number[], several: readonly Counts[]): Counts {
  const all = none(bounds)
  for (const counts of several) for (const [at, more] of counts.entries()) all[at] = (all[at] ?? 0) + more
  return all
}

/**
 * What this share of all durations does not exceed, in seconds, read off between two bounds as Prometheus does (`histogram_quantile`);
 * null when nothing was counted. Past the last bound it is the last bound.
 */
export function quantile(share: number, counts: Counts, bounds: readonly number[]): number | null {
  const total = counts.reduce((one, other) => one + other, 0)
  if (total === 0) return null
  const rank = share * total
  let below = 0
  for (const [at, bound] of bounds.entries()) {
    const here = counts[at] ?? 0
    if (below + here >= rank && here > 0) {
      const from = bounds[at - 1] ?? 0
      return from + ((bound - from) * (rank - below)) / here
    }
    below += here
  }
  return bounds.at(-1) ?? null
}
