import type { LearnerEvent } from '@lva/contracts/events'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { programsAreHere } from '../../web/test/programs.ts'
import { carryByRedis } from '../src/events/by-redis.ts'
import { createEvents } from '../src/events/events.ts'
import { connectRedis } from '../src/redis.ts'
import { ownRedis } from './own-redis.ts'

const ice: LearnerEvent = { type: 'session-changed', session_id: 'ice' }

describe.skipIf(!programsAreHere('redis-server'))('Redis', () => {
  test('that is away is missed once in the log, and events reach the others again when it is there', async () => {
    const redis = await ownRedis({ running: false })
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line).msg) })
    const processes = []
    for (const processId of ['one', 'two']) {
      const connection = await connectRedis(redis.url, log)
      const events = createEvents()
      events.join(carryByRedis(connection, { processId, log }))
      onTestFinished(async () => {
        await events.close()
        connection.disconnect()
      })
      processes.push(events)
    }
    const [one, two] = processes
    if (!one || !two) throw new Error('two were opened')
    const heard: LearnerEvent[] = []
    const reading = (async () => {
      for await (const event of two.listen('ana').values()) heard.push(event)
    })()
    const untilHeard = () =>
      expect
        .poll(
          () => {
            one.publish('ana', ice)
            return heard
          },
          { timeout: 20_000, interval: 50 },
        )
        .toContainEqual(ice)
    const saying = (words: string) => lines.filter((line) => line.startsWith(words)).length

    for (let n = 0; n < 10; n++) one.publish('ana', ice)
    await redis.start()
    await untilHeard()
    // All of them are back, not only those that carried it.
    await expect.poll(() => saying('redis answers again'), { timeout: 20_000 }).toBe(2)
    await redis.stop()
    await expect.poll(() => saying('redis does not answer'), { timeout: 20_000 }).toBe(4)
    heard.length = 0
    for (let n = 0; n < 10; n++) one.publish('ana', ice)
    await redis.start()
    await untilHeard()
    // Who listens may have missed something meanwhile.
    expect(heard).toContainEqual({ type: 'refetch' })
    expect(saying('redis does not answer')).toBe(4)
    await expect.poll(() => saying('redis answers again'), { timeout: 20_000 }).toBe(4)
    expect(saying('redis carries no events')).toBe(2)
    await two.close()
    await reading
  }, 60_000)

  test('that refuses the password is told to the operator in a sentence', async () => {
    const redis = await ownRedis({ args: ['--requirepass', 'right'] })
    const log = pino({ level: 'silent' })
    const sentence = 'Redis refuses this user or password. Check REDIS_URL.'
    for (const who of ['', ':wrong@', 'nobody:right@'])
      await expect(connectRedis(`redis://${who}127.0.0.1:${redis.port}`, log), who).rejects.toThrow(sentence)
    ;(await connectRedis(`redis://:right@127.0.0.1:${redis.port}`, log)).disconnect()
  })
})
