import { expect, test } from 'vitest'
import { narrowed } from './narrowing.ts'

test('a search is narrowed by what was chosen and nothing else', () => {
  const now = new Date('2026-11-27T12:00:00Z')
  expect(narrowed({ kind: 'all', time: 'any', session: null, readTimes: true }, now)).toEqual({
    ...{ filters: {}, read_times: true },
  })
  expect(narrowed({ kind: 'document', time: 'week', session: 'a', readTimes: false }, now)).toEqual({
    filters: { kinds: ['document'], after: '2026-11-20T12:00:00.000Z', session_id: 'a' },
    read_times: false,
  })
})
