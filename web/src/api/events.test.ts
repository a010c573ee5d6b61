import type { LearnerEvent } from '@lva/contracts/events'
import { expect, test } from 'vitest'
import type { Api } from './api.ts'
import { createEvents } from './events.ts'

const ice: LearnerEvent = { type: 'session-changed', session_id: 'ice' }

/** A server whose streams bring these events and end, or fail. */
function server(streams: Array<LearnerEvent[] | Error>) {
  const asked: AbortSignal[] = []
  const over = Promise.withResolvers<void>()
  const events = async function* (path: string, _body: unknown, { signal }: { signal: AbortSignal }) {
    expect(path).toBe('/api/events')
    asked.push(signal)
    const stream = streams.shift()
    if (!stream) over.resolve()
    if (stream instanceof Error) throw stream
    for (const event of stream ?? []) yield event
  } as Api['events']
  return { api: { events }, asked, over: over.promise }
}

test('a slice hears what it asked for, on a stream that is opened again', async () => {
  const { api, asked, over } = server([[{ type: 'refetch' }, ice], new Error('offline'), [{ type: 'refetch' }]])
  const pauses: number[] = []
  const events = createEvents({ api, wait: async (ms) => void pauses.push(ms) })
  const heard: LearnerEvent[] = []
  const stop = events.on(['session-changed'], (event) => heard.push(event))
  const fetched: string[] = []
  const stopFetching = events.on(['refetch'], ({ type }) => fetched.push(type))
  await over
  stop()
  expect(asked.at(-1)?.aborted).toBe(false)
  stopFetching()
  expect(asked.at(-1)?.aborted).toBe(true)
  expect(heard).toEqual([ice])
  expect(fetched).toHaveLength(2)
  expect(pauses.slice(0, 3)).toEqual([500, 1000, 500])
})
