import { expect, test } from 'vitest'
import { type ReviewPhase, reviewActFor } from './review-keys.ts'

const act = (key: string, phase: ReviewPhase, on: 'page' | 'control' | 'text' = 'page', more = {}) =>
  reviewActFor({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more }, phase, on)

test('a whole review goes by Space, 1 and 2', () => {
  expect(act(' ', 'question')).toEqual({ do: 'reveal' })
  expect([act('1', 'uncovered'), act('2', 'uncovered')]).toEqual([
    { do: 'rate', rating: 1 },
    { do: 'rate', rating: 3 },
  ])
  expect([act(' ', 'outcome'), act('Enter', 'outcome')]).toEqual([{ do: 'next' }, { do: 'next' }])
  expect([act('3', 'uncovered'), act('4', 'uncovered')]).toEqual([
    { do: 'rate', rating: 2 },
    { do: 'rate', rating: 4 },
  ])
})

test('what is being written is not taken for a key, and a button keeps its own', () => {
  for (const key of [' ', '1', 'u', 's', 'Enter']) expect(act(key, 'question', 'text')).toBeNull()
  for (const key of [' ', 'Enter']) expect(act(key, 'question', 'control')).toBeNull()
  expect(act('u', 'outcome', 'control')).toEqual({ do: 'command', command: 'undo' })
  expect([act('Escape', 'question', 'text'), act('Escape', 'question')]).toEqual([{ do: 'leave' }, { do: 'stop' }])
})

test('a key that is held down, or belongs to the browser, does nothing', () => {
  expect(act('2', 'uncovered', 'page', { repeat: true })).toBeNull()
  expect(act('u', 'outcome', 'page', { ctrlKey: true })).toBeNull()
  expect(act('2', 'question')).toBeNull()
  expect(act(' ', 'none')).toBeNull()
})
