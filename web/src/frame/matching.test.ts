import { expect, test } from 'vitest'
import { matching } from './matching.ts'

const titles = ['Why the sky is blue', 'Café au lait', 'Blue notes in jazz']
const found = (query: string) => matching(titles, query, (title) => title)

test('every word counts, in any order and any case', () => {
  expect(found('BLUE sky')).toEqual(['Why the sky is blue'])
  expect(found('blue')).toHaveLength(2)
})

test('accents need not be typed', () => {
  expect(found('cafe')).toEqual(['Café au lait'])
})

test('no words, everything', () => {
  expect(found('  ')).toEqual(titles)
})
