import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TITLE_MAX, titleOf } from './title.ts'

test.each([
  [['Today I learned about the tides and the moon.'], 'Tides and the moon'],
  [['Hello!', 'So, um, photosynthesis needs light'], 'Photosynthesis needs light'],
  [['What is entropy?'], 'What is entropy'],
  [['Hello'], 'Hello'],
  [['植物は光が必要です。'], '植物は光が必要です'],
  [[''], ''],
  [[], ''],
])('%j is called %j', (said, title) => {
  expect(titleOf(said)).toBe(title)
})

test('a long one stops at a word that means something', () => {
  const title = titleOf(['Volcanoes in Iceland erupt because two plates move apart from the other and the magma rises'])
  expect(title).toBe('Volcanoes in Iceland erupt because two plates move apart')
  expect(titleOf(['Basalt columns cool slowly from the outside inward in the same way that mud dries'])).toBe(
    'Basalt columns cool slowly from the outside inward',
  )
})

test('is never longer than 60 characters and always whole characters', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 500 })), (said) => {
      const title = titleOf(said)
      expect(title.length).toBeLessThanOrEqual(TITLE_MAX)
      expect(title.isWellFormed()).toBe(true)
    }),
  )
})
