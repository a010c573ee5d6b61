import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type RunningServer, startServer } from '../../bench/load/running-server.ts'
import { programsAreHere } from '../../web/test/programs.ts'
import { windowsOnceThere } from '../src/http/windows.ts'
import { connectRedis } from '../src/redis.ts'
import { createAllowance } from '../src/research/allowance.ts'
import { ownRedis } from './own-redis.ts'

/** A real server process that counts through this Redis, and what it logged. */
async function server(redis: string, env: Record<string, string> = {}): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-limits-'))
  const running = await startServer(folder, { env: { RATE_LIMIT_ENABLED: 'true', REDIS_URL: redis, ...env } })
  onTestFinished(async () => {
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return running
}

interface Counted {
  status: number
  remaining: number
  retryAfter: number
  origin: string | null
}

async function ask({ url }: RunningServer, headers: Record<string, string> = {}): Promise<Counted> {
  const { status, headers: got } = await fetch(`${url}/`, { headers })
  const retryAfter = Number(got.get('retry-after'))
  return {
    status,
    remaining: Number(got.get('x-ratelimit-remaining')),
    retryAfter,
    origin: got.get('access-control-allow-origin'),
  }
}

describe.skipIf(!programsAreHere('redis-server'))('limits that processes share', () => {
  test('the 101st request is refused whichever process it reaches and whatever address it claims', async () => {
    const redis = await ownRedis()
    const [one, other] = [await server(redis.url), await server(redis.url)]
    for (let i = 0; i < 100; i++) {
      const answer = await ask(i % 2 ? one : other, { 'x-forwarded-for': `198.51.100.${i}` })
      expect([answer.status, answer.remaining]).toEqual([200, 99 - i])
    }
    for (const running of [one, other]) {
      const refused = await ask(running, { 'x-forwarded-for': '198.51.100.200', origin: 'http://localhost:5173' })
      expect(refused).toMatchObject({ status: 429, remaining: 0, origin: 'http://localhost:5173' })
      expect(refused.retryAfter).toBeGreaterThan(0)
      expect(refused.retryAfter).toBeLessThanOrEqual(60)
    }
    expect((await fetch(`${one.url}/health`)).status).toBe(200)
  })

  test('when Redis dies or hangs each process counts for itself, and together again when it is back', async () => {
    const redis = await ownRedis()
    const [one, other] = [await server(redis.url), await server(redis.url)]
    expect((await ask(one)).remaining).toBe(99)
    expect((await ask(other)).remaining).toBe(98)

    await redis.stop()
    const alone = [await ask(one), await ask(other), await ask(one)]
    expect(alone.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(alone.map(({ remaining }) => remaining)).toEqual([99, 99, 98])
    expect((await fetch(`${one.url}/health/ready`)).status).toBe(503)

    await redis.start()
    // The new Redis has counted nothing yet; both find it again by themselves.
    await expect.poll(async () => (await ask(one)).remaining, { timeout: 15_000, interval: 200 }).toBeGreaterThan(96)
    await expect
      .poll(async () => (await ask(one)).remaining - (await ask(other)).remaining, { timeout: 15_000, interval: 200 })
      .toBe(1)

    redis.signal('SIGSTOP')
    const began = performance.now()
    expect((await ask(one)).status).toBe(200)
    expect((await ask(one)).status).toBe(200)
    // One of the two waited for Redis, and no longer than it is given.
    expect(performance.now() - began).toBeLessThan(5_000)
    redis.signal('SIGCONT')
  })

  test('look-ups of a learner are counted in all processes, for as long as an hour or a day is', async () => {
    const redis = await ownRedis()
    const log = pino({ level: 'silent' })
    let ahead = 0
    const now = () => new Date(Date.now() + ahead)
    const process = async () => {
      const connection = await connectRedis(redis.url, log)
      onTestFinished(() => connection.disconnect())
      const windows = windowsOnceThere(() => connection, { onFailure: () => {}, onReturn: () => {} })
      return { take: createAllowance({ windows, now }), connection }
    }
    const [one, other] = [await process(), await process()]
    for (let time = 0; time < 20; time++) await (time % 2 ? one : other).take('ana')
    for (const { take } of [one, other])
      await expect(take('ana')).rejects.toMatchObject({ code: 'too-many-requests', retryAfter: expect.any(Number) })
    await other.take('ben')
    const left = await one.connection.pttl('lva:limit:research:hour:ana')
    expect(left).toBeGreaterThan(3_500_000)
    expect(left).toBeLessThanOrEqual(3_600_000)
    expect(await one.connection.pttl('lva:limit:research:day:ana')).toBeGreaterThan(86_000_000)
    // It is Redis that says when an hour is over.
    ahead += 3_600_000
    await expect(one.take('ana')).rejects.toMatchObject({ code: 'too-many-requests' })
    await one.connection.del('lva:limit:research:hour:ana')
    await one.take('ana')
  })
})
