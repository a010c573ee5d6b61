import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refuseIntricate } from './json.ts'

const refused = (text: string) => {
  try {
    refuseIntricate(text)
    return false
  } catch {
    return true
  }
}
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test('brackets may stand in brackets only so deep', () => {
  expect(refused(nested(64))).toBe(false)
  expect(refused(nested(65))).toBe(true)
  expect(refused('{"a":'.repeat(65))).toBe(true)
  expect(refused(`[${nested(63)},${nested(63)}]`)).toBe(false)
})

test('there may be only so many values', () => {
  expect(refused(`[${'1,'.repeat(100_000)}1]`)).toBe(false)
  expect(refused(`[${'1,'.repeat(200_000)}1]`)).toBe(true)
  expect(refused(`[${'"",'.repeat(60_000)}1]`)).toBe(true)
  expect(refused(' '.repeat(300_000))).toBe(true)
})

test('what is said may be long, and may hold brackets and quotes', () => {
  expect(refused(JSON.stringify({ audio: 'A'.repeat(35 * 1024 * 1024) }))).toBe(false)
  expect(refused(JSON.stringify({ text: '['.repeat(8_000) }))).toBe(false)
  expect(refused(JSON.stringify({ text: '"\\'.repeat(8_000) }))).toBe(false)
})

test('no JSON of ordinary size is refused, whatever its strings hold', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 10 }), (text) => !refused(text)))
  const value = fc.array(fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', 'a') }))
  fc.assert(fc.property(value, (strings) => !refused(JSON.stringify(strings))))
  // Exactly what is outside of strings counts.
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 100 }), (strings, depth) => {
      const text = `${'['.repeat(depth)}${JSON.stringify(strings)}${']'.repeat(depth)}`
      return refused(text) === depth >= 64
    }),
  )
})

test('the worst there is to read is read once, from its beginning to its end', () => {
  // As long as a body may be: whatever looked back at each of its signs would not end today.
  expect(refused(`"${'\\"'.repeat(17_000_000)}"`)).toBe(true)
  expect(refused(`"${'\\'.repeat(34_000_000)}"`)).toBe(false)
  expect(refused('["'.repeat(17_000_000))).toBe(true)
  expect(refused(' '.repeat(34_000_000))).toBe(true)
  expect(refused('[1,'.repeat(11_000_000))).toBe(true)
})
