import { expect, test } from 'vitest'
import { withoutCitations } from './citation-numbers.ts'

test.each([
  ['Water boils at 100 degrees. [1] Ice floats. [2]', 'Water boils at 100 degrees. Ice floats.'],
  ['Both agree [1] [12], more or less.', 'Both agree, more or less.'],
  ['Both agree. [1][2]', 'Both agree.'],
  ['Take list[1] and [3a] and [1](https://example.org).', 'Take list[1] and [3a] and [1](https://example.org).'],
  ['[123] is no source, and [ 1 ] is none.', '[123] is no source, and [ 1 ] is none.'],
  ['', ''],
])('%j says %j', (text, said) => {
  expect(withoutCitations(text)).toBe(said)
})
