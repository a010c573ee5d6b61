import { expect, test } from 'vitest'
import { speakerName } from './speaker-name.ts'
import { standingOf } from './standing.ts'

test('every turn without a finished reply says in words where it stands', () => {
  const says = (state: Parameters<typeof standingOf>[0]['state'], why: string | null = null) =>
    standingOf({ state, why })
  expect(says('pending')).toContain('Not answered yet. Your words are saved')
  expect(says('captured')).toBe('Kept without an answer.')
  expect(says('kept-here')).toContain('Kept on this device.')
  expect(says('refused', 'Too long.')).toContain('the server did not take it: Too long.')
  expect(says('unheard')).toBe('Recording kept, not yet written down.')
  expect(says('interrupted')).toBe('Stopped here.')
  expect(says('answered')).toBe(null)
})

test('the companion is never taken for a model, nor an unknown speaker for the companion', () => {
  expect(speakerName({ provider: 'companion', model: null })).toBe('Companion')
  for (const rules of ['tools', 'review', 'lesson'])
    expect(speakerName({ provider: rules, model: null })).toBe('Companion')
  expect(speakerName({ provider: 'anthropic', model: 'claude-haiku' })).toBe('Claude (Anthropic)')
  expect(speakerName({ provider: 'ollama', model: null })).toBe('ollama')
  expect(speakerName(null)).toBe('Reply')
})
