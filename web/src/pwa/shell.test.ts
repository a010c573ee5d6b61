import { expect, test } from 'vitest'
import { answerFor } from './shell.ts'

const origin = 'https://home.example'
const asked = (path: string, more: { method?: string; mode?: string } = {}) =>
  answerFor({ method: 'GET', mode: 'cors', url: new URL(path, origin).href, origin, ...more })

test('a page of the app opens without a network', () => {
  expect(asked('/sessions/a', { mode: 'navigate' })).toBe('page')
  expect(asked('/', { mode: 'navigate' })).toBe('page')
})

test('built files come from the device', () => {
  expect(asked('/assets/index-1a2b.js')).toBe('file')
  expect(asked('/icon.svg')).toBe('file')
})

test('what a person said never comes from the device', () => {
  for (const path of ['/api/session/a/history', '/', '/health', '/ws/a', '/openapi.json', '/docs'])
    expect(asked(path)).toBe('network')
  expect(asked('/docs', { mode: 'navigate' })).toBe('network')
  expect(asked('/api/conversation', { method: 'POST' })).toBe('network')
  expect(asked('https://elsewhere.example/assets/a.js')).toBe('network')
})
