import { expect, test } from 'vitest'
import { figuresOf, pathOf, topOf } from './status-line.ts'

test.each([
  [0, 1, 1],
  [0.03, 0.01, 0.05],
  [73, 10, 100],
  [1_100, 10, 2_000],
  [5, 1, 5],
])('a scale for %d (at least %d) ends at %d', (most, least, end) => {
  expect(topOf(most, least)).toBeCloseTo(end)
})

test('an hour ends at its right edge, and where nothing is known there is no line', () => {
  const until = 3_600_000
  const course = { at: [-10_000, 0, 10_000, 20_000, 30_000, 3_590_000, until], values: [9, 0, 10, null, null, 5, 20] }
  expect(pathOf(course, { until, top: 10 })).toBe('M0.0 90.0L1.7 0.0M598.3 45.0L600.0 0.0')
  expect(figuresOf(course)).toEqual({ now: 20, mean: 8.8, most: 20 })
  expect(figuresOf({ at: [1], values: [null] })).toBeNull()
})
