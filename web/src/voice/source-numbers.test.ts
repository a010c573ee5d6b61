import { expect, test } from 'vitest'
import { withoutNumbers } from './source-numbers.ts'

test('numbers are not read aloud, whichever sentence they were cut off with', () => {
  expect(withoutNumbers('Honey keeps for years. [1] [2]')).toBe('Honey keeps for years.')
  expect(withoutNumbers('[1] Bees fan it.')).toBe(' Bees fan it.')
  expect(withoutNumbers('The second is a[1], of 3 [kg].')).toBe('The second is a[1], of 3 [kg].')
})
