import { expect, test } from 'vitest'
import { shortcutFor } from './shortcuts.ts'

const press = (key: string, more: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

test('Ctrl+K and Cmd+K open the palette, also while writing', () => {
  expect(shortcutFor(press('k', { ctrlKey: true }), { typing: true })).toBe('palette')
  expect(shortcutFor(press('K', { metaKey: true }), { typing: false })).toBe('palette')
})

test('a question mark shows the keys, but in a text it is a question mark', () => {
  expect(shortcutFor(press('?'), { typing: false })).toBe('keys')
  expect(shortcutFor(press('?'), { typing: true })).toBeNull()
})

test('AltGr+K writes a letter on some keyboards', () => {
  expect(shortcutFor(press('k', { ctrlKey: true, altKey: true }), { typing: true })).toBeNull()
})

test('g waits for the key of a room, unless a letter is what was meant', () => {
  expect(shortcutFor(press('g'), { typing: false })).toBe('go')
  expect(shortcutFor(press('g'), { typing: true })).toBeNull()
  expect(shortcutFor(press('g', { ctrlKey: true }), { typing: false })).toBeNull()
})
