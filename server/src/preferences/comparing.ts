import { Studentt } from 'distributions'
import { sampleVariance } from 'simple-statistics'

/** Two groups compared, of which the second is what was tried. */
export interface Compared {
  before: { value: number | null; n: number }
  after: { value: number | null; n: number }
  difference: number | null
  interval: [number, number] | null
  needs: number
}

/** Fewer of either say nothing. */
const NEEDS = 10
/** Of the normal distribution: 95 % lie within so many deviations. */
const Z = 1.959963984540054

/** How far two means lie apart, with Welch’s 95 % interval; nothing is said of fewer than ten. Pure. */
export function compareMeans(before: readonly number[], after: readonly number[]): Compared {
  const sides = { before: meanOf(before), after: meanOf(after), needs: NEEDS }
  if (before.length < NEEDS || after.length < NEEDS) return { ...sides, difference: null, interval: null }
  const difference = (sides.after.value ?? 0) - (sides.before.value ?? 0)
  const half = halfWidth(before, after)
  return { ...sides, difference, interval: [difference - half, difference + half] }
}

/** How far the interval reaches to either side (B. L. Welch, Biometrika 34, 1947); 0 where all are alike. */
function halfWidth(before: readonly number[], after: readonly number[]): number {
  const [one, other] = [before, after].map((values) => sampleVariance([...values]) / values.length)
  const error = (one ?? 0) + (other ?? 0)
  if (error === 0) return 0
  const degrees = error ** 2 / ((one ?? 0) ** 2 / (before.length - 1) + (other ?? 0) ** 2 / (after.length - 1))
  return new Studentt(degrees).inv(0.975) * Math.sqrt(error)
}

/**
 * How far two shares lie apart, with the 95 % interval by R. G. Newcombe, "Interval estimation for the difference between independent
 * proportions", Statistics in Medicine 17 (1998), method 10. `z` widens it where several are looked at. Pure.
 */
export function compareShares(
  before: { hits: number; n: number },
  after: { hits: number; n: number },
  { z = Z, needs = NEEDS }: { z?: number; needs?: number } = {},
): Compared {
  const sides = { before: shareOf(before), after: shareOf(after), needs }
  if (before.n < needs || after.n < needs) return { ...sides, difference: null, interval: null }
  const [was, is] = [before.hits / before.n, after.hits / after.n]
  const [wasFrom, wasTo] = wilson(before, z)
  const [isFrom, isTo] = wilson(after, z)
  const difference = is - was
  return {
    ...{ ...sides, difference },
    interval: [difference - Math.hypot(is - isFrom, wasTo - was), difference + Math.hypot(isTo - is, was - wasFrom)],
  }
}

/** Where a share lies (E. B. Wilson, "Probable inference", JASA 22, 1927). */
function wilson({ hits, n }: { hits: number; n: number }, z: number): [number, number] {
  const share = hits / n
  const middle = share + z ** 2 / (2 * n)
  const half = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  return [(middle - half) / (1 + z ** 2 / n), (middle + half) / (1 + z ** 2 / n)]
}

const meanOf = (values: readonly number[]) => ({
  value: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
  n: values.length,
})

const shareOf = ({ hits, n }: { hits: number; n: number }) => ({ value: n === 0 ? null : hits / n, n })
