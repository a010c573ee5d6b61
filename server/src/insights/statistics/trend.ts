import type { Trend } from '@lva/contracts/insights'
import { linearRegression, linearRegressionLine, mean, rSquared, sampleStandardDeviation } from 'simple-statistics'

const NEEDS = 3
const STABLE_R2 = 0.2
const VOLATILE_CV = 0.3
const VOLATILE_R2 = 0.3

/**
 * Which way values go: least squares over [day number, value]. What spreads widely around a line that explains little is volatile, what
 * does not and has no line to speak of is stable.
 */
export function trendOf(points: ReadonlyArray<readonly [number, number]>): Trend {
  const n = points.length
  if (n < NEEDS) return { direction: null, slope: null, r2: null, cv: null, n, needs: NEEDS }
  const pairs = points.map(([x, y]) => [x, y])
  const values = points.map(([, y]) => y)
  const line = linearRegression(pairs)
  const varies = values.some((value) => value !== values[0])
  const r2 = varies ? rSquared(pairs, linearRegressionLine(line)) : 0
  const middle = mean(values)
  const cv = varies && middle !== 0 ? sampleStandardDeviation(values) / Math.abs(middle) : 0
  return { direction: directionOf(line.m, r2, cv), slope: line.m, r2, cv, n, needs: NEEDS }
}

function directionOf(slope: number, r2: number, cv: number): NonNullable<Trend['direction']> {
  if (cv > VOLATILE_CV && r2 < VOLATILE_R2) return 'volatile'
  if (r2 < STABLE_R2) return 'stable'
  return slope > 0 ? 'rising' : 'falling'
}
