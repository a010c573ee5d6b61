import { expect, test } from 'vitest'
import { createShedding } from './shedding.ts'

const limits = { begins: 1_000, ends: 200, judgements: 3 }
const judged = (...delays: number[]) => {
  const shedding = createShedding(limits)
  return delays.map((delay) => shedding.judge(delay))
}

test('a jam that lasts makes new work wait, a busy moment does not', () => {
  expect(judged(2_000, 2_000, 2_000, 2_000)).toEqual([false, false, true, true])
  expect(judged(2_000, 2_000, 900, 2_000, 2_000, 900)).toEqual(Array(6).fill(false))
})

test('it ends only well below where it began, and only when that lasts', () => {
  const jam = [2_000, 2_000, 2_000]
  expect(judged(...jam, 500, 500, 500, 500).slice(3)).toEqual([true, true, true, true])
  expect(judged(...jam, 100, 100, 500, 100, 100, 100).slice(3)).toEqual([true, true, true, true, true, false])
})

test('exactly the limit is not above it', () => {
  expect(judged(1_000, 1_000, 1_000, 1_000)).toEqual(Array(4).fill(false))
})
