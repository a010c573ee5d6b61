import { expect, test } from 'vitest'
import { readQuota } from './read-quota.ts'

test.each([
  ['', null],
  ['  ', null],
  ['0', 0],
  [' 200 ', 200],
  ['Unlimited', 'unlimited'],
  ['-1', undefined],
  ['1.5', undefined],
  ['many', undefined],
  ['1e9', undefined],
])('%j as a quota', (text, quota) => {
  expect(readQuota(text)).toBe(quota)
})
