// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectScope } from 'vue'
import { useTalkKeys } from './use-talk-keys.ts'

const told: string[] = []
let scope = effectScope()
const key = (type: 'keydown' | 'keyup', name: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent(type, { key: name, cancelable: true, bubbles: true, ...more })
  window.dispatchEvent(event)
  return event
}

beforeEach(() => {
  told.length = 0
  scope = effectScope()
  document.body.innerHTML = ''
  scope.run(() =>
    useTalkKeys({
      press: () => told.push('press'),
      release: () => told.push('release'),
      lose: () => told.push('lose'),
      stop: () => told.push('stop'),
    }),
  )
})
afterEach(() => scope.stop())

test('space is the finger on the microphone, and repeats mean nothing', () => {
  expect(key('keydown', ' ').defaultPrevented).toBe(true)
  key('keydown', ' ', { repeat: true })
  key('keyup', ' ')
  expect(told).toEqual(['press', 'release'])
})

test('a window that loses the focus loses the key that is down, and nobody else’s press', () => {
  window.dispatchEvent(new Event('blur'))
  expect(told).toEqual([])
  key('keydown', ' ')
  window.dispatchEvent(new Event('blur'))
  key('keyup', ' ')
  expect(told).toEqual(['press', 'lose'])
})

test('space stays a space while something else has the focus', () => {
  const box = document.body.appendChild(document.createElement('textarea'))
  box.focus()
  expect(key('keydown', ' ').defaultPrevented).toBe(false)
  expect(told).toEqual([])
})
