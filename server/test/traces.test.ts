import { Writable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createLog, hearFaults, lastFaultTold } from '../src/http/log.ts'
import { testApp } from '../src/http/test-app.ts'
import { startServer } from '../src/providers/conformance/local-server.ts'
import { createSentry } from '../src/watching/sentry.ts'
import { contextOf } from '../src/watching/traces.ts'
import { inHouses } from './house.ts'
import { ask } from './learner.ts'

const SAID = 'the wombat is my secret'
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` }
const PROXIED = { TRUSTED_PROXIES: 'loopback' }
interface Sent {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Array<{ key: string; value: object }>
}

inHouses(
  'traces',
  (open) => {
    test('lead from a request to its turn, the stages and the provider, say nothing of what was said, and wait for nobody', async () => {
      const spans: Sent[] = []
      let text = ''
      const collector = await startServer(({ body, path, headers }, response) => {
        text += body.toString()
        expect([path, headers['content-type'], headers['api-key']]).toEqual(['/v1/traces', 'application/json', 'k'])
        const { resourceSpans } = JSON.parse(body.toString())
        for (const { scopeSpans } of resourceSpans) for (const { spans: some } of scopeSpans) spans.push(...some)
        response.end('{}')
      })
      onTestFinished(() => collector.close())
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k' }
      const house = await open({ env: { ...env, LLM: 'companion', ...PROXIED, TRACEPARENT_FROM_PROXIES: 'true' } })
      const ada = await house.learner()
      const say = (headers: Record<string, string>) =>
        ask(house.url, 'POST', '/api/conversation', {
          headers: { ...headers, authorization: `Bearer ${ada.token}` },
          body: { text: SAID, session_id: 'wombat-session' },
        })
      expect((await say({ ...PARENT, 'x-forwarded-for': '192.0.2.1' })).status).toBe(200)
      // Nobody stands between: what a stranger says it is a part of is not believed.
      expect((await say({ traceparent: PARENT.traceparent.replace(TRACE_ID, 'a'.repeat(32)) })).status).toBe(200)
      house.pass(60_000)
      await house.settle()
      await house.close()

      const all = spans.filter((span) => span.traceId === TRACE_ID)
      const [request] = all.filter(({ name }) => name === 'POST /api/conversation')
      const [turn] = all.filter(({ name }) => name === 'turn')
      expect(request?.parentSpanId).toBe('00f067aa0ba902b7')
      expect(turn?.parentSpanId).toBe(request?.spanId)
      const below = all.filter(({ parentSpanId }) => parentSpanId === turn?.spanId).map(({ name }) => name)
      expect(below.sort()).toEqual(['turn context', 'turn first-word', 'turn kept', 'turn reply-end'])
      expect(request?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } })
      expect(spans.some((span) => span.traceId === 'a'.repeat(32))).toBe(false)
      expect(spans.filter(({ name }) => name === 'POST /api/conversation')).toHaveLength(2)
      expect(spans.some(({ name }) => name.startsWith('job '))).toBe(true)
      expect(text).not.toMatch(/wombat|secret|example\.org|192\.0\.2\.1/)
      expect(text).not.toContain(ada.id)
    })

    test('a collector that is away costs nothing, and a proxy that hands on what strangers say is not believed', async () => {
      const away = await startServer((_, response) => void response.writeHead(503).end())
      onTestFinished(() => away.close())
      const house = await open({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: away.url, LLM: 'companion', ...PROXIED } })
      const ada = await house.learner()
      const headers = { ...PARENT, authorization: `Bearer ${ada.token}`, 'x-forwarded-for': '192.0.2.1' }
      for (let n = 0; n < 20; n++) expect((await ask(house.url, 'GET', '/api/stats', { headers })).status).toBe(200)
      await house.close()
      expect(away.requests.length).toBeLessThan(3)
      const sent = away.requests.map(({ body }) => String(body)).join('')
      expect(sent).toContain('/api/stats')
      expect(sent).not.toContain(TRACE_ID)
    })
  },
  ['sqlite'],
)

test.each([
  '',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
  '01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01',
])('%j is no traceparent', (text) => {
  expect(contextOf(text)).toBeNull()
})

test('faults are reported once, with where and which, and nothing of what was said', async () => {
  const sentry = await startServer((_, response) => void response.end('{}'))
  onTestFinished(() => sentry.close())
  let time = Date.parse('2026-03-01T10:00:00Z')
  const lines: string[] = []
  const to = new Writable({ write: (line, _, done) => done(void lines.push(String(line))) })
  const log = createLog({ level: 'ERROR', json: true, to })
  const dsn = `${sentry.url.replace('http://', 'http://publickey@')}/sub/42`
  const reporter = createSentry({ ...{ dsn, version: '3.0.0', environment: 'test' }, fetch, now: () => new Date(time) })
  hearFaults(log, reporter.report)
  const app = await testApp({ log })
  onTestFinished(() => app.close())
  app.post('/api/fall/:name', { config: { open: true } }, async () => JSON.parse(`{"${SAID}`))
  const fall = () =>
    app.inject({
      ...{ method: 'POST', url: `/api/fall/${encodeURIComponent(SAID)}?token=${encodeURIComponent(SAID)}` },
      headers: {
        cookie: `a=${encodeURIComponent(SAID)}`,
        'x-request-id': 'request-0001',
        authorization: 'Bearer wombat',
      },
      payload: { text: SAID, email: 'ada@example.org' },
    })
  for (let n = 0; n < 3; n++) await fall()
  await expect.poll(() => sentry.requests.length).toBe(1)
  time += 60_000
  await fall()
  await expect.poll(() => sentry.requests.length).toBe(2)
  const [first] = sentry.requests
  expect([first?.method, first?.path]).toEqual(['POST', '/sub/api/42/envelope/'])
  expect(first?.headers['x-sentry-auth']).toContain('sentry_key=publickey')
  const [head, item, event] = String(first?.body)
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(item).toEqual({ type: 'event' })
  expect(head.event_id).toBe(event.event_id)
  expect(event).toMatchObject({
    ...{ level: 'error', release: 'learning-voice-agent@3.0.0', environment: 'test' },
    ...{ logentry: { formatted: 'request failed' }, tags: { requestId: 'request-0001' } },
    exception: { values: [{ type: 'SyntaxError', value: '[message hidden]' }] },
  })
  expect(event.exception.values[0].stacktrace.frames.at(-1)).toMatchObject({
    filename: expect.stringContaining('traces.test.ts'),
  })
  // Whoever ends because of a fault can wait until it is told.
  log.fatal({ err: new RangeError(SAID) }, 'the end')
  await lastFaultTold(log)
  expect(sentry.requests).toHaveLength(3)
  expect(sentry.requests.map(({ body }) => String(body)).join()).not.toMatch(/wombat|secret|ada@|Bearer|cookie/)
})
