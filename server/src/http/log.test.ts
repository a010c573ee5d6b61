import { Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import type { App } from './http.ts'
import { createLog, withoutToken } from './log.ts'
import { testApp } from './test-app.ts'

let app: App | undefined
afterEach(() => app?.close())

/** A log that keeps its lines. */
function kept(json = true) {
  const lines: string[] = []
  const to = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  return { lines, log: createLog({ level: 'INFO', json, to }) }
}

test('what a person said and every secret is hidden', () => {
  const { lines, log } = kept()
  log.info({ pii: { text: 'my diary' }, turn: { pii: { text: 'my diary' } } }, 'turn finished')
  log.info({ headers: { authorization: 'Bearer s3cret', cookie: 's3cret', 'x-admin-key': 's3cret' } }, 'head')
  log.info(
    { req: { headers: { authorization: 's3cret', 'set-cookie': 's3cret', 'sec-websocket-protocol': 's3cret' } } },
    'head',
  )
  log.info(
    { password: 's3cret', body: { password: 's3cret', token: 's3cret' }, url: '/ws/a?x=1&token=s3cret&y=2' },
    'body',
  )
  expect(lines).toHaveLength(4)
  expect(lines.join('')).not.toMatch(/diary|s3cret/)
  expect(lines[3]).toContain('/ws/a?x=1&token=[hidden]&y=2')
})

test('a request leaves one line with its route and nothing of its address', async () => {
  const { lines, log } = kept()
  app = await testApp({ log })
  app.get('/api/session/:session_id/history', async () => [])
  await app.inject({
    url: '/api/session/my-diary/history?token=s3cret',
    headers: { authorization: 'Bearer good-ana', 'x-request-id': 'r1' },
  })
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: 'request answered',
      requestId: 'r1',
      method: 'GET',
      route: '/api/session/:session_id/history',
      status: 200,
      userId: 'user-ana',
    }),
  ])
  expect(lines.join('')).not.toMatch(/diary|s3cret|good-ana/)
})

test('a bug is logged with its cause', async () => {
  const { lines, log } = kept()
  app = await testApp({ log })
  app.get('/api/fire', { config: { open: true } }, async () => {
    throw new Error('the roof', { cause: new Error('a spark') })
  })
  await app.inject('/api/fire')
  expect(lines[0]).toMatch(/"msg":"request failed"/)
  expect(lines[0]).toMatch(/the roof[\s\S]*a spark/)
})

test('a person at a terminal reads one plain line per fact', () => {
  const { lines, log } = kept(false)
  log.info({ address: 'http://localhost:8000', port: 8000 }, 'listening')
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}listening {2}address=http:\/\/localhost:8000 {2}port=8000\n$/)
})

test('a token in an address is taken out wherever it stands', () => {
  expect(withoutToken('/ws/a?token=abc')).toBe('/ws/a?token=[hidden]')
  expect(withoutToken('/ws/a?b=1&TOKEN=abc#x')).toBe('/ws/a?b=1&TOKEN=[hidden]#x')
  expect(withoutToken('/ws/token=abc')).toBe('/ws/token=abc')
})
