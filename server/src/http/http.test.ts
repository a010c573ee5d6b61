import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import type { App } from './http.ts'
import { testApp } from './test-app.ts'

let app: App
afterEach(() => app.close())

const Note = z.object({ text: z.string().min(1).max(20), tags: z.array(z.string()).optional() })
const ana = { authorization: 'Bearer good-ana' }

/** A small house: notes behind the door, a greeting before it, and rooms that are on fire. */
async function house(needs: Parameters<typeof testApp>[0] = {}) {
  app = await testApp(needs)
  app.post('/api/notes', { schema: { body: Note, response: { 200: Note } } }, async (request) => request.body)
  app.get('/api/me', async (request) => ({ userId: request.learner.userId }))
  app.get('/api/greeting', { config: { open: true } }, async () => ({ hello: 'you' }))
  app.get('/api/fire', { config: { open: true } }, async () => {
    throw new TypeError('the password is 1234')
  })
  app.get('/api/busy', { config: { open: true } }, async () => {
    throw new Problem('model-unavailable', 'Nobody answers.', { retryAfter: 30, fields: { kept: true } })
  })
  app.post(
    '/api/optional',
    { config: { open: true }, schema: { body: z.object({ a: z.string().optional() }) } },
    async (r) => r.body,
  )
  app.post('/api/login', { config: { open: true, formEvenIfJson: true }, schema: { body: Note } }, async (r) => r.body)
  return app
}

const json = { 'content-type': 'application/json' }

describe('signing in', () => {
  test('a route is closed unless it says it is open', async () => {
    await house()
    const answer = await app.inject('/api/me')
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(answer.json()).toEqual({
      detail: 'Sign in first.',
      code: 'sign-in-required',
      request_id: answer.headers['x-request-id'],
    })
    expect((await app.inject('/api/greeting')).statusCode).toBe(200)
  })

  test('a learner is known by the bearer token', async () => {
    await house()
    expect((await app.inject({ url: '/api/me', headers: ana })).json()).toEqual({ userId: 'user-ana' })
    expect((await app.inject({ url: '/api/me', headers: { authorization: 'bearer good-ana' } })).statusCode).toBe(200)
    expect((await app.inject({ url: '/api/me', headers: { authorization: 'Bearer bad' } })).json()).toMatchObject({
      code: 'sign-in-expired',
    })
    expect((await app.inject({ url: '/api/me', headers: { authorization: 'Basic good-ana' } })).statusCode).toBe(401)
    expect((await app.inject({ url: '/api/me', headers: { authorization: 'Bearer suspended-ben' } })).statusCode).toBe(
      403,
    )
    expect(
      (await app.inject({ url: '/api/me?token=good-ana', headers: { cookie: 'token=good-ana' } })).statusCode,
    ).toBe(401)
  })

  test('a route that was opened by mistake cannot use a learner', async () => {
    app = await testApp()
    app.get('/api/mistake', { config: { open: true } }, async (request) => request.learner)
    expect((await app.inject({ url: '/api/mistake', headers: ana })).statusCode).toBe(401)
  })

  test('the doors of the floor itself that are open are these, and every other one is closed', async () => {
    await house()
    const open = app.routes.filter((route) => route.open && route.method === 'GET').map((route) => route.url)
    expect(open).toEqual(['/openapi.json', '/docs', '/docs/reference.css', '/api/greeting', '/api/fire', '/api/busy'])
    const closed = app.routes.filter((route) => !route.open && route.url !== '*')
    expect(closed.length).toBeGreaterThan(2)
    for (const { method, url } of closed) {
      const answer = await app.inject({ method: method as 'GET', url })
      expect([method, url, answer.statusCode]).toEqual([method, url, 401])
    }
  })
})

