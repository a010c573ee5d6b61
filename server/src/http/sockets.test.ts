import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { z } from 'zod'
import type { App } from './http.ts'
import { socketRoute } from './sockets.ts'
import { signedInAs, testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

async function house(needs: Parameters<typeof testApp>[0] = {}) {
  app = await testApp(needs)
  socketRoute(app, '/ws/:session_id', {
    params: z.object({ session_id: z.string().max(128) }),
    connected: (socket, request) => {
      socket.send(JSON.stringify({ who: request.signedIn?.userId ?? null, session: request.params.session_id }))
    },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
}

/** Opens a socket; answers its first frame and the subprotocol, or the status it was refused with. */
function open(path: string, { protocols, ...options }: ClientOptions & { protocols?: string[] } = {}) {
  const { port } = app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols ?? [], options)
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    socket.on('message', (frame) => {
      resolve({ ...JSON.parse(String(frame)), protocol: socket.protocol })
      socket.close()
    })
    socket.on('unexpected-response', (_request, answer) => {
      resolve({
        status: answer.statusCode,
        type: answer.headers['content-type'],
        ask: answer.headers['www-authenticate'],
      })
      answer.resume()
    })
    socket.on('error', reject)
  })
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe('signing in to a socket', () => {
  test('works by header, by query, by subprotocol, and later', async () => {
    await house()
    expect(await open('/ws/physics', bearer('good-ana'))).toEqual({ who: 'user-ana', session: 'physics', protocol: '' })
    expect(await open('/ws/physics?token=good-ana')).toMatchObject({ who: 'user-ana' })
    expect(await open('/ws/physics', { protocols: ['lva.v1', 'bearer.good-ana'] })).toMatchObject({
      who: 'user-ana',
      protocol: 'lva.v1',
    })
    expect(await open('/ws/physics', { protocols: ['lva.v1'] })).toMatchObject({ who: null })
    expect(await open('/ws/physics', { headers: { cookie: 'token=good-ana' } })).toMatchObject({ who: null })
  })

  test('is refused before the upgrade when the token is no good', async () => {
    await house()
    const refused = { status: 401, type: 'application/json; charset=utf-8', ask: 'Bearer' }
    expect(await open('/ws/physics', bearer('bad'))).toEqual(refused)
    expect(await open('/ws/physics?token=bad')).toEqual(refused)
    expect(await open('/ws/physics', { protocols: ['lva.v1', 'bearer.bad'] })).toEqual(refused)
    expect(await open('/ws/physics', bearer('suspended-ben'))).toMatchObject({ status: 403 })
  })
})

test('a page of a strange origin is refused, whatever token it has', async () => {
  await house()
  expect(await open('/ws/physics', { ...bearer('good-ana'), origin: 'https://evil.example' })).toMatchObject({
    status: 403,
  })
  expect(await open('/ws/physics', { ...bearer('good-ana'), origin: 'https://learn.example.org' })).toMatchObject({
    who: 'user-ana',
  })
})

test('the check of origins can be switched off', async () => {
  await house({ settings: { checkSocketOrigin: false } })
  expect(await open('/ws/physics', { ...bearer('good-ana'), origin: 'https://evil.example' })).toMatchObject({
    who: 'user-ana',
  })
})

test('session names are checked, and may be of any script', async () => {
  await house()
  expect(await open(`/ws/${'a'.repeat(129)}`, bearer('good-ana'))).toMatchObject({ status: 422 })
  const name = '漢'.repeat(128)
  expect(await open(`/ws/${encodeURIComponent(name)}`, bearer('good-ana'))).toMatchObject({ session: name })
})

test('a learner may connect 30 times a minute, and another one still can', async () => {
  await house()
  for (let i = 0; i < 30; i += 1) await open('/ws/physics', bearer('good-ana'))
  expect(await open('/ws/physics', bearer('good-ana'))).toMatchObject({ status: 429 })
  expect(await open('/ws/physics', bearer('good-ben'))).toMatchObject({ who: 'user-ben' })
})

test('a learner may hold so many sockets, signed in before or after the upgrade, and another one still can', async () => {
  await house({ settings: { rateLimits: { enabled: false, requestsPerMinute: 1, authRequestsPerMinute: 1 } } })
  const { port } = app.server.address() as AddressInfo
  const hold = (token: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/physics?token=${token}`)
    return new Promise<WebSocket>((resolve) => socket.once('message', () => resolve(socket)))
  }
  const held: WebSocket[] = []
  for (let i = 0; i < 20; i += 1) held.push(await hold('good-ana'))
  expect(await open('/ws/physics', bearer('good-ana'))).toMatchObject({ status: 429 })
  expect(await open('/ws/physics', bearer('good-ben'))).toMatchObject({ who: 'user-ben' })
  held[0]?.terminate()
  await expect.poll(async () => (await open('/ws/physics', bearer('good-ana'))).who).toBe('user-ana')
  for (const socket of held) socket.terminate()
})

test('who hangs up while the token is looked at holds no seat', async () => {
  const looking: Array<() => void> = []
  await house({
    authenticate: async () => {
      await new Promise<void>((resolve) => looking.push(resolve))
      return signedInAs('ana')
    },
  })
  const { port } = app.server.address() as AddressInfo
  const gone: Socket[] = []
  app.server.on('upgrade', (_request, socket: Socket) => gone.push(socket))
  for (let i = 0; i < 20; i += 1) {
    const client = connect(port, '127.0.0.1', () => client.write(UPGRADE))
    await expect.poll(() => looking.length).toBe(i + 1)
    // Only a connection that is reset is noticed before anybody reads from it.
    client.resetAndDestroy()
    await expect.poll(() => gone[i]?.destroyed).toBe(true)
  }
  for (const done of looking) done()
  const one = open('/ws/physics', bearer('good-ana'))
  await expect.poll(() => looking.length).toBe(21)
  looking[20]?.()
  expect(await one).toMatchObject({ who: 'user-ana' })
})

const UPGRADE = [
  'GET /ws/physics?token=good-ana HTTP/1.1',
  'Host: learn.example.org',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')

test('addresses without a socket are 404 to an upgrade, and a socket is no page', async () => {
  await house()
  expect(await open('/docs')).toMatchObject({ status: 404 })
  expect(await open('/nothing')).toMatchObject({ status: 404 })
  const plain = await app.inject({ url: '/ws/physics', headers: { authorization: 'Bearer good-ana' } })
  expect(plain.json()).toMatchObject({ code: 'bad-request' })
})

test('when the server stops, sockets are told to come back', async () => {
  await house()
  const { port } = app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/physics?token=good-ana`)
  await new Promise((resolve) => socket.once('message', resolve))
  const closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)))
  await app.close()
  expect(await closed).toBe(1012)
})
