import { expect, test } from 'vitest'
import { blocksOf, rangeIn } from './blocks.ts'

test('a passage is marked where it stands, over several paragraphs', () => {
  const part = {
    ...{ number: 2, page: 2, heading: 'Bees', start: 100, text: 'Bees\n\nThey dance.\n\nA lot.' },
    headings: [{ at: 0, level: 2, text: 'Bees' }],
  }
  expect(blocksOf(part, { from: 111, to: 121 })).toEqual([
    { level: 2, runs: [{ text: 'Bees', found: false }] },
    {
      level: 0,
      runs: [
        { text: 'They ', found: false },
        { text: 'dance.', found: true, first: true },
      ],
    },
    {
      level: 0,
      runs: [
        { text: 'A ', found: true },
        { text: 'lot.', found: false },
      ],
    },
  ])
  expect(
    blocksOf(part, null)
      .flatMap(({ runs }) => runs)
      .some(({ found }) => found),
  ).toBe(false)
})

test('only a place is taken for one', () => {
  expect(['12-40', '40-12', '12', '', undefined, 'a-b', '1-2-3', '-1-2'].map(rangeIn)).toEqual([
    { from: 12, to: 40 },
    ...Array(7).fill(null),
  ])
})
