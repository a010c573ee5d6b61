// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useAccount } from '../accounts/account.ts'
import { notices } from '../ui/notices.ts'
import { deleteSession } from './delete-session.ts'
import { useSessions } from './sessions.ts'

const session = { session_id: 'rivers', title: 'Rivers', last_at: '2026-11-23T10:00:00Z' }
const sessions = useSessions()
let deleted: string[]
let answer: () => Response
const titles = () => sessions.sessions.value.map(({ title }) => title)

beforeEach(async () => {
  vi.useFakeTimers()
  deleted = []
  answer = () => new Response(null, { status: 204 })
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    if (method !== 'DELETE') return Response.json({ sessions: [session] })
    deleted.push(path)
    return answer()
  })
  await sessions.reload()
})

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a deleted session leaves the list at once and the server when the time to undo is over', async () => {
  deleteSession(session)
  expect(titles()).toEqual([])
  expect(deleted).toEqual([])
  await vi.advanceTimersByTimeAsync(6_000)
  expect(deleted).toEqual(['/api/conversation/sessions/rivers?decided_ms_ago=6000'])
})

test('undo brings it back and the server never hears of it', async () => {
  deleteSession(session)
  const notice = notices.shown.value.at(-1)
  if (notice) notices.act(notice)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(titles()).toEqual(['Rivers'])
  expect(deleted).toEqual([])
})

test('closing the page does not keep what was deleted', async () => {
  deleteSession(session)
  dispatchEvent(new Event('pagehide'))
  await vi.advanceTimersByTimeAsync(0)
  expect(deleted).toEqual(['/api/conversation/sessions/rivers?decided_ms_ago=0'])
})

test('a deletion the server refuses puts the session back and says why', async () => {
  answer = () => Response.json({ detail: 'Not now.', code: 'internal' }, { status: 500 })
  deleteSession(session)
  await vi.advanceTimersByTimeAsync(6_000)
  expect(titles()).toEqual(['Rivers'])
  expect(notices.shown.value.at(-1)?.text).toBe('Not now.')
})

test('signing out erases what was deleted while it is still allowed to', async () => {
  deleteSession(session)
  await useAccount().signOut()
  expect(deleted).toEqual(['/api/conversation/sessions/rivers?decided_ms_ago=0'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(deleted).toHaveLength(1)
})
