import { expect, test } from 'vitest'
import { wayOf } from './telephony.ts'

test.each([
  ['relay', 'https://a.example', true, 'relay'],
  ['relay', 'http://localhost:8000', true, 'gather'],
  ['media', 'https://a.example', true, 'media'],
  ['media', 'https://a.example', false, 'gather'],
  ['media', 'http://localhost:8000', true, 'gather'],
  ['gather', 'https://a.example', true, 'gather'],
] as const)('a call wanted as %s, at %s, with ear and voice %s, is carried as %s', (mode, home, sound, way) => {
  expect(wayOf({ mode, home }, { sound })).toBe(way)
})
