import { DetailedHealth, Readiness, Welcome } from '@lva/contracts/health'
import { afterEach, expect, test } from 'vitest'
import type { App } from '../http/http.ts'
import { testApp } from '../http/test-app.ts'
import { serveWebApp } from '../http/web-app.ts'
import type { ProviderState } from '../providers/catalog.ts'
import { createOperations, type Probes } from './operations.ts'
import { operationsRoutes } from './routes.ts'

let app: App
afterEach(() => app.close())

const GB = 1024 ** 3
const companion: ProviderState = { name: 'companion', model: null, breaker: 'closed' }
const who = {
  llm: [companion],
  stt: [],
  tts: [{ ...companion, name: 'espeak-ng' }],
  embeddings: [],
  sight: [],
  search: [companion],
}
const NOON = Date.parse('2026-01-31T12:00:00.000Z')
const well: Probes = {
  leaving: () => false,
  database: async () => {},
  providers: () => who,
  mail: () => 'off',
  jobs: async () => ({ due: 0, failed: 0 }),
  freeBytes: async () => 20 * GB,
  forwardedByStranger: () => false,
  plainHttp: false,
  policyReports: () => 0,
  erasureLedger: async () => 'kept',
  backups: async () => ({ daily: true, last: null, failure: null, check: null }),
}

/** A house with these probes, whose clock stands until it is moved. */
async function house(probes: Partial<Probes> = {}) {
  const clock = { time: NOON }
  app = await testApp()
  const operations = createOperations({
    version: '3.0.0',
    now: () => new Date(clock.time),
    probes: { ...well, ...probes },
    configured: { registration: 'open', max_audio_seconds: 60 },
  })
  operationsRoutes(app, operations, await serveWebApp(app, { folder: '/nowhere' }))
  return clock
}

const away = () => Promise.reject(new Error('/var/lib/secret.db is locked'))

test('a program is welcomed in JSON, a person gets the page', async () => {
  await house()
  const program = await app.inject({ url: '/', headers: { accept: '*/*' } })
  expect(Welcome.parse(program.json())).toMatchObject({
    status: 'healthy',
    service: 'Learning Voice Agent',
    version: '3.0.0',
  })
  expect(program.headers.vary).toBe('Origin, Accept')
  const person = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  expect(person.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(person.headers.vary).toBe('Origin, Accept')
  expect((await app.inject({ method: 'HEAD', url: '/' })).statusCode).toBe(200)
})

test('being alive asks nobody', async () => {
  await house({ database: away })
  const answer = await app.inject('/health')
  expect(answer.json()).toEqual({ status: 'healthy', timestamp: '2026-01-31T12:00:00.000Z' })
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('it is ready while database and Redis answer', async () => {
  await house({ redis: async () => {} })
  const answer = await app.inject('/health/ready')
  expect(answer.statusCode).toBe(200)
  expect(Readiness.parse(answer.json())).toMatchObject({ status: 'ready', components: { database: 'up', redis: 'up' } })
})

test('it is not ready when the database is away, and says no more than that', async () => {
  await house({ database: away })
  const answer = await app.inject('/health/ready')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ status: 'not-ready', components: { database: 'down' } })
  expect(answer.body).not.toContain('secret')
})

test('when all is well, the details say so', async () => {
  await house()
  const health = DetailedHealth.parse((await app.inject('/health/detailed')).json())
  expect(health).toMatchObject({
    status: 'healthy',
    version: '3.0.0',
    components: { storage: { detail: '20.0 GB free.' } },
  })
  expect(health.components).not.toHaveProperty('redis')
  for (const absent of ['proxy', 'https', 'content_policy', 'erasures'])
    expect(health.components).not.toHaveProperty(absent)
})

/** A backup of an hour ago that came back when it was tried, or one with something else about it. */
function backedUp({ hours = 1, ok = true }) {
  const at = new Date(NOON - hours * 3_600_000).toISOString()
  const last = { at, name: 'lva', bytes: 1, rows: 1, files: 1, seconds: 1 }
  return { daily: true, failure: null, last, check: { at, name: 'lva', ok, detail: '', seconds: 1 } }
}

test.each([
  ['the database is away', { database: away }, 'database', 'down'],
  ['Redis is away', { redis: away }, 'redis', 'down'],
  ['work was given up', { jobs: async () => ({ due: 3, failed: 1 }) }, 'jobs', 'degraded'],
  ['the queue does not move', { jobs: async () => ({ due: 5000, failed: 0 }) }, 'jobs', 'degraded'],
  ['the queue cannot be read', { jobs: away }, 'jobs', 'down'],
  ['room is short', { freeBytes: async () => GB / 2 }, 'storage', 'degraded'],
  ['there is no room', { freeBytes: async () => GB / 100 }, 'storage', 'down'],
  ['a proxy is not trusted', { forwardedByStranger: () => true }, 'proxy', 'degraded'],
  ['the erasure ledger is gone', { erasureLedger: async () => 'missing' as const }, 'erasures', 'degraded'],
  [
    'the newest backup is of the day before yesterday',
    { backups: async () => backedUp({ hours: 27 }) },
    'backups',
    'degraded',
  ],
  ['a backup did not come back as it was', { backups: async () => backedUp({ ok: false }) }, 'backups', 'degraded'],
  [
    'the model is down',
    { providers: () => ({ ...who, llm: [{ ...companion, breaker: 'open' as const }] }) },
    'llm',
    'down',
  ],
  [
    'one of those that are searched is down',
    { providers: () => ({ ...who, search: [companion, { ...companion, breaker: 'open' as const }] }) },
    'search',
    'degraded',
  ],
])('it is degraded when %s', async (_story, probes: Partial<Probes>, component, status) => {
  await house(probes)
  const answer = await app.inject('/health/detailed')
  expect(answer.statusCode).toBe(200)
  const health = DetailedHealth.parse(answer.json())
  expect(health.status).toBe('degraded')
  expect(health.components[component as 'jobs']?.status).toBe(status)
  expect(answer.body).not.toContain('secret')
})

test('plain http and reports of browsers are told, and are no fault', async () => {
  await house({ plainHttp: true, policyReports: () => 2 })
  const health = DetailedHealth.parse((await app.inject('/health/detailed')).json())
  expect(health.status).toBe('healthy')
  expect(health.components).toMatchObject({
    https: { status: 'off', detail: expect.stringContaining('no microphone') },
    content_policy: { status: 'up', detail: expect.stringMatching(/^2 kinds .* \/admin\/csp-reports/) },
  })
})

test('watchers share an answer for a few seconds', async () => {
  let asked = 0
  const clock = await house({
    jobs: async () => {
      asked += 1
      return { due: 0, failed: 0 }
    },
  })
  await Promise.all([app.inject('/health/detailed'), app.inject('/health/detailed')])
  clock.time += 2_999
  await app.inject('/health/detailed')
  expect(asked).toBe(1)
  clock.time += 1
  await app.inject('/health/detailed')
  expect(asked).toBe(2)
})
