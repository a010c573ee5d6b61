import { expect, test } from 'vitest'
import { type Browser, isApple, isFor, stateOf } from './push-state.ts'

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

test('a subscription is of use for the key it was made with only', () => {
  const own = new Uint8Array([251, 239, 190, 4]).buffer
  expect([isFor(own, '----BA'), isFor(own, '++++BA'), isFor(null, '')]).toEqual([true, false, false])
})

test('an iPad is known although it says Macintosh', () => {
  expect(isApple({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', maxTouchPoints: 5 })).toBe(true)
  expect(isApple({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', maxTouchPoints: 0 })).toBe(false)
})
