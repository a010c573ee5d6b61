import { expect, test } from 'vitest'
import { wordingOf } from './kept.ts'

test('a picture is found by what it shows, and by what is written in it in pieces that end with a line', () => {
  const line = 'The waggle dance tells where flowers are.'
  const written = Array.from({ length: 60 }, () => line).join('\n')
  const [shows, ...pieces] = wordingOf({ caption: 'My hive', description: 'A wooden box.', written })
  expect(shows).toBe('My hive\n\nA wooden box.')
  expect([pieces.length, pieces.join('\n')]).toEqual([3, written])
  expect(pieces.every((piece) => piece.length <= 1_000 && piece.endsWith('are.'))).toBe(true)
})

test('what has no place to be cut at is cut all the same, and nothing is found by nothing', () => {
  expect(wordingOf({ caption: ' ', description: '', written: 'x'.repeat(2_500) }).map(({ length }) => length)).toEqual([
    1_000, 1_000, 500,
  ])
  expect(wordingOf({ caption: ' ', description: '', written: '\n' })).toEqual([])
})
