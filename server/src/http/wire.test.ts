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

/** What every answer carries, whoever gives it. */
const OF_THE_HOUSE = [
  'Cache-Control',
  'Content-Security-Policy',
  'Reporting-Endpoints',
  'Strict-Transport-Security',
  'X-Frame-Options',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Permissions-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'X-Request-ID',
  'X-Response-Time',
]

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
    ask('GET /api/greeting', 'Expect: the impossible'),
    wire('GET /api/greeting HTTP/1.1\r\nConnection: close\r\n\r\n'),
    ask('GET /api/greeting', ...Array.from({ length: 120 }, (_, i) => `X-${i}: 1`)),
    ask('POST /api/echo', 'Content-Type: application/json', 'Content-Length: 5000000', '', 'x'),
    ask('TRACE /api/greeting'),
  ])
  for (const answer of answers) {
    const names = headerNames(answer)
    expect(names).toEqual(names.map(canonicalName))
    for (const name of [...OF_THE_HOUSE, 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']) {
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
    '200',
    '400',
    '431',
    '413',
    '405',
  ])
})

test('what is not HTTP is told so and dropped', async () => {
  await listening()
  const answer = await wire('nonsense\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(answer).toContain('"code":"bad-request"')
  const big = await wire(`GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`)
  expect(big).toMatch(/^HTTP\/1\.1 431 /)
  for (const refusal of [answer, big])
    expect(headerNames(refusal)).toEqual(expect.arrayContaining([...OF_THE_HOUSE, 'Connection']))
})

test('no byte of a caller becomes a header of ours', async () => {
  await listening()
  const split = 'a%0d%0aSet-Cookie:%20stolen=1'
  for (const answer of await Promise.all([
    ask(`GET /api/greeting?${split}`, `X-Request-ID: ${split}`, `Origin: https://evil.example${split}`),
    ask(`GET /${split}`, 'Origin: https://learn.example.org%0d%0aSet-Cookie: stolen=1'),
    ask('GET /api/greeting', 'X-Request-ID: a\tb', 'X-Correlation-ID: \u00e9\u0001'),
    wire('GET /api/greeting HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\rSet-Cookie: stolen=1\r\n\r\n'),
    wire('GET /api/greeting HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\nSet-Cookie: stolen=1\r\nConnection: close\r\n\r\n'),
    upgrade('/ws/a', 'Sec-WebSocket-Protocol: lva.v1, bearer.a%0d%0aSet-Cookie: stolen=1'),
  ]))
    expect(headerNames(answer)).not.toContain('Set-Cookie')
})

test('a page of an allowed origin may read every refusal, a strange one none', async () => {
  await listening({ settings: { rateLimits: { enabled: true, requestsPerMinute: 4, authRequestsPerMinute: 10 } } })
  const asked = async (origin: string) => {
    const from = `Origin: ${origin}`
    return [
      await ask('GET /%zz', from),
      await ask('GET /api/fire', from),
      await ask('POST /api/echo', from, 'Content-Type: application/json', 'Content-Length: 5000000', '', 'x'),
      await ask('POST /api/echo', from, 'Content-Type: text/xml', 'Content-Length: 1', '', 'x'),
      await ask('GET /api/nothing', from),
      await ask('OPTIONS /api/echo', from, 'Access-Control-Request-Method: POST'),
    ]
  }
  const friends = await asked('https://learn.example.org')
  expect(friends.map((answer) => answer.slice(9, 12))).toEqual(['400', '500', '413', '415', '429', '204'])
  for (const answer of friends) {
    expect(answer).toMatch(/^Access-Control-Allow-Origin: https:\/\/learn\.example\.org\r$/m)
    expect(answer).toMatch(/^Vary: .*Origin/m)
  }
  for (const stranger of [
    'https://evil.example',
    'null',
    'https://learn.example.org.evil.example',
    'http://learn.example.org',
  ])
    for (const answer of await asked(stranger)) expect(answer).not.toContain('Access-Control-Allow-Origin')
})

test('a connection that asks without waiting for answers is hung up on', async () => {
  let asked = 0
  await listening({}, () => {
    app.get('/api/work', { config: { open: true } }, async () => {
      asked += 1
      await new Promise((resolve) => setImmediate(resolve))
      return { done: true }
    })
  })
  await wire('GET /api/work HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1_000)).catch(() => '')
  expect(asked).toBeLessThanOrEqual(32)
  const polite = 'GET /api/work HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10)
  const answers = await wire(polite.replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n'))
  expect(answers.match(/"done":true/g)).toHaveLength(10)
})

test('an address holds only so many connections, a trusted proxy as many as there are', async () => {
  const connections = { total: 50, perAddress: 3 }
  await listening({ settings: { connections } })
  const waiting = () => connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  const held = [waiting(), waiting(), waiting()]
  await expect.poll(() => connectionsOf(app)).toBe(3)
  await expect(
    ask('GET /api/greeting').then((answer) => answer || Promise.reject(new Error('closed'))),
  ).rejects.toThrow()
  held[0]?.destroy()
  await expect.poll(() => connectionsOf(app)).toBe(2)
  expect(await ask('GET /api/greeting')).toMatch(/^HTTP\/1\.1 200/)
  for (const socket of held) socket.destroy()
  await app.close()

  await listening({ settings: { connections, trustedProxies: ['127.0.0.1'] } })
  const proxied = Array.from({ length: 10 }, waiting)
  await expect.poll(() => connectionsOf(app)).toBe(10)
  expect(await ask('GET /api/greeting')).toMatch(/^HTTP\/1\.1 200/)
  for (const socket of proxied) socket.destroy()
})

test('a server that is full makes room with those who only wait for their next request', async () => {
  await listening({ settings: { connections: { total: 2, perAddress: 50 } } })
  const idle = [0, 1].map(() => connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {}))
  for (const socket of idle) {
    socket.write('GET /api/greeting HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
  }
  await ask('GET /api/greeting').catch(() => '')
  await expect.poll(() => connectionsOf(app)).toBe(0)
  expect(await ask('GET /api/greeting')).toMatch(/^HTTP\/1\.1 200/)
})

const connectionsOf = (app: App) =>
  new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)))

