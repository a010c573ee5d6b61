import { expect, test } from 'vitest'
import { type Browser, isApple, stateOf } from './push-state.ts'

const able: Browser = {
  ...{ secure: true, push: true, apple: false, installed: false },
  ...{ permission: 'default', subscribed: false },
}

test.each<[string, Partial<Browser>, string]>([
  ['nobody asked yet', {}, 'off'],
  ['allowed, and not begun here', { permission: 'granted' }, 'off'],
  ['on', { permission: 'granted', subscribed: true }, 'on'],
  ['taken back in the browser', { permission: 'default', subscribed: true }, 'off'],
  ['refused', { permission: 'denied', subscribed: true }, 'denied'],
  ['plain http', { secure: false, push: false }, 'insecure'],
  ['an iPhone in its browser', { push: false, apple: true }, 'install'],
  ['an old iPhone with the app on it', { push: false, apple: true, installed: true }, 'unsupported'],
  ['a browser without', { push: false }, 'unsupported'],
])('%s', (_story, more, state) => {
  expect(stateOf({ ...able, ...more })).toBe(state)
})

test('an iPad is known although it says Macintosh', () => {
  expect(isApple({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', maxTouchPoints: 5 })).toBe(true)
  expect(isApple({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', maxTouchPoints: 0 })).toBe(false)
})
