import { expect, test } from 'vitest'
import { createPace, type Look } from './pace.ts'

const limits = { graceMs: 20_000, bytesPerSecond: 1_000, stalledMs: 30_000 }
const still: Look = { nowMs: 0, received: 0, sent: 0, receiving: false, sending: false }

/** What is said of a client second by second, and when it was said first. */
function watch(seconds: number, at: (second: number) => Partial<Look>) {
  const pace = createPace(limits, 0)
  for (let second = 0; second <= seconds; second += 5) {
    const slow = pace.look({ ...still, nowMs: second * 1000, ...at(second) })
    if (slow) return { slow, second }
  }
  return null
}

test('a body that trickles is too slow after its grace, one that keeps the pace never', () => {
  expect(watch(170, (s) => ({ receiving: true, received: s }))).toEqual({ slow: 'sending', second: 20 })
  expect(watch(170, (s) => ({ receiving: true, received: s * 1_500 }))).toBe(null)
})

test('a phone in a tunnel may fall silent for a while', () => {
  const tunnel = (s: number) => ({ receiving: true, received: s < 10 ? s * 20_000 : s < 35 ? 200_000 : s * 10_000 })
  expect(watch(60, tunnel)).toBe(null)
  expect(watch(60, (s) => ({ receiving: true, received: Math.min(s, 10) * 20_000 }))).toEqual({
    slow: 'sending',
    second: 40,
  })
})

test('an answer that nobody takes is given up, one that is taken slowly is not', () => {
  expect(watch(60, (s) => ({ sending: true, sent: Math.min(s, 5) }))).toEqual({ slow: 'reading', second: 35 })
  expect(watch(300, (s) => ({ sending: true, sent: s }))).toBe(null)
})

test('while we think, nobody is slow', () => {
  expect(watch(300, () => ({}))).toBe(null)
  expect(watch(60, (s) => ({ sending: s % 10 === 0 }))).toBe(null)
})
