import { expect, test } from 'vitest'
import { createShares } from './shares.ts'

test('who began alone and ends alone shares the time with those who came and went meanwhile', () => {
  let at = 0
  const { begin } = createShares(() => at)
  const [first, second, third] = [begin(), begin(), begin()]
  at = 24
  expect([second(), third()]).toEqual([8, 8])
  at = 30
  expect(first()).toBe(10)
  const alone = begin()
  at = 37
  expect(alone()).toBe(7)
})
