import type { LearnerEvent } from '@lva/contracts/events'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { carryByRedis } from './by-redis.ts'
import { createEvents } from './events.ts'

const { TEST_REDIS_URL } = process.env
const ice = { type: 'session-changed', session_id: 'ice' } as const

async function heard(events: ReturnType<typeof createEvents>, userId: string, count: number): Promise<LearnerEvent[]> {
  const all: LearnerEvent[] = []
  for await (const event of events.listen(userId).values()) if (all.push(event) === count) break
  return all
}

test('whoever listens hears what happens from then on, and each only their own', async () => {
  const events = createEvents()
  const [ana, ben] = [heard(events, 'ana', 2), heard(events, 'ben', 2)]
  events.publish('ana', ice)
  events.publish('ben', { type: 'session-changed', session_id: 'fire' })
  expect(await ana).toEqual([{ type: 'refetch' }, ice])
  expect(await ben).toEqual([{ type: 'refetch' }, { type: 'session-changed', session_id: 'fire' }])
})

test('whoever does not read is told to fetch anew, and takes no memory', async () => {
  const events = createEvents()
  const mailbox = events.listen('ana')
  for (let n = 0; n < 10_000; n++) events.publish('ana', { type: 'session-changed', session_id: `${n}` })
  mailbox.close()
  const kept = events.listen('ana')
  for (let n = 0; n < 100; n++) events.publish('ana', { type: 'session-changed', session_id: `${n}` })
  const reading = kept.values()
  expect((await reading.next()).value).toEqual({ type: 'refetch' })
  events.publish('ana', ice)
  expect((await reading.next()).value).toEqual(ice)
})

test('a place that was left is free again', async () => {
  const events = createEvents()
  const mailboxes = Array.from({ length: 20 }, () => events.listen('ana'))
  expect(() => events.listen('ana')).toThrow('Too many streams')
  events.listen('ben')
  mailboxes[3]?.close()
  events.listen('ana')
})

test.skipIf(!TEST_REDIS_URL)('processes of a fleet hear of each other through Redis', async () => {
  const processes = ['one', 'two'].map((processId) => {
    const events = createEvents()
    const redis = new Redis(TEST_REDIS_URL ?? '')
    const ready = new Promise<void>((resolve) =>
      events.join((ends) => {
        const mayHaveMissed = () => resolve(ends.mayHaveMissed())
        return carryByRedis(redis, { processId, log: pino({ level: 'silent' }) })({ ...ends, mayHaveMissed })
      }),
    )
    onTestFinished(() => {
      events.close()
      redis.disconnect()
    })
    return { events, ready }
  })
  const [one, two] = processes
  if (!one || !two) throw new Error('two were opened')
  const learner = crypto.randomUUID()
  await Promise.all([one.ready, two.ready])
  const mailbox = two.events.listen(learner)
  const all: LearnerEvent[] = []
  const reading = (async () => {
    for await (const event of mailbox.values()) all.push(event)
  })()
  // Subscribing takes a moment after the connection is there.
  await expect
    .poll(() => {
      one.events.publish(learner, ice)
      return all
    })
    .toContainEqual(ice)
  mailbox.close()
  await reading
})
