import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSplitter } from './records.ts'

function split(text: string, size = text.length || 1) {
  const splitter = createSplitter()
  const found: [string, unknown][] = []
  for (let at = 0; at < text.length; at += size)
    for (const { store, text: record } of splitter.feed(text.slice(at, at + size)))
      found.push([store, JSON.parse(record)])
  splitter.end()
  return found
}

test('records come out whatever is in them, however the text is cut', () => {
  const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 4 })
  const stores = fc.dictionary(
    fc.string().filter((name) => JSON.stringify(name) === `"${name}"`),
    fc.oneof(record, fc.array(record, { maxLength: 4 })),
    { maxKeys: 4, noNullPrototype: true },
  )
  fc.assert(
    fc.property(stores, fc.integer({ min: 1, max: 40 }), fc.constantFrom(undefined, 2), (data, size, indent) => {
      const expected = Object.entries(data).flatMap(([store, given]) => [given].flat().map((one) => [store, one]))
      const text = JSON.stringify({ export_id: 'data', other: { data: [{ not: 'ours' }] }, data }, null, indent)
      // What JSON itself would make of it: `__proto__` and doubled names are as they are read.
      expect(JSON.stringify(split(text, size))).toBe(JSON.stringify(expected))
    }),
  )
})

test.each(['', '{}', '{"data":{"a":[', '{"data":[]}', '{"data":"text"}', '[{"data":{}}]', '{"data":{}}}'])(
  '%s is no export',
  (text) => {
    expect(() => split(text)).toThrow('no export')
  },
)

test('what is nested without end, or one endless record, is refused and not held', () => {
  expect(() => split(`{"data":{"a":[{"b":${'['.repeat(1000)}`)).toThrow('nested')
  expect(() => split(`{"data":{"a":[{"b":"${'x'.repeat(5_000_000)}`, 65_536)).toThrow('too long')
  expect(() => split(`{"data":{"a":[{"b":[${'1,'.repeat(3_000_000)}`, 65_536)).toThrow('too long')
})

test('what holds nothing for long is refused', () => {
  expect(() => split(`{"data":{"a":[${' '.repeat(1_000_000)}`, 65_536)).toThrow('nothing in it')
  expect(() => split(`{"data":{"a":[]},"b":"${'x'.repeat(1_000_000)}`, 65_536)).toThrow('nothing in it')
  const spaced = `{"data":{"a":[${'{},'.padEnd(1_000).repeat(1_000)}{}]}}`
  expect(split(spaced, 65_536)).toHaveLength(1_001)
})
