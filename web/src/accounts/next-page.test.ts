import { expect, test } from 'vitest'
import { nextPage } from './next-page.ts'

test('after signing in one lands on a page of this app', () => {
  expect(nextPage('/sessions/a?x=1#b')).toBe('/sessions/a?x=1#b')
})

test('an address slipped into the link leads home', () => {
  for (const trap of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    undefined,
    ['/a'],
  ]) {
    expect(nextPage(trap)).toBe('/')
  }
})
