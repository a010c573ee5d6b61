import { expect, test } from 'vitest'
import { ANSWER_SECONDS, count, none, quantile, sum } from './buckets.ts'

const of = (...seconds: number[]) => {
  const counts = none(ANSWER_SECONDS)
  for (const one of seconds) count(counts, ANSWER_SECONDS, one)
  return counts
}

test('a share is read off between two bounds, as Prometheus does', () => {
  expect(quantile(0.95, none(ANSWER_SECONDS), ANSWER_SECONDS)).toBeNull()
  // 90 up to 0.1 s, 10 up to 0.5 s: the 95th is half way from 0.25 to 0.5.
  expect(quantile(0.95, of(...Array(90).fill(0.08), ...Array(10).fill(0.4)), ANSWER_SECONDS)).toBeCloseTo(0.375)
  expect(quantile(0.95, of(99), ANSWER_SECONDS)).toBe(30)
  expect(quantile(1, of(0.5), ANSWER_SECONDS)).toBe(0.5)
})

test('counts of several processes are one', () => {
  expect(sum(ANSWER_SECONDS, [of(0.4, 99), of(0.4)])).toEqual(of(0.4, 0.4, 99))
})
