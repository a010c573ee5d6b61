// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useAccount } from '../accounts/account.ts'
import { deleteDocument } from '../documents/documents.ts'
import { notices } from '../ui/notices.ts'

const bees = { id: 'bees', name: 'On bees' }
let deleted: string[]

beforeEach(() => {
  vi.useFakeTimers()
  deleted = []
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    if (method === 'DELETE') deleted.push(path)
    return new Response(null, { status: 204 })
  })
})

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('what was deleted is removed once: when the time to undo is over, the page is closed, or its owner signs out', async () => {
  deleteDocument(bees)
  await vi.advanceTimersByTimeAsync(6_000)
  expect(deleted.splice(0)).toEqual(['/api/documents/bees'])

  deleteDocument(bees)
  dispatchEvent(new Event('pagehide'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(deleted.splice(0)).toEqual(['/api/documents/bees'])

  deleteDocument(bees)
  await useAccount().signOut()
  expect(deleted).toEqual(['/api/documents/bees'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(deleted.splice(0)).toHaveLength(1)
})

test('what was brought back is not removed when the page is closed', async () => {
  deleteDocument(bees)
  const notice = notices.shown.value.at(-1)
  if (notice) notices.act(notice)
  dispatchEvent(new Event('pagehide'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(deleted).toEqual([])
})
