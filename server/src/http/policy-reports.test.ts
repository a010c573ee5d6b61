import { afterEach, expect, test } from 'vitest'
import type { App } from './http.ts'
import { policyReportRoutes } from './policy-report-routes.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

const page = 'https://learn.example.org/sessions/my-secret-name?token=t0p#words'
const old = (blocked: string, directive = 'script-src-elem', document = page) => ({
  'csp-report': {
    'document-uri': document,
    'blocked-uri': blocked,
    'effective-directive': directive,
    'script-sample': 'what somebody said',
  },
})

async function house(needs: Parameters<typeof testApp>[0] = {}) {
  app = await testApp(needs)
  await policyReportRoutes(app)
  return app
}
const send = (payload: object | string, type = 'application/csp-report') =>
  app.inject({ method: 'POST', url: '/api/csp-reports', headers: { 'content-type': type }, payload })
const read = async () =>
  (await app.inject({ url: '/admin/csp-reports', headers: { authorization: 'Bearer good-admin' } })).json()

test('both forms are understood and counted as one kind', async () => {
  await house()
  expect((await send(old('https://evil.example/steal.js?who=ana'))).statusCode).toBe(204)
  const newer = {
    type: 'csp-violation',
    url: page,
    body: { documentURL: page, blockedURL: 'https://evil.example/other.js', effectiveDirective: 'script-src-elem' },
  }
  const answer = await send([newer, { type: 'deprecation', body: { id: 'x' } }], 'application/reports+json')
  expect(answer.statusCode).toBe(204)
  expect(await read()).toEqual({
    reports: [
      {
        directive: 'script-src-elem',
        blocked: 'https://evil.example',
        page: '/sessions/…',
        count: 2,
        first_seen: expect.stringMatching(/Z$/),
        last_seen: expect.stringMatching(/Z$/),
      },
    ],
    others: 0,
  })
})

test('nothing of a person is kept or logged, and each kind is logged once', async () => {
  const lines: object[] = []
  const log = { warn: (fields: object) => lines.push(fields) }
  const { collectPolicyReports } = await import('./policy-reports.ts')
  const reporting = collectPolicyReports({ now: () => new Date(), log })
  for (let i = 0; i < 3; i++) reporting.take(old(`https://evil.example/${i}?email=ana@example.org`))
  reporting.take(old('inline', 'style-src-attr', 'https://learn.example.org/ana@example.org'))
  expect(lines).toEqual([
    { directive: 'script-src-elem', blocked: 'https://evil.example', page: '/sessions/…' },
    { directive: 'style-src-attr', blocked: 'inline', page: '/…' },
  ])
  expect(JSON.stringify(reporting.list())).not.toMatch(/secret|token|t0p|said|ana/)
  await house()
})

test.each([
  ['inline', 'inline'],
  ['', 'inline'],
  ['eval', 'eval'],
  ['data', 'data'],
  ['data:text/html,secret', 'data:'],
  ['chrome-extension://abcdef/content.js', 'chrome-extension:'],
  ['wss://elsewhere.example:9000/x', 'wss://elsewhere.example:9000'],
  ['no address at all <script>', 'something else'],
])('blocked %s is kept as %s', async (blocked, kept) => {
  await house()
  await send(old(blocked))
  expect((await read()).reports[0].blocked).toBe(kept)
})

test('made-up reports cannot fill the memory, name a part we have not, or come without end', async () => {
  await house({ settings: { rateLimits: { enabled: false, requestsPerMinute: 1, authRequestsPerMinute: 1 } } })
  await send(old('inline', 'made-up-src'))
  await send(old('inline', '__proto__'))
  expect((await read()).reports).toEqual([])
  for (let i = 0; i < 150; i++) await send(old(`https://site-${i}.example/`))
  const { reports, others } = await read()
  expect([reports.length, others]).toEqual([100, 50])
  await app.close()
  await house()
  for (let i = 0; i < 30; i++) expect((await send(old('inline'))).statusCode).toBe(204)
  const refused = await send(old('inline'))
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['x-ratelimit-limit']).toBe('30')
})

test('what is no report is refused', async () => {
  await house()
  for (const [payload, type, status] of [
    [{}, 'application/csp-report', 422],
    ['{', 'application/csp-report', 400],
    [{ 'csp-report': { 'document-uri': 7 } }, 'application/csp-report', 422],
    [{ 'csp-report': { 'document-uri': 'x'.repeat(20_000) } }, 'application/csp-report', 413],
    [Array(51).fill({ type: 'a', body: {} }), 'application/reports+json', 422],
    ['text', 'text/plain', 415],
  ] as const)
    expect((await send(payload, type)).statusCode, String(status)).toBe(status)
})

test('only administrators read them, and no other address understands their type', async () => {
  await house()
  expect((await app.inject('/admin/csp-reports')).statusCode).toBe(401)
  const learner = { authorization: 'Bearer good-ana' }
  expect((await app.inject({ url: '/admin/csp-reports', headers: learner })).statusCode).toBe(403)
})
