import { expect, test } from 'vitest'
import { compareMeans, compareShares } from '../comparing.ts'
import { correlationsIn, type Day, pOf } from './correlations.ts'
import { gapsOf, type Said, signsIn } from './gaps.ts'
import { hoursOf } from './hours.ts'
import { recurringIn } from './recurring.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const said = (n: number, text: string, session = 'one'): Said => ({
  ...{
    exchange_id: id(n),
    session_id: session,
    timestamp: new Date(Date.UTC(2026, 2, 1) + n * 60_000).toISOString(),
    text,
  },
})

test('a question that is asked three times in any words stands once, with where it was asked', async () => {
  const texts = [
    ...['How do glaciers carve valleys?', 'What is a moraine?', 'How does a glacier carve a valley?'],
    ...['Why is the sky blue?', 'How could glaciers carve the valley?', 'And why?', 'Why?', 'So why?'],
  ]
  let breaths = 0
  const many = [...texts, ...Array.from({ length: 40 }, (_, n) => `Who was person${n} of town${n}?`)]
  const found = await recurringIn(
    many.map((text, n) => said(n, text)),
    async () => ++breaths,
  )
  expect(found.map(({ text, times, moments }) => [text, times, moments.map(({ exchange_id }) => exchange_id)])).toEqual(
    [['How could glaciers carve the valley?', 3, [id(4), id(2), id(0)]]],
  )
  expect(breaths).toBe(2)
})

test('a correlation needs ten days, strength and an honest p', () => {
  // Critical values of r at p = 0.05, to both sides: Fisher and Yates (1963), table VII.
  for (const [n, r] of [
    [10, 0.6319],
    [20, 0.4438],
    [30, 0.361],
    [102, 0.1946],
  ] as const)
    expect(pOf(r, n)).toBeCloseTo(0.05, 3)
  const day = (n: number, more: Partial<Day>): Day => ({
    ...{ day: new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10), turns: 4, words: 100, seconds: 600 },
    ...{ sittings: 1, reviews: 10, recalled: 5, ...more },
  })
  const rising = Array.from({ length: 12 }, (_, n) => day(n, { turns: n, recalled: Math.min(10, n) }))
  expect(correlationsIn(rising).map(({ measure, n }) => [measure, n])).toEqual([['turns', 12]])
  expect(correlationsIn(rising)[0]?.r).toBeGreaterThan(0.95)
  expect(correlationsIn(rising.slice(0, 9))).toEqual([])
  expect(correlationsIn(rising.map((one) => ({ ...one, reviews: 4 })))).toEqual([])
  // Strong by chance among several that were looked at: p alone would say so, corrected it does not.
  const noisy = [3, 9, 4, 6, 8, 2, 9, 5, 7, 3].map((recalled, n) =>
    day(n, {
      recalled,
      turns: [2, 9, 1, 7, 4, 6, 8, 3, 5, 1][n] ?? 0,
      words: (n * 37) % 90,
      seconds: (n * 53) % 700,
      reviews: 10,
      sittings: 1 + (n % 2),
    }),
  )
  expect(correlationsIn(noisy).map(({ measure }) => measure)).toEqual([])
})

test('the best hours are named where they really differ', () => {
  const at = (hour: number, count: number, hits: number) =>
    Array.from({ length: count }, (_, n) => ({ minute: hour * 60 + n, recalled: n < hits }))
  expect(hoursOf(at(9, 19, 19))).toEqual({ n: 19, needs: 20, parts: [], best: null })
  const clear = hoursOf([...at(9, 50, 48), ...at(15, 50, 30), ...at(22, 4, 4)])
  expect(clear.parts.map(({ from, value, n }) => [from, value, n])).toEqual([
    [8, 0.96, 50],
    [12, 0.6, 50],
    [20, null, 4],
  ])
  expect(clear.best).toMatchObject({ from: 8, to: 12 })
  expect(hoursOf([...at(9, 20, 15), ...at(15, 20, 14)]).best).toBeNull()
})

test('what is forgotten, set right and asked about is a gap from the second sign on', () => {
  const signs = signsIn([
    said(1, 'Tell me of moraines'),
    said(2, 'No, I meant the lake'),
    said(3, 'I don’t understand.'),
    said(4, 'What do you mean?', 'two'),
  ])
  expect(signs.map(({ kind, moment }) => [kind, moment.exchange_id])).toEqual([
    ['corrections', id(1)],
    ['clarifications', id(2)],
  ])
  const moraine = { conceptId: 'm', name: 'moraine' }
  const lake = { conceptId: 'l', name: 'lake' }
  const gaps = gapsOf([moraine, moraine, lake], signs, [{ exchangeId: id(1), ...moraine }])
  expect(gaps).toEqual([
    {
      concept_id: 'm',
      name: 'moraine',
      lapses: 2,
      corrections: 1,
      clarifications: 0,
      moments: [expect.objectContaining({ exchange_id: id(1) })],
    },
  ])
})

test('two weeks are compared with what can be said of them', () => {
  // R. G. Newcombe (1998), example (a), method 10.
  const { difference, interval } = compareShares({ hits: 48, n: 80 }, { hits: 56, n: 70 })
  expect([difference, ...(interval ?? [])].map((value) => Number(value?.toFixed(4)))).toEqual([0.2, 0.0524, 0.3339])
  const before = [0.6, 0.7, 0.5, 0.8, 0.6, 0.7, 0.5, 0.6, 0.7, 0.6]
  const after = [0.8, 0.9, 0.7, 0.8, 0.9, 0.6, 0.8, 0.9, 0.8, 0.7, 0.9]
  const means = compareMeans(before, after)
  // Welch: the standard error by hand, and t at 0.975 with 19 degrees of freedom (18.99): 2.0931.
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: number[]) =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1)
  const error = Math.sqrt(variance(before) / before.length + variance(after) / after.length)
  expect(means.difference).toBeCloseTo(mean(after) - mean(before), 12)
  expect(((means.interval?.[1] ?? 0) - (means.interval?.[0] ?? 0)) / 2).toBeCloseTo(2.0931 * error, 3)
  expect(compareMeans(before.slice(1), after)).toMatchObject({ difference: null, interval: null, needs: 10 })
  expect(compareMeans(Array(10).fill(0.5), Array(10).fill(0.75)).interval).toEqual([0.25, 0.25])
})
