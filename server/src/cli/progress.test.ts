import { expect, test } from 'vitest'
import { progressLine, showingProgress } from './progress.ts'

test('a bar says how far, how fast and how long still', () => {
  const at = (done: number, ms: number, bar = true) => progressLine('rows', { done, of: 1_000_000, ms }, { bar })
  expect(at(250_000, 5_000)).toBe('[######                  ] 250,000 of 1,000,000 rows, 50,000 a second, 15 s left')
  expect(at(1_000, 1_000, false)).toBe('1,000 of 1,000,000 rows, 1,000 a second, 17 min left')
  expect(at(10, 1_000, false)).toContain(', 27.8 h left')
  expect(at(1_000_000, 1_000)).toBe('[########################] 1,000,000 of 1,000,000 rows, 1,000,000 a second')
  expect(progressLine('rows', { done: 0, of: 0, ms: 0 }, { bar: false })).toBe('0 of 0 rows')
})

test('without a terminal nothing is written over, and a short step says nothing', () => {
  const [lines, written]: [string[], string[]] = [[], []]
  const to = { print: (line: string) => void lines.push(line), write: (text: string) => void written.push(text) }
  const plain = showingProgress({ interactive: false, ...to })
  plain.show('rows', { done: 1, of: 2 })
  plain.clear()
  expect([lines, written]).toEqual([[], []])
  const bar = showingProgress({ interactive: true, ...to })
  bar.show('rows', { done: 1, of: 2 })
  bar.clear()
  expect(written).toEqual([expect.stringMatching(/^\r\[#{12} {12}\] 1 of 2 rows/), '\r\u001b[K'])
})
