import { expect, test } from 'vitest'
import { ALPHA, confidenceAt, isUsed, type Known, learn, learnAll, type Observation, UNKNOWN } from './averaging.ts'

const DAY = 86_400_000
const start = Date.parse('2026-03-02T09:00:00Z')
const on = (day: number) => new Date(start + day * DAY)
const seen = (toward: number, day = 0, more: Partial<Observation> = {}): Observation => ({
  ...{ source: 'noticed', toward, weight: 1, at: on(day), ...more },
})
const wish = (toward: number, day = 0) => seen(toward, day, { source: 'command', weight: 10 })

test('a wish in words is enough, and of what is noticed it takes nine', () => {
  expect(isUsed(learn(UNKNOWN, wish(0)), on(0))).toBe(true)
  const nine = Array.from({ length: 9 }, () => seen(1))
  expect([isUsed(learnAll(nine.slice(1)), on(0)), isUsed(learnAll(nine), on(0))]).toEqual([false, true])
  expect(learnAll(nine).confidence).toBeCloseTo(1 - 0.9 ** 9, 12)
})

test('the value is the exponential average, counted anew one observation at a time', () => {
  const random = [0.3, 1, 0, 0.7, 0, 0, 1, 1, 0.2, 0.9].map((toward, n) =>
    n % 3 === 0 ? seen(toward, n, { weight: 1 + n }) : seen(toward, n),
  )
  let value = 0.5
  for (const { toward, weight } of random) for (let n = 0; n < weight; n++) value += ALPHA * ((toward ?? 0) - value)
  expect(learnAll(random).value).toBeCloseTo(value, 12)
})

test('it fades by a hundredth a day, and what comes then adds to what is left', () => {
  const known = learn(UNKNOWN, wish(0))
  const sure = 1 - 0.9 ** 10
  expect(confidenceAt(known, on(5))).toBeCloseTo(sure - 0.05, 12)
  expect(isUsed(known, on(5))).toBe(true)
  expect(isUsed(known, on(6))).toBe(false)
  expect(confidenceAt(known, on(400))).toBe(0)
  expect(learn(known, seen(0, 10)).confidence).toBeCloseTo((sure - 0.1) * 0.9 + 0.1, 12)
  expect(learn(known, seen(1, 0)).confidence).toBeCloseTo(sure * 0.9, 12)
})

test('the contrary wish turns it round and begins anew', () => {
  const turned = learnAll([wish(0), wish(1, 1)])
  expect(turned.value).toBeGreaterThan(0.65)
  expect(turned.confidence).toBeCloseTo(1 - 0.9 ** 10, 12)
})

test('what the learner sets is certain, and what is locked neither moves nor fades', () => {
  const set = learn(UNKNOWN, seen(0.75, 0, { source: 'override' }))
  expect(set).toMatchObject({ value: 0.75, confidence: 1, overridden: true })
  expect(learn(set, seen(0, 1)).overridden).toBe(false)
  const locked = learn(set, { source: 'lock', toward: null, weight: 1, at: on(1) })
  expect(learn(locked, wish(0, 2))).toEqual(locked)
  expect(confidenceAt(locked, on(300))).toBe(1)
  const open: Known = learn(locked, { source: 'unlock', toward: null, weight: 1, at: on(9) })
  expect(confidenceAt(open, on(10))).toBeCloseTo(0.9, 12)
})
