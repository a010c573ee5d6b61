import { afterEach, describe, expect, test } from 'vitest'
import type { App } from './http.ts'
import { clientKey, limitOf } from './limits.ts'
import { testApp } from './test-app.ts'
import { WINDOW_MS, windowsInMemory, windowsInRedis } from './windows.ts'

let app: App | undefined
afterEach(() => app?.close())

const noon = Date.parse('2026-01-31T12:00:00.000Z')

/** A house whose clock stands still until it is moved. */
async function house(needs: Parameters<typeof testApp>[0] = {}) {
  const clock = { time: noon }
  app = await testApp({ now: () => new Date(clock.time), ...needs })
  app.get('/', { config: { open: true } }, async () => 'welcome')
  app.get('/api/me', async (request) => request.learner.userId)
  app.post('/api/auth/login', { config: { open: true } }, async () => 'in')
  app.get('/health', { config: { open: true } }, async () => 'well')
  return { app, clock }
}

async function statuses(times: number, ask: () => Promise<{ statusCode: number }>): Promise<number[]> {
  const seen: number[] = []
  for (let i = 0; i < times; i += 1) seen.push((await ask()).statusCode)
  return seen
}

describe('the limit of the site', () => {
  test('the 101st request within a minute is refused, and told when to come back', async () => {
    const { app, clock } = await house()
    const first = await app.inject('/')
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '99',
      'x-ratelimit-reset': String((noon + WINDOW_MS) / 1000),
    })
    expect(new Set(await statuses(99, () => app.inject('/')))).toEqual(new Set([200]))
    clock.time += 20_000
    const refused = await app.inject({ url: '/', headers: { origin: 'https://learn.example.org' } })
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'too-many-requests' })
    expect(refused.headers).toMatchObject({
      'retry-after': '40',
      'x-ratelimit-remaining': '0',
      'access-control-allow-origin': 'https://learn.example.org',
    })
    clock.time = noon + WINDOW_MS
    expect((await app.inject('/')).statusCode).toBe(200)
  })

  test('unknown addresses count, the health has a budget of its own', async () => {
    const { app } = await house()
    await statuses(100, () => app.inject('/nothing'))
    expect((await app.inject('/')).statusCode).toBe(429)
    expect((await app.inject('/health')).headers['x-ratelimit-limit']).toBe('1000')
  })

  test('switched off, nothing is counted', async () => {
    const { app } = await house({
      settings: { rateLimits: { enabled: false, requestsPerMinute: 1, authRequestsPerMinute: 1 } },
    })
    expect(new Set(await statuses(5, () => app.inject('/')))).toEqual(new Set([200]))
    expect((await app.inject('/')).headers).not.toHaveProperty('x-ratelimit-limit')
  })
})

test('the 11th sign-in within a minute is refused, and the site stays open', async () => {
  const { app } = await house()
  const seen = await statuses(11, () => app.inject({ method: 'POST', url: '/api/auth/login' }))
  expect(seen).toEqual([...Array(10).fill(200), 429])
  expect((await app.inject('/')).headers['x-ratelimit-remaining']).toBe('99')
})

