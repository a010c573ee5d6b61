import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { App } from './http.ts'
import { testApp } from './test-app.ts'

const KEY = 'k7Vn2Qw9'.repeat(4)
const admin = { authorization: 'Bearer good-admin' }
const ana = { authorization: 'Bearer good-ana' }

let app: App
afterEach(() => app.close())

/** A room for administrators with something to read and something to change. */
async function room(settings: NonNullable<Parameters<typeof testApp>[0]>['settings'] = { adminKey: KEY }) {
  app = await testApp({ settings })
  const config = { admin: true }
  const schema = { params: z.object({ name: z.string().max(3) }) }
  app.get('/admin/people/:name', { config, schema }, async ({ administrator }) => ({ by: administrator }))
  app.post('/admin/people/:name', { config, schema }, async ({ administrator }) => ({ by: administrator }))
  app.get('/api/mine', async ({ learner }) => ({ userId: learner.userId }))
  return app
}

const read = (headers: Record<string, string> = {}, url = '/admin/people/eve') => app.inject({ url, headers })

describe('the administrators’ room', () => {
  test('is entered by role: strangers read 401, learners 403, whoever they ask about', async () => {
    await room()
    expect((await read(admin)).json()).toEqual({ by: { userId: 'user-admin' } })
    expect((await app.inject({ method: 'POST', url: '/admin/people/eve', headers: admin })).statusCode).toBe(200)
    for (const url of ['/admin/people/eve', '/admin/people/nobody-of-this-name']) {
      expect((await read({}, url)).statusCode).toBe(401)
      expect((await read({ authorization: 'Bearer bad' }, url)).statusCode).toBe(401)
      const refused = await read(ana, url)
      expect(refused.statusCode).toBe(403)
      expect(refused.json()).toMatchObject({ code: 'forbidden' })
    }
  })

  test('is read with the admin key, and nothing is changed with it', async () => {
    await room()
    expect((await read({ 'x-admin-key': KEY })).json()).toEqual({ by: 'admin-key' })
    expect((await app.inject({ method: 'HEAD', url: '/admin/people/eve', headers: { 'x-admin-key': KEY } })).body).toBe(
      '',
    )
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const answer = await app.inject({ method, url: '/admin/people/eve', headers: { 'x-admin-key': KEY } })
      expect([403, 404, 405]).toContain(answer.statusCode)
    }
    const changed = await app.inject({ method: 'POST', url: '/admin/people/eve', headers: { 'x-admin-key': KEY } })
    expect(changed.json()).toMatchObject({ code: 'forbidden' })
  })

  test('takes the key in its header only, whole and exact', async () => {
    await room()
    expect((await read({}, `/admin/people/eve?admin_key=${KEY}&X-Admin-Key=${KEY}`)).statusCode).toBe(401)
    expect((await read({ cookie: `X-Admin-Key=${KEY}` })).statusCode).toBe(401)
    expect((await read({ authorization: `Bearer ${KEY}` })).statusCode).toBe(401)
    for (const wrong of ['', KEY.slice(0, -1), `${KEY}x`, KEY.toLowerCase(), 'undefined', 'null'])
      expect((await read({ 'x-admin-key': wrong })).statusCode, wrong).toBe(401)
  })

  test('cannot be read with any key where none is set', async () => {
    await room({ adminKey: null })
    for (const key of ['', 'null', 'undefined', KEY])
      expect((await read({ 'x-admin-key': key })).statusCode, key).toBe(401)
  })

  test('knows the key only there, and a sign-in goes before it', async () => {
    await room()
    expect((await read({ 'x-admin-key': KEY }, '/api/mine')).statusCode).toBe(401)
    expect((await read({ ...ana, 'x-admin-key': KEY })).statusCode).toBe(403)
  })

  test('counts wrong keys like any stranger, until even the right one has to wait', async () => {
    await room({ adminKey: KEY, rateLimits: { enabled: true, requestsPerMinute: 5, authRequestsPerMinute: 10 } })
    for (let i = 0; i < 5; i++) expect((await read({ 'x-admin-key': `wrong-${i}` })).statusCode).toBe(401)
    expect((await read({ 'x-admin-key': 'wrong-again' })).statusCode).toBe(429)
    expect((await read({ 'x-admin-key': KEY })).statusCode).toBe(429)
  })

  test('has no door that was left open: such a server does not start', async () => {
    await room()
    for (const [url, config] of [
      ['/admin', {}],
      ['/admin/secrets', {}],
      ['/Admin/secrets', {}],
      ['/admin/secrets', { open: true }],
      ['/admin/secrets', { open: true, admin: true }],
      ['/api/secrets', { open: true, admin: true }],
    ] as const)
      expect(() => app.get(url, { config }, async () => 'everything'), url).toThrow('administrators only')
    app.get('/administration', { config: { open: true } }, async () => 'a page')
    expect((await read({}, '/administration')).statusCode).toBe(200)
  })
})
