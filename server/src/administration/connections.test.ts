import { createServer } from 'node:net'
import type { ConnectionTest } from '@lva/contracts/administration'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort, inHouses } from '../../test/house.ts'
import { startServer } from '../providers/conformance/local-server.ts'
import { createConnections, databaseTrouble, type Line, testRedis } from './connections.ts'

const inTime = () => ({ signal: AbortSignal.timeout(10_000) })

describe('a connection test', () => {
  const line = (test: Line['test']): Line => ({ name: 'llm', providers: ['openai'], test })
  const now = () => new Date('2026-03-01T10:00:00Z')

  test('is shared by everybody who asks meanwhile', async () => {
    let asked = 0
    const lines = [line(async () => [{ provider: 'openai', ok: ++asked > 0, detail: 'it answers' }])]
    const { test } = createConnections({ lines, now, contained: false })
    const answers = await Promise.all([test('llm'), test('llm'), test('llm')])
    expect(asked).toBe(1)
    expect(answers[0]).toEqual({
      name: 'llm',
      ok: true,
      tested_at: '2026-03-01T10:00:00.000Z',
      results: [{ provider: 'openai', ok: true, detail: 'it answers' }],
    })
  })

  test('knows that it runs in a container', async () => {
    const lines = [line(async () => [{ provider: 'openai', ok: false, detail: 'nothing listens at localhost:11434' }])]
    const inside = await createConnections({ lines, now, contained: true }).test('llm')
    expect(inside.results[0]?.detail).toContain('write host.docker.internal:11434')
    const outside = await createConnections({ lines, now, contained: false }).test('llm')
    expect(outside.results[0]?.detail).toBe('nothing listens at localhost:11434')
  })

  test('of what is not configured is no success', async () => {
    const { test, connections } = createConnections({ lines: [], now, contained: false })
    expect(await test('mail')).toMatchObject({ ok: false, results: [] })
    expect(connections()).toEqual([])
  })
})

describe('Redis', () => {
  test.skipIf(!process.env.TEST_REDIS_URL)('that runs answers', async () => {
    expect(await testRedis(process.env.TEST_REDIS_URL ?? '', inTime())).toMatchObject({ ok: true })
  })

  test('that does not run is told as nobody listening', async () => {
    const { ok, detail } = await testRedis(`redis://127.0.0.1:${await freePort()}`, inTime())
    expect([ok, detail]).toEqual([false, expect.stringMatching(/^nothing listens at 127\.0\.0\.1:\d+/)])
  })

  test.each([
    ['-WRONGPASS invalid username-password pair or user is disabled.\r\n', /^the password was not accepted/],
    ['-NOAUTH Authentication required.\r\n', /^the password was not accepted/],
  ])('that answers %j', async (reply, words) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      // One answer for each command, however they were sent together.
      socket.on('data', (data) => socket.write(reply.repeat(String(data).match(/^\*\d/gm)?.length ?? 1)))
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void server.close())
    const bound = server.address()
    const at = typeof bound === 'object' && bound ? bound.port : 0
    const { ok, detail } = await testRedis(`redis://user:canary@127.0.0.1:${at}`, inTime())
    expect(ok).toBe(false)
    expect(detail).toMatch(words)
    expect(detail).not.toContain('canary')
  })
})

test.each([
  ['28P01', /user or the password/],
  ['3D000', /no database of that name/],
  ['42501', /may not use/],
  ['53300', /too many connections/],
  ['57P03', /starting or recovering/],
  ['ECONNREFUSED', /^nothing listens at db\.example\.org:5432/],
  ['ENOTFOUND', /^the host db\.example\.org:5432 cannot be found/],
])('a database that says %s', (code, words) => {
  const detail = databaseTrouble(code, 'postgresql://user:canary@db.example.org:5432/lva')
  expect(detail).toMatch(words)
  expect(detail).not.toContain('canary')
})

inHouses(
  'an administrator',
  (open) => {
    test('tests what is configured and nothing else, and it is noted', async () => {
      const model = await startServer((_request, response) => {
        response.writeHead(401, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { code: 'invalid_api_key', message: 'Incorrect key sk-canary' } }))
      })
      onTestFinished(model.close)
      const house = await open({
        env: { OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_API_KEY: 'sk-canary', LLM: 'openai' },
      })
      const admin = await house.admin()
      const tested = (name: string, body: object = {}) =>
        admin.call<ConnectionTest>('POST', `/admin/connections/${name}/test`, body)
      const llm = await tested('llm', { url: 'http://169.254.169.254/', base_url: 'http://10.0.0.1' })
      expect(llm.body).toMatchObject({
        ok: false,
        results: [{ provider: 'openai', detail: 'the key was not accepted' }],
      })
      expect(JSON.stringify(llm.body)).not.toContain('canary')
      expect(model.requests.every(({ path }) => path.startsWith('/v1/'))).toBe(true)
      expect((await tested('database')).body).toMatchObject({ ok: true })
      expect((await tested('redis')).body).toMatchObject({ ok: false, results: [] })
      for (const name of ['http://10.0.0.1', '127.0.0.1:22', '..%2Fetc', 'LLM'])
        expect([404, 422]).toContain((await tested(encodeURIComponent(name))).status)
      const notes = await house.db
        .selectFrom('audit_events')
        .select('details')
        .where('action', '=', 'connection-tested')
        .orderBy('seq')
        .execute()
      expect(notes.map(({ details }) => JSON.parse(details))).toEqual([
        { name: 'llm', ok: false },
        { name: 'database', ok: true },
        { name: 'redis', ok: false },
      ])
    })
  },
  ['sqlite'],
)
