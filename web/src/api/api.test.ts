import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAccess } from './access.ts'
import { createApi } from './api.ts'
import { ApiProblem, Offline } from './api-problem.ts'

type Answer = (request: IncomingMessage, reply: ServerResponse) => void
let answers: Record<string, Answer>
let asked: string[]
let clock: number
const server = createServer((request, reply) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
  const answer = answers[`${request.method} ${request.url}`]
  if (answer) answer(request, reply)
  else json(reply, 404, { detail: 'Not here.', code: 'not-found', request_id: 'r' })
})

beforeEach(async () => {
  answers = {}
  asked = []
  clock = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function page() {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetchThere: typeof fetch = (path, options) => fetch(`${origin}${path}`, options)
  const access = createAccess({ fetch: fetchThere, now: () => clock })
  return { access, api: createApi({ fetch: fetchThere, access }) }
}

const json = (reply: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  reply.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))

const token = (name: string) => ({
  access_token: name,
  refresh_token: '',
  token_type: 'bearer' as const,
  expires_in: 900,
})

test('what the server refuses arrives as a sentence, with the fields it is about', async () => {
  answers['POST /api/auth/register'] = (_, reply) =>
    json(reply, 422, {
      detail: [{ loc: ['body', 'password'], msg: 'One digit, please.', type: 'custom' }],
      code: 'validation-failed',
    })
  const problem = await page()
    .api.post('/api/auth/register', { body: {} })
    .catch((fault: unknown) => fault)
  expect(problem).toBeInstanceOf(ApiProblem)
  expect(problem).toMatchObject({
    status: 422,
    code: 'validation-failed',
    fields: [{ name: 'password', message: 'One digit, please.' }],
  })
})

test('a page of a proxy is no problem of ours, and says only its number', async () => {
  answers['GET /api/user/me'] = (_, reply) =>
    reply.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>')
  await expect(page().api.get('/api/user/me')).rejects.toMatchObject({
    status: 502,
    code: 'unreadable',
    detail: 'The server answered 502.',
  })
})

test('a server that cannot be reached is Offline, and stopping is stopping', async () => {
  answers['GET /cut'] = (request) => request.socket.destroy()
  answers['GET /slow'] = () => {}
  const { api } = page()
  await expect(api.get('/cut')).rejects.toBeInstanceOf(Offline)
  const stop = new AbortController()
  const asking = api.get('/slow', { signal: stop.signal })
  stop.abort()
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
})

test('an access token is renewed once for all who wait, before it ends', async () => {
  answers['POST /api/auth/refresh'] = (_, reply) => json(reply, 200, token('second'))
  answers['GET /api/stats'] = (_, reply) => json(reply, 200, {})
  const { api, access } = page()
  access.adopt(token('first'))
  clock = 880_000
  await Promise.all([api.get('/api/stats'), api.get('/api/stats'), api.get('/api/stats')])
  expect(asked.filter((line) => line.includes('refresh'))).toHaveLength(1)
  expect(asked.filter((line) => line === 'GET /api/stats Bearer second')).toHaveLength(3)
})

test('a request whose token was refused is sent again with a fresh one', async () => {
  answers['POST /api/auth/refresh'] = (_, reply) => json(reply, 200, token('second'))
  answers['GET /api/stats'] = (request, reply) =>
    request.headers.authorization === 'Bearer second'
      ? json(reply, 200, { ok: 1 })
      : json(reply, 401, { detail: 'Ended.', code: 'sign-in-expired' })
  const { api, access } = page()
  access.adopt(token('first'))
  expect(await api.get('/api/stats')).toEqual({ ok: 1 })
})

test('a sign-in that cannot be renewed ends, and is told', async () => {
  answers['POST /api/auth/refresh'] = (_, reply) => json(reply, 401, { detail: 'Sign in.', code: 'sign-in-expired' })
  answers['GET /api/stats'] = (_, reply) => json(reply, 401, { detail: 'Ended.', code: 'sign-in-expired' })
  const { api, access } = page()
  let ended = 0
  access.whenEnded(() => {
    ended += 1
  })
  access.adopt(token('first'))
  await expect(api.get('/api/stats')).rejects.toMatchObject({ status: 401 })
  expect(ended).toBe(1)
  expect(await access.bearer()).toBeNull()
})

test('a turn streams its events under their names', async () => {
  answers['POST /api/conversation'] = (request, reply) => {
    expect(request.headers['idempotency-key']).toBe('key-1')
    reply.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    reply.end('event: turn-start\ndata: {"exchange_id":"e"}\n\nevent: reply-delta\ndata: {"text":"Hm"}\n\n')
  }
  const events = await Array.fromAsync(
    page().api.events('/api/conversation', { text: 'x' }, { idempotencyKey: 'key-1' }),
  )
  expect(events).toEqual([
    { type: 'turn-start', exchange_id: 'e' },
    { type: 'reply-delta', text: 'Hm' },
  ])
})

test('a stream that breaks off is Offline, after what had come', async () => {
  answers['POST /api/conversation'] = (_, reply) => {
    reply.writeHead(200, { 'Content-Type': 'text/event-stream' })
    reply.write('event: reply-delta\ndata: {"text":"Hm"}\n\n', () => reply.destroy())
  }
  const seen: unknown[] = []
  const reading = (async () => {
    for await (const event of page().api.events('/api/conversation', {})) seen.push(event)
  })()
  await expect(reading).rejects.toBeInstanceOf(Offline)
  expect(seen).toEqual([{ type: 'reply-delta', text: 'Hm' }])
})

test('a page that opened while the server was away is signed in once it is back', async () => {
  answers['POST /api/auth/refresh'] = (request) => request.socket.destroy()
  answers['GET /api/stats'] = (request, reply) => json(reply, request.headers.authorization ? 200 : 401, { ok: 1 })
  const { api, access } = page()
  await expect(access.again(null)).rejects.toBeInstanceOf(Offline)
  answers['POST /api/auth/refresh'] = (_, reply) => json(reply, 200, token('second'))
  expect(await api.get('/api/stats')).toEqual({ ok: 1 })
})

test('when the cookie has become somebody else’s, nothing is sent in their name', async () => {
  const payload = Buffer.from(JSON.stringify({ sub: 'ben' })).toString('base64url')
  answers['POST /api/auth/refresh'] = (_, reply) => json(reply, 200, token(`x.${payload}.y`))
  const { api, access } = page()
  const asking = new Promise<string | null>((resolve) => {
    access.whenRenewed((owner) => {
      resolve(owner)
      return owner === 'ana'
    })
  })
  access.adopt(token('first'))
  clock = 890_000
  void api.post('/api/conversation', { body: { text: 'for ana' } })
  expect(await asking).toBe('ben')
  answers['GET /health'] = (_, reply) => json(reply, 200, {})
  for (let round = 0; round < 3; round += 1) await page().api.get('/health')
  expect(asked.filter((line) => !line.includes('/health'))).toEqual(['POST /api/auth/refresh -'])
})
