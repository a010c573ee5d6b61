// @vitest-environment happy-dom
import type { LearnerEvent } from '@lva/contracts/events'
import { expect, test, vi } from 'vitest'
import { followSessions } from './follow-sessions.ts'

/** A page whose list is fetched and whose pauses end when the story says so. */
function page() {
  const hearers = new Set<(event: LearnerEvent) => void>()
  const fetches: (() => void)[] = []
  const pauses: (() => void)[] = []
  const earned: string[] = []
  let refreshed = 0
  const stop = followSessions({
    events: {
      on(_types, hear) {
        hearers.add(hear as (event: LearnerEvent) => void)
        return () => hearers.delete(hear as (event: LearnerEvent) => void)
      },
    },
    reload: () => new Promise((resolve) => fetches.push(resolve)),
    async refresh() {
      refreshed += 1
    },
    earned: (event) => earned.push(event.title),
    wait: () => new Promise((resolve) => pauses.push(resolve)),
  })
  const show = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  return {
    ...{ stop, show, fetches, hearers, earned },
    refreshed: () => refreshed,
    event: (event: LearnerEvent) => hearers.forEach((hear) => void hear(event)),
    hear: () => hearers.forEach((hear) => void hear({ type: 'session-changed', session_id: 'ice' })),
    async fetched() {
      fetches.at(-1)?.()
      await Promise.resolve()
    },
    async paused() {
      pauses.at(-1)?.()
      await new Promise((resolve) => setTimeout(resolve))
    },
  }
}

test('what is said elsewhere fetches the list, once for all that comes meanwhile', async () => {
  const { hear, fetches, fetched, paused, stop } = page()
  hear()
  hear()
  expect(fetches).toHaveLength(1)
  await fetched()
  hear()
  expect(fetches).toHaveLength(1)
  await paused()
  expect(fetches).toHaveLength(2)
  await fetched()
  await paused()
  hear()
  expect(fetches).toHaveLength(3)
  stop()
})

test('only a page that is seen listens', () => {
  const { show, hearers, stop } = page()
  expect(hearers.size).toBe(1)
  show('hidden')
  expect(hearers.size).toBe(0)
  show('visible')
  expect(hearers.size).toBe(1)
  stop()
  show('visible')
  expect(hearers.size).toBe(0)
  vi.restoreAllMocks()
})

test('what is earned is said, and fetches nothing', () => {
  const { hearers, earned, fetches, stop } = page()
  for (const hear of hearers) hear({ type: 'achievement-earned', achievement: 'a', title: 'First Steps', points: 10 })
  expect([earned, fetches]).toEqual([['First Steps'], []])
  stop()
})

test('settings that words changed are taken in at once, also those of while the page was not seen', () => {
  const { event, refreshed, fetches, stop } = page()
  event({ type: 'settings-changed' })
  expect([refreshed(), fetches.length]).toEqual([1, 0])
  stop()

  const another = page()
  another.event({ type: 'refetch' })
  expect(another.refreshed()).toBe(0)
  another.show('hidden')
  another.show('visible')
  another.event({ type: 'refetch' })
  expect(another.refreshed()).toBe(1)
  another.stop()
})
