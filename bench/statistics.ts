import { createRandom } from './random.ts'

/** A number, how many observations it comes of, and the interval that holds the true one with 95 %. */
export interface Estimate {
  value: number
  n: number
  low: number
  high: number
}

/** How many of how many, 0–1; the interval is Wilson's. NaN of nothing. */
export function share(hits: number, n: number): Estimate {
  if (n === 0) return { value: Number.NaN, n, low: Number.NaN, high: Number.NaN }
  const z = 1.96
  const p = hits / n
  const middle = p + (z * z) / (2 * n)
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const all = 1 + (z * z) / n
  return { value: p, n, low: Math.max(0, (middle - spread) / all), high: Math.min(1, (middle + spread) / all) }
}

/** The value below which this part (0–1) of the observations lies. NaN of nothing. */
export function percentile(values: readonly number[], part: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN
}

const SAMPLES = 1000

/** A percentile with its interval by the bootstrap (1,000 samples, the same every time). */
export function percentileOf(values: readonly number[], part: number): Estimate {
  const random = createRandom(`bootstrap ${values.length} ${part}`)
  const again = Array.from({ length: values.length > 0 ? SAMPLES : 0 }, () =>
    percentile(
      values.map(() => random.pick(values)),
      part,
    ),
  )
  return {
    value: percentile(values, part),
    n: values.length,
    low: percentile(again, 0.025),
    high: percentile(again, 0.975),
  }
}
