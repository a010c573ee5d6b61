import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { canonicalName } from './canonical-headers.ts'
import type { App } from './http.ts'
import { socketRoute } from './sockets.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app?.close())

async function listening(needs: Parameters<typeof testApp>[0] = {}, addRoutes = () => {}) {
  app = await testApp(needs)
  app.get('/api/greeting', { config: { open: true } }, async () => ({ hello: 'you' }))
  app.get('/api/fire', { config: { open: true } }, async () => {
    throw new Error('fire')
  })
  app.post('/api/echo', { config: { open: true } }, async (request) => request.body)
  socketRoute(app, '/ws/:session_id', {
    params: z.object({ session_id: z.string() }),
    connected: (socket) => socket.close(1000),
  })
  addRoutes()
  await app.listen({ port: 0, host: '127.0.0.1' })
}

/** Sends bytes as they are and reads until the server hangs up. */
function wire(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', reject).on('close', () => resolve(received))
    socket.write(text)
  })
}

const ask = (line: string, ...headers: string[]) =>
  wire([`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n'))
const upgrade = (path: string, ...headers: string[]) =>
  wire(
    [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
      '',
      '',
    ].join('\r\n'),
  )
const headerNames = (answer: string) => {
  const lines = answer.split('\r\n\r\n', 1)[0]?.split('\r\n').slice(1) ?? []
  return lines.map((line) => line.split(':', 1)[0] ?? '')
}

test('names of headers are spelt as the standards print them', () => {
  const names = ['content-security-policy', 'etag', 'WWW-AUTHENTICATE', 'x-request-id', 'x-ratelimit-limit', 'Date']
  expect(names.map(canonicalName)).toEqual([
    'Content-Security-Policy',
    'ETag',
    'WWW-Authenticate',
    'X-Request-ID',
    'X-RateLimit-Limit',
    'Date',
  ])
})

test('every answer has canonical names, the security headers, an id, and its place in the limit', async () => {
  await listening()
  const answers = await Promise.all([
    ask('GET /api/greeting'),
    ask('HEAD /api/greeting'),
    ask('GET /api/fire'),
    ask('GET /api/nothing'),
    ask('GET /%zz'),
    ask('GET /docs'),
    ask('POST /api/echo', 'Content-Type: application/json', 'Content-Length: 1', '', '{'),
    ask('OPTIONS /api/echo', 'Origin: https://learn.example.org', 'Access-Control-Request-Method: POST'),
    upgrade('/ws/a', 'Authorization: Bearer bad'),
    upgrade('/ws/a', 'Origin: https://evil.example', 'Authorization: Bearer good-ana'),
    upgrade('/api/greeting'),
  ])
  for (const answer of answers) {
    const names = headerNames(answer)
    expect(names).toEqual(names.map(canonicalName))
    for (const name of [
      'Content-Security-Policy',
      'Strict-Transport-Security',
      'X-Frame-Options',
      'X-Content-Type-Options',
      'Referrer-Policy',
      'Permissions-Policy',
      'Cross-Origin-Opener-Policy',
      'Cross-Origin-Resource-Policy',
      'X-Request-ID',
      'X-Response-Time',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
    ]) {
      expect(names, answer).toContain(name)
    }
    expect(names).not.toContain('Server')
    expect(names).not.toContain('X-Powered-By')
    expect(new Set(names).size).toBe(names.length)
  }
  expect(answers.map((answer) => answer.slice(9, 12))).toEqual([
    '200',
    '200',
    '500',
    '404',
    '400',
    '200',
    '400',
    '204',
    '401',
    '403',
    '404',
  ])
})

test('what is not HTTP is told so and dropped', async () => {
  await listening()
  const answer = await wire('nonsense\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(answer).toContain('"code":"bad-request"')
  expect(await wire(`GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
})

test('a client that only pretends to send a head is dropped', async () => {
  await listening({ timeLimits: { headers: 50, check: 20 } })
  expect(await wire('GET /api/greeting HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /)
})

test('a client that only pretends to send a body is dropped', async () => {
  await listening({ timeLimits: { headers: 50, request: 100, check: 20 } })
  const head = 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n'
  expect(await wire(`${head}{"a"`)).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
})

test('an idle connection is closed', async () => {
  await listening({ timeLimits: { idle: 50 } })
  expect(await wire('')).toBe('')
})

test('while it shuts down, what began is finished and what comes after is told to come back', async () => {
  const started = Promise.withResolvers<void>()
  const thought = Promise.withResolvers<void>()
  await listening({}, () => {
    app.get('/api/slow', { config: { open: true } }, async () => {
      started.resolve()
      await thought.promise
      return { done: true }
    })
  })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  let received = ''
  const hungUp = new Promise((resolve) => socket.on('data', (chunk) => (received += chunk)).on('close', resolve))
  socket.write('GET /api/slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await started.promise
  const closing = app.close()
  const refused = new Promise((resolve) => app.server.once('request', resolve))
  socket.write('GET /api/greeting HTTP/1.1\r\nHost: a\r\n\r\n')
  await refused
  thought.resolve()
  await Promise.all([closing, hungUp])
  expect(received).toContain('{"done":true}')
  expect(received).toMatch(/HTTP\/1\.1 503 [\s\S]*Retry-After: 5[\s\S]*"code":"shutting-down"/)
})
