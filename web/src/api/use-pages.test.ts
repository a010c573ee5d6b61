import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, reactive } from 'vue'
import { usePages } from './use-pages.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Asked = { before: string | undefined; signal: AbortSignal; answer: (ids: string[], more?: boolean) => void }

function opened() {
  const asked: Asked[] = []
  const wanted = reactive({ q: '' })
  const scope = effectScope()
  const pages = scope.run(() =>
    usePages(
      wanted,
      (before, signal) =>
        new Promise<{ rows: { id: string }[]; more: boolean }>((resolve) =>
          asked.push({
            before,
            signal,
            answer: (ids, more = false) => resolve({ rows: ids.map((id) => ({ id })), more }),
          }),
        ),
    ),
  )
  if (!pages) throw new Error('The scope is over.')
  return { asked, wanted, scope, pages, ids: () => pages.list.value.map(({ id }) => id) }
}

test('older rows are asked for after the last one, and stand below', async () => {
  const { asked, pages, ids } = opened()
  const first = pages.load()
  asked[0]?.answer(['c', 'b'], true)
  await first
  expect([ids(), pages.more.value]).toEqual([['c', 'b'], true])
  const second = pages.load({ older: true })
  expect(asked[1]?.before).toBe('b')
  asked[1]?.answer(['a'])
  await second
  expect([ids(), pages.more.value, pages.running.value]).toEqual([['c', 'b', 'a'], false, false])
})

test('only the newest question counts, however the answers arrive', async () => {
  const { asked, wanted, pages, ids } = opened()
  const old = pages.load()
  wanted.q = 'bees'
  await nextTick()
  await vi.advanceTimersByTimeAsync(200)
  expect([asked.length, asked[0]?.signal.aborted]).toEqual([2, true])
  asked[1]?.answer(['new'])
  asked[0]?.answer(['old'])
  await old
  expect([ids(), pages.fault.value]).toEqual([['new'], null])
})

test('whoever leaves asks nothing more', async () => {
  const { asked, wanted, scope, pages } = opened()
  void pages.load()
  wanted.q = 'bees'
  await nextTick()
  scope.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([asked.length, asked[0]?.signal.aborted]).toEqual([1, true])
})
