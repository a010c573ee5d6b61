import { expect, test } from 'vitest'
import { withoutCitations } from './citations.ts'

test.each([
  ['Water boils at 100 degrees. [1] Ice floats. [2]', 'Water boils at 100 degrees. Ice floats.'],
  ['Both agree [1] [12], more or less.', 'Both agree, more or less.'],
  ['Both agree. [1][2]', 'Both agree.'],
  ['Honey keeps for years. [1] [2]', 'Honey keeps for years.'],
  ['Honey keeps.\u00a0[1]', 'Honey keeps.'],
  ['[1] Bees fan it.', ' Bees fan it.'],
  ['Take list[1] and [3a] and [1](https://example.org).', 'Take list[1] and [3a] and [1](https://example.org).'],
  ['The second is a[1], of 3 [kg].', 'The second is a[1], of 3 [kg].'],
  ['An array ([1]) and [2]nd.', 'An array ([1]) and [2]nd.'],
  ['[123] is no source, and [ 1 ] is none.', '[123] is no source, and [ 1 ] is none.'],
  ['', ''],
])('%j says %j', (text, said) => {
  expect(withoutCitations(text)).toBe(said)
})
