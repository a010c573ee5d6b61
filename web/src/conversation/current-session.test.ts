// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { currentSession } from './current-session.ts'

beforeEach(() => sessionStorage.clear())
const HOUR_MS = 3_600_000

test('coming back soon goes on in the same session; after hours a new one begins', () => {
  const first = currentSession.resume('ana', 0)
  expect(currentSession.resume('ana', HOUR_MS)).toBe(first)
  expect(currentSession.resume('ana', 5 * HOUR_MS)).not.toBe(first)
})

test('another learner never lands in the session of the first', () => {
  const first = currentSession.resume('ana', 0)
  expect(currentSession.resume('ben', 1)).not.toBe(first)
})