test('a client that only pretends to send a head is dropped', async () => {
  await listening({ timeLimits: { headers: 50, check: 20 } })
  expect(await wire('GET /api/greeting HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /)
})

test('a client that only pretends to send a body is dropped', async () => {
  await listening({ timeLimits: { headers: 50, request: 100, check: 20 } })
  const head = 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n'
  expect(await wire(`${head}{"a"`)).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
})

test('a body that trickles in is given up', async () => {
  await listening({ timeLimits: { check: 20, pace: { graceMs: 60, bytesPerSecond: 1_000, stalledMs: 10_000 } } })
  const head = 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n'
  const answer = await wire(`${head}{"a"`)
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(headerNames(answer)).toEqual(expect.arrayContaining(OF_THE_HOUSE))
})

test('an answer that nobody reads is given up', async () => {
  const pace = { graceMs: 10_000, bytesPerSecond: 1, stalledMs: 100 }
  await listening({ timeLimits: { check: 20, pace } }, () => {
    app.get('/api/much', { config: { open: true } }, async () => 'much '.repeat(10_000_000))
  })
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const gone = new Promise((resolve) => app.server.once('connection', (served) => served.once('close', resolve)))
  socket.pause().write('GET /api/much HTTP/1.1\r\nHost: a\r\n\r\n')
  await gone
  expect(await connectionsOf(app)).toBe(0)
  socket.destroy()
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
  expect(received).toMatch(/HTTP\/1\.1 503 [\s\S]*Retry-After: 2[\s\S]*"code":"shutting-down"/)
})
