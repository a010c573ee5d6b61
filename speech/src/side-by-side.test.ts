import { expect, test } from 'vitest'
import { filterHalf, shareWithFive, shareWithPast } from './side-by-side.ts'

/** Numbers between −1 and 1 of every size, the same each time. */
function samplesOf(length: number): Float64Array {
  let state = length
  return Float64Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    return (state / 2 ** 31) * 10 ** -(i % 7)
  })
}

function sum(samples: Float64Array, from: number, lag: number, length: number): number {
  let all = 0
  for (let i = from; i < from + length; i++) all += (samples[i] ?? 0) * (samples[i - lag] ?? 0)
  return all
}

test('sums made side by side are those that are made one after the other, to the last bit', () => {
  const samples = samplesOf(388)
  const past = new Float64Array(60)
  shareWithPast(samples, 260, 7, past)
  expect([...past]).toEqual([...past].map((_, n) => sum(samples, 260, 7 + n, 128)))

  const five = { shared: new Float64Array(5), powers: new Float64Array(5) }
  for (let lag = 14; lag <= 128; lag++) {
    shareWithFive(samples, 132, lag, five)
    expect([...five.shared]).toEqual([...five.shared].map((_, n) => sum(samples, 132, lag + n, 256)))
    expect([...five.powers]).toEqual([...five.powers].map((_, n) => sum(samples, 132 - lag - n, 0, 256)))
  }
})

test('a filter of which every second result is kept gives what it would give in full', () => {
  const [weights, samples] = [samplesOf(40), samplesOf(360)]
  const kept = new Float64Array(160)
  filterHalf(weights, samples, 1, kept)
  const one = (from: number) => weights.reduce((all, weight, k) => all + weight * (samples[from + k] ?? 0), 0)
  expect([...kept]).toEqual([...kept].map((_, n) => one(1 + 2 * n)))
})
