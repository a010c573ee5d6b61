// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { useSessions } from './sessions.ts'

afterEach(() => vi.unstubAllGlobals())

test('a session that is only a recording so far has a name all the same', async () => {
  const rivers = { session_id: 'rivers', title: 'Rivers', last_at: '2026-11-23T10:00:00Z' }
  const recording = { session_id: 'recording', title: '', last_at: '2026-11-23T09:00:00Z' }
  vi.stubGlobal('fetch', async () => Response.json({ sessions: [rivers, recording] }))
  const { reload, sessions } = useSessions()
  await reload()
  expect(sessions.value.map(({ title }) => title)).toEqual(['Rivers', 'Not written down yet'])
})
