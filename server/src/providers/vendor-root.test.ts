import { expect, test } from 'vitest'
import { baseOf, vendorRoot } from './vendor-root.ts'

test.each([
  ['https://api.deepgram.com', 'https://api.deepgram.com'],
  ['https://api.deepgram.com/', 'https://api.deepgram.com'],
  ['http://localhost:8080/v1', 'http://localhost:8080'],
  ['http://localhost:8080/v2/', 'http://localhost:8080'],
  ['http://localhost:8080/speech/v1', 'http://localhost:8080/speech'],
])('%s is asked at %s', (url, root) => {
  expect(vendorRoot(url)).toBe(root)
})

test('a base address has no slash at its end', () => {
  expect(['http://a/v1', 'http://a/v1/', 'http://a/v1///', '/', ''].map(baseOf)).toEqual([
    ...['http://a/v1', 'http://a/v1', 'http://a/v1', '', ''],
  ])
})
