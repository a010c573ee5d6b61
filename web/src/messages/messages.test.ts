import { beforeEach, expect, test } from 'vitest'
import type { Message } from './known.ts'
import { locale, timeZone, when } from './locale.ts'
import { t } from './messages.ts'

const parts = import.meta.glob<Record<string, Record<string, Message>>>('../**/*.en.ts', { eager: true })
const textsOf = (part: string) => Object.assign({}, ...Object.values(parts[part] ?? {})) as Record<string, Message>
/** A path as one names it in this folder, or in the file that brings it. */
const whole = (path: string, from = '/messages/messages.test.ts') => new URL(path, `file://${from}`).pathname

beforeEach(() => {
  locale.value = 'en-GB'
  timeZone.value = 'Europe/Lisbon'
})

test('one turn, two turns, and large numbers the learner’s way', () => {
  expect(t('library.turns', { count: 1 })).toBe('1 turn')
  expect(t('library.turns', { count: 2 })).toBe('2 turns')
  locale.value = 'de-DE'
  expect(t('library.turns', { count: 12345 })).toBe('12.345 turns')
})

test('a value is written as it is, also when it looks like a hole', () => {
  expect(t('search.none', { query: '$& {query}' })).toBe('Nothing is found for “$& {query}”.')
})

test('a time is said the way one would say it', () => {
  const now = new Date('2026-11-23T15:00:00Z')
  expect(when('2026-11-23T09:05:00Z', now)).toBe('09:05')
  expect(when('2026-11-22T23:30:00Z', now)).toBe('yesterday')
  expect(when('2026-11-20T12:00:00Z', now)).toBe('Friday')
  expect(when('2026-03-02T12:00:00Z', now)).toBe('2 Mar')
  expect(when('2025-03-02T12:00:00Z', now)).toBe('2 Mar 2025')
})

test('the day begins at the learner’s midnight, not at that of the server', () => {
  timeZone.value = 'Asia/Tokyo'
  expect(when('2026-11-22T14:59:00Z', new Date('2026-11-22T15:01:00Z'))).toBe('yesterday')
})

test('the texts are calm: no exclamation mark, no empty one', () => {
  const messages = Object.keys(parts).flatMap((part) => Object.values(textsOf(part)))
  const texts = messages.flatMap((message) => (typeof message === 'string' ? [message] : Object.values(message)))
  expect(texts.filter((text) => text.includes('!') || text.trim() === '')).toEqual([])
  expect(texts.length).toBeGreaterThan(1_000)
})

// A text that nobody brought would be shown as its key, and only on the page where nothing else brings it.
test('whoever speaks brings the texts', () => {
  const sources = import.meta.glob<string>(['../**/*.{vue,ts}', '!./*', '!../**/*.en.ts', '!../**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const silent = Object.entries(sources).flatMap(([path, source]) => {
    const file = whole(path)
    const brought = [...source.matchAll(/^import '(.+\.en\.ts)'$/gm)].map(([, named = '']) => whole(named, file))
    const spoken = new Set([...source.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key))
    return Object.keys(parts)
      .filter((part) => part !== './everywhere.en.ts' && !brought.includes(whole(part)))
      .filter((part) => Object.keys(textsOf(part)).some((key) => spoken.has(key)))
      .map((part) => `${file} without ${whole(part)}`)
  })
  expect(Object.keys(sources).length).toBeGreaterThan(50)
  expect(silent).toEqual([])
})
