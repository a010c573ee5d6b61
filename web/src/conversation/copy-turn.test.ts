import type { Source } from '@lva/contracts/conversation'
import { expect, test } from 'vitest'
import { copied } from './copy-turn.ts'

const page = (number: number | null, title: string | null, url: string | null): Source => ({
  kind: 'web',
  exchange_id: null,
  session_id: null,
  source_id: null,
  title,
  place: null,
  url,
  found_by: 'wikipedia',
  number,
  timestamp: '2026-11-20T10:00:00.000Z',
  text: 'It holds little water.',
})

test('what is copied lists the pages that the reply names', () => {
  const turn = { words: 'Why does honey keep?', reply: 'It is dry. [2] Bees fan it. [1]' }
  const sources = [
    page(2, 'Honey', 'https://en.wikipedia.org/wiki/Honey'),
    page(1, null, 'https://bees.example/fan'),
    page(3, 'A trap', 'javascript:alert(1)'),
    { ...page(null, 'Notes', null), kind: 'document' as const },
  ]
  expect(copied({ ...turn, sources })).toBe(
    'Why does honey keep?\n\nIt is dry. [2] Bees fan it. [1]\n\n[1] https://bees.example/fan\n[2] Honey, https://en.wikipedia.org/wiki/Honey',
  )
  expect(copied({ ...turn, reply: null, sources: [] })).toBe('Why does honey keep?')
})
