// @vitest-environment happy-dom
import type { Analysis } from '@lva/contracts/analysis'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { notices } from '../ui/notices.ts'
import { useAnalysis } from './use-analysis.ts'

const made = (state: Analysis['state']): Analysis => ({
  ...{
    id: 'a1',
    kind: 'session',
    session_id: 'bees',
    from: '2026-11-23T10:00:00.000Z',
    to: '2026-11-23T11:00:00.000Z',
  },
  ...{
    cause: 'asked',
    state,
    turns: 4,
    read: 4,
    statements: 0,
    created_at: '2026-11-23T11:00:00.000Z',
    finished_at: null,
  },
  ...{ synthesis: null, sections: [], specialists: [] },
})
let there: Analysis | null
let said: (event: object) => void
let removed: string[]

beforeEach(() => {
  vi.useFakeTimers()
  there = null
  removed = []
  const stream = new TransformStream<Uint8Array, Uint8Array>()
  const writer = stream.writable.getWriter()
  said = (event) =>
    void writer.write(new TextEncoder().encode(`event: analysis-changed\ndata: ${JSON.stringify(event)}\n\n`))
  // A server with one session: what is asked for waits, and is made when somebody says so.
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    if (path.startsWith('/api/events'))
      return new Response(stream.readable, { headers: { 'content-type': 'text/event-stream' } })
    if (method === 'DELETE') {
      removed.push(path)
      return new Response(null, { status: 204 })
    }
    if (method === 'POST') there = made('waiting')
    if (path.startsWith('/api/analyses?'))
      return Response.json({ analyses: there ? [there] : [], count: there ? 1 : 0, more: false })
    return Response.json(there)
  })
})

afterEach(async () => {
  await vi.runOnlyPendingTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settled = () => vi.advanceTimersByTimeAsync(0)

test('it is asked for, is being made, and is there', async () => {
  const scope = effectScope()
  const one = scope.run(() => useAnalysis({ sessionId: 'bees' }))
  if (!one) throw new Error('no scope')
  await one.load()
  expect([one.loaded.value, one.analysis.value]).toEqual([true, null])
  await one.begin()
  expect([one.busy.value, one.analysis.value?.state]).toEqual([true, 'waiting'])
  there = made('done')
  said({ type: 'analysis-changed', analysis_id: 'a1', session_id: 'bees', state: 'done', done: 7, of: 7 })
  await settled()
  await vi.waitFor(() => expect(one.analysis.value?.state).toBe('done'))
  expect(one.busy.value).toBe(false)
  scope.stop()
})

test('what is deleted leaves the page, and is there again for whoever undoes it', async () => {
  there = made('done')
  const scope = effectScope()
  const one = scope.run(() => useAnalysis({ sessionId: 'bees' }))
  if (!one) throw new Error('no scope')
  await one.load()
  one.remove()
  expect(one.analysis.value).toBeNull()
  const notice = notices.shown.value.at(-1)
  if (notice) notices.act(notice)
  expect(one.analysis.value?.id).toBe('a1')
  one.remove()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(removed).toEqual(['/api/analyses/a1'])
  scope.stop()
})
