import { mean, sampleStandardDeviation } from 'simple-statistics'

const WINDOW_DAYS = 30
const NEEDS = 7
const UNUSUAL_Z = 2

/** A value far from those of the 30 days before it. */
export interface Unusual {
  at: number
  value: number
  mean: number
  z: number
}

/**
 * Values that lie two standard deviations or more from those of the 30 days before, from the index `from` on. A gap (null) is no value;
 * whoever counts puts a 0 there. `n` is how many could be judged: those with at least seven values before them that vary.
 */
export function anomaliesIn(
  values: ReadonlyArray<number | null>,
  from = 0,
): { found: Unusual[]; n: number; needs: number } {
  const found: Unusual[] = []
  let n = 0
  for (let at = from; at < values.length; at++) {
    const value = values[at] ?? null
    const before = values.slice(Math.max(0, at - WINDOW_DAYS), at).filter((one) => one !== null)
    if (value === null || before.length < NEEDS) continue
    const spread = sampleStandardDeviation(before)
    if (spread === 0) continue
    n += 1
    const middle = mean(before)
    const z = (value - middle) / spread
    if (Math.abs(z) >= UNUSUAL_Z) found.push({ at, value, mean: middle, z })
  }
  return { found, n, needs: NEEDS }
}
