import { expect, test } from 'vitest'
import { suggested } from './suggested.ts'

test('what is said often now, and seldom in all, is worth a search', async () => {
  const texts = [
    'The swarm was on the work bench',
    'Work, and a swarm of bees in 2026',
    'More work about swarms',
    'In 2026 it was that',
  ]
  const holders = async (word: string) => (word === 'work' ? 400 : 3)
  expect(await suggested(texts, { holders, limit: 8 })).toEqual(['swarm', 'work'])
  expect(await suggested(texts, { holders, limit: 1 })).toEqual(['swarm'])
  expect(await suggested([], { holders, limit: 8 })).toEqual([])
})