describe('who is counted', () => {
  test('learners behind one address are counted each for themselves', async () => {
    const { app } = await house()
    const as = (name: string) => app.inject({ url: '/api/me', headers: { authorization: `Bearer good-${name}` } })
    await statuses(101, () => as('ana'))
    expect((await as('ana')).statusCode).toBe(429)
    expect((await as('ben')).statusCode).toBe(200)
    expect((await app.inject('/')).statusCode).toBe(200)
  })

  test('tokens that are no good are counted for their address', async () => {
    const { app } = await house()
    let guess = 0
    const seen = await statuses(101, () =>
      app.inject({ url: '/api/me', headers: { authorization: `Bearer bad-${++guess}` } }),
    )
    expect(seen.slice(-2)).toEqual([401, 429])
    expect((await app.inject({ url: '/api/me', headers: { authorization: 'Bearer good-ana' } })).statusCode).toBe(200)
  })

  test('a forwarded address counts only behind a trusted proxy', async () => {
    const forwarded = (address: string) => ({
      url: '/',
      headers: { 'x-forwarded-for': address },
      remoteAddress: '10.0.0.7',
    })
    const open = await house()
    await statuses(100, () => open.app.inject(forwarded('203.0.113.5')))
    expect((await open.app.inject(forwarded('203.0.113.6'))).statusCode).toBe(429)
    expect(open.app.forwardedByStranger()).toBe(true)
    await open.app.close()

    const behind = await house({ settings: { trustedProxies: ['10.0.0.0/8'] } })
    await statuses(100, () => behind.app.inject(forwarded('203.0.113.5')))
    expect((await behind.app.inject(forwarded('203.0.113.5'))).statusCode).toBe(429)
    expect((await behind.app.inject(forwarded('203.0.113.6'))).statusCode).toBe(200)
    // What the client itself put before the proxy's own entry is not believed.
    expect((await behind.app.inject(forwarded('198.51.100.1, 203.0.113.5'))).statusCode).toBe(429)
    expect(behind.app.forwardedByStranger()).toBe(false)
  })

  test('no spelling of a forwarded address makes a new client of an old one', async () => {
    const { app } = await house({ settings: { trustedProxies: ['10.0.0.0/8', '192.0.2.1', '::ffff:172.16.0.0/108'] } })
    const counted = async (chain: string, peer = '10.0.0.7', others: Record<string, string> = {}) => {
      const { headers } = await app.inject({
        url: '/',
        headers: { 'x-forwarded-for': chain, ...others },
        remoteAddress: peer,
      })
      return 100 - Number(headers['x-ratelimit-remaining'])
    }
    // One client through one proxy and through three, with a port, in brackets, mapped into IPv6, and with lies before it.
    for (const [nth, chain] of [
      '203.0.113.5',
      '203.0.113.5, 10.9.9.9, 192.0.2.1',
      '203.0.113.5:40001',
      '203.0.113.5:40002',
      '::ffff:203.0.113.5',
      '[::ffff:203.0.113.5]:9',
      '198.51.100.1, 203.0.113.5',
      '10.0.0.1, 203.0.113.5, 10.0.0.1',
      'garbage, 203.0.113.5',
      ',, ,203.0.113.5',
    ].entries())
      expect(await counted(chain), chain).toBe(nth + 1)
    expect(await counted('203.0.113.5', '::ffff:10.0.0.7')).toBe(11)
    expect(await counted('203.0.113.5', '::ffff:172.16.3.4')).toBe(12)
    // The standard's own header is not what the proxies in front were told to write.
    expect(
      await counted('203.0.113.5', '10.0.0.7', { forwarded: 'for=198.51.100.7', 'x-real-ip': '198.51.100.8' }),
    ).toBe(13)
    // Whom a proxy cannot name is one client, whatever it writes.
    for (const [nth, word] of ['unknown', '_hidden', '1.2.3', '0x7f.1', "'; drop table", '999.1.1.1'].entries())
      expect(await counted(word), word).toBe(nth + 1)
  })

  test.each([
    ['203.0.113.5', 'address:203.0.113.5'],
    ['::ffff:203.0.113.5', 'address:203.0.113.5'],
    ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', 'address:2001:db8:1:2::/64'],
    ['2001:db8::9', 'address:2001:db8:0:0::/64'],
    ['::1', 'address:0:0:0:0::/64'],
    ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
  ])('%s is counted as %s', (ip, key) => {
    expect(clientKey({ ip, signedIn: null })).toBe(key)
  })
})

test('a path decides its budget unless the route does', () => {
  expect(
    ['/api/auth/login', '/health', '/health/ready', '/healthy', '/api/search'].map((url) => limitOf(url, undefined)),
  ).toEqual(['auth', 'health', 'health', 'site', 'site'])
  expect(limitOf('/api/auth/refresh', 'none')).toBe('none')
})

describe('windows in Redis', () => {
  test('are shared by every process', async () => {
    const store = new Map<string, number>()
    const redis = {
      eval: async (_script: string, _count: number, key: string | number) => {
        const count = (store.get(String(key)) ?? 0) + 1
        store.set(String(key), count)
        return [count, 30_000]
      },
    }
    const [one, other] = [
      windowsInRedis(redis, { onFailure() {}, onReturn() {} }),
      windowsInRedis(redis, { onFailure() {}, onReturn() {} }),
    ]
    expect(await one.add('a', noon)).toEqual({ count: 1, endsAt: noon + 30_000 })
    expect(await other.add('a', noon)).toEqual({ count: 2, endsAt: noon + 30_000 })
  })

  test('while Redis is away each process counts for itself', async () => {
    const failures: unknown[] = []
    const redis = { eval: () => Promise.reject(new Error('away')) }
    const windows = windowsInRedis(redis, { onFailure: (error) => failures.push(error), onReturn() {} })
    await windows.add('a', noon)
    expect(await windows.add('a', noon + 1)).toEqual({ count: 2, endsAt: noon + WINDOW_MS })
    expect(failures).toHaveLength(1)
  })
})

test('a flood from many addresses cannot fill the memory', () => {
  const windows = windowsInMemory()
  for (let i = 0; i < 60_000; i += 1) windows.add(`address:${i}`, noon)
  expect(windows.add('address:59999', noon)).toMatchObject({ count: 2 })
  expect(windows.add('address:0', noon)).toMatchObject({ count: 1 })
})
