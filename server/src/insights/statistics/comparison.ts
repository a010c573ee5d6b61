import type { PeriodComparison } from '@lva/contracts/insights'
import { mean, sampleVariance } from 'simple-statistics'
import ttest from 'ttest'

const NEEDS = 3

/** Values by their mean, their sample variance and how many they are. */
export interface Sample {
  mean: number
  variance: number
  size: number
}

/** Two periods by Welch's t-test, two-sided: from three values each, at least one of which varies. */
export function compare(now: readonly number[], before: readonly number[]): PeriodComparison {
  const told = {
    now: { mean: now.length > 0 ? mean([...now]) : null, n: now.length },
    before: { mean: before.length > 0 ? mean([...before]) : null, n: before.length },
  }
  const { mean: a } = told.now
  const { mean: b } = told.before
  const difference = a === null || b === null ? null : a - b
  const short = now.length < NEEDS || before.length < NEEDS
  const tested = short ? null : welch(sampleOf(now), sampleOf(before))
  return { ...told, difference, ...(tested ?? { t: null, df: null, p: null }), needs: NEEDS }
}

/** Welch's t-test of two samples; null where neither varies, which no test can judge. */
export function welch(now: Sample, before: Sample): { t: number; df: number; p: number } | null {
  if (now.variance === 0 && before.variance === 0) return null
  const test = ttest(now, before, { varEqual: false })
  return { t: test.testValue(), df: test.freedom(), p: test.pValue() }
}

/** `yes` of `n` as a sample of ones and zeros; from two on. */
export function shareOf(yes: number, n: number): Sample {
  const share = yes / n
  return { mean: share, variance: (share * (1 - share) * n) / (n - 1), size: n }
}

function sampleOf(values: readonly number[]): Sample {
  return { mean: mean([...values]), variance: sampleVariance([...values]), size: values.length }
}
