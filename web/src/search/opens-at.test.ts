import type { SearchResult } from '@lva/contracts/search'
import { expect, test } from 'vitest'
import { opensAt } from './opens-at.ts'

const result = (more: Partial<SearchResult>): SearchResult => ({
  ...{ id: 'a1', session_id: '', timestamp: '', user_text: '', agent_text: null, user_snippet: '', agent_snippet: '' },
  ...{ score: 1, source: 'user', why: { words: [], beside: [], dated: false }, kind: 'turn' },
  ...more,
})

test('a result opens at its moment', () => {
  expect(opensAt(result({ session_id: 'a walk/2' }))).toBe('/sessions/a%20walk%2F2#a1')
  expect(opensAt(result({ kind: 'document', source_id: 'd', place: { page: 2, from: 800, to: 1_700 } }))).toBe(
    '/documents/d?at=800-1700',
  )
  expect(opensAt(result({ kind: 'document', source_id: 'd', place: {} }))).toBe('/documents/d')
  expect(opensAt(result({ kind: 'picture', source_id: 'p' }))).toBe('/library/pictures?at=p')
})