describe('what is refused', () => {
  test('a body that does not fit is 422 and its value is not echoed', async () => {
    await house()
    const secret = 'hunter2-hunter2-hunter2'
    const answer = await app.inject({
      method: 'POST',
      url: '/api/notes',
      headers: ana,
      payload: { text: secret, tags: ['a', 7] },
    })
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'validation-failed',
      detail: [
        { loc: ['body', 'text'], type: 'too_big' },
        { loc: ['body', 'tags', 1], type: 'invalid_type' },
      ],
    })
    expect(answer.body).not.toContain('hunter2')
  })

  test('a field that is missing is named', async () => {
    await house()
    const answer = await app.inject({ method: 'POST', url: '/api/notes', headers: ana, payload: {} })
    expect(answer.json().detail).toEqual([{ loc: ['body', 'text'], msg: 'This field is required.', type: 'missing' }])
  })

  test.each([
    ['{"text": "a"', 400, 'malformed-json'],
    ['[1,', 400, 'malformed-json'],
    [Buffer.from('{"text":"\xff"}', 'latin1'), 400, 'malformed-json'],
    ['"text"', 422, 'validation-failed'],
    ['null', 422, 'validation-failed'],
    [`{"text":"${'a'.repeat(1024 * 1024)}"}`, 413, 'too-large'],
  ])('body %#', async (payload, status, code) => {
    await house()
    const answer = await app.inject({ method: 'POST', url: '/api/notes', headers: { ...ana, ...json }, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code })
  })

  test('an unknown content type is 415', async () => {
    await house()
    const answer = await app.inject({
      method: 'POST',
      url: '/api/notes',
      headers: { ...ana, 'content-type': 'text/plain' },
      payload: 'a',
    })
    expect(answer.json()).toMatchObject({ code: 'unsupported-media-type' })
    const form = { ...ana, 'content-type': 'application/x-www-form-urlencoded' }
    const formed = await app.inject({ method: 'POST', url: '/api/notes', headers: form, payload: 'text=a' })
    expect(formed.statusCode).toBe(415)
  })

  test('an unknown address is 404, a known one with another method 405', async () => {
    await house()
    expect((await app.inject('/api/nothing')).json()).toMatchObject({ code: 'not-found' })
    const answer = await app.inject({ method: 'DELETE', url: '/api/me' })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD')
    expect((await app.inject('/api/%zz')).json()).toMatchObject({ code: 'bad-request' })
  })

  test('a bug is a 500 that leaks nothing', async () => {
    await house()
    const answer = await app.inject('/api/fire')
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'internal', request_id: answer.headers['x-request-id'] })
    expect(answer.body).not.toContain('1234')
  })

  test('a problem brings its fields and says when to come back', async () => {
    await house()
    const answer = await app.inject('/api/busy')
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('30')
    expect(answer.json()).toMatchObject({ detail: 'Nobody answers.', kept: true })
  })

  test('an answer that breaks its own contract is a bug', async () => {
    app = await testApp()
    app.get('/api/wrong', { config: { open: true }, schema: { response: { 200: Note } } }, async () => ({
      text: 'a'.repeat(50),
    }))
    expect((await app.inject('/api/wrong')).statusCode).toBe(500)
  })
})

describe('bodies', () => {
  test('an empty JSON body is an empty object', async () => {
    await house()
    for (const request of [{ headers: json }, { headers: json, payload: ' ' }, {}]) {
      const answer = await app.inject({ method: 'POST', url: '/api/optional', ...request })
      expect([answer.statusCode, answer.json()]).toEqual([200, {}])
    }
  })

  test('a form is understood on login even when it claims to be JSON', async () => {
    await house()
    for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
      const answer = await app.inject({
        method: 'POST',
        url: '/api/login',
        headers: { 'content-type': type },
        payload: 'text=a%40b&__proto__=x',
      })
      expect(answer.json()).toEqual({ text: 'a@b' })
    }
    const broken = await app.inject({ method: 'POST', url: '/api/login', headers: json, payload: '{"text=1' })
    expect(broken.json()).toMatchObject({ code: 'malformed-json' })
  })

  test('no key reaches a prototype', async () => {
    app = await testApp()
    app.post('/api/any', { config: { open: true }, schema: { body: z.looseObject({}) } }, async (request) => {
      const copy = Object.assign({}, request.body) as { polluted?: string }
      return { seen: copy.polluted ?? 'nothing', keys: Object.keys(request.body) }
    })
    const payload = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"b":1}'
    const answer = await app.inject({ method: 'POST', url: '/api/any', headers: json, payload })
    expect(answer.json()).toEqual({ seen: 'nothing', keys: ['b'] })
  })
})

describe('every answer', () => {
  test('carries a request id and how long it took', async () => {
    await house()
    const own = await app.inject({ url: '/api/greeting', headers: { 'x-request-id': 'call-42' } })
    expect(own.headers['x-request-id']).toBe('call-42')
    expect(own.headers['x-response-time']).toMatch(/^\d+\.\d+ms$/)
    const correlated = await app.inject({ url: '/api/nothing', headers: { 'x-correlation-id': 'trace:7' } })
    expect(correlated.headers['x-request-id']).toBe('trace:7')
    for (const unsafe of ['a'.repeat(129), 'a b', 'a"}', '']) {
      const answer = await app.inject({ url: '/api/greeting', headers: { 'x-request-id': unsafe } })
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('answers HEAD where GET works, without a body', async () => {
    await house()
    const answer = await app.inject({ method: 'HEAD', url: '/api/greeting' })
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
    expect((await app.inject({ method: 'HEAD', url: '/api/me' })).statusCode).toBe(401)
  })
})
