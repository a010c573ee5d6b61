import { afterEach, describe, expect, test } from 'vitest'
import type { App } from './http.ts'
import { originAllowed } from './origins.ts'
import { testApp } from './test-app.ts'

const asked = {
  origin: 'https://app.example.org' as string | undefined,
  host: 'learn.example.org:8000' as string | undefined,
  corsOrigins: ['https://friend.example.org'],
  publicUrl: 'https://learn.example.org/' as string | null,
  validate: true,
}

describe('a socket may be opened', () => {
  test.each([
    ['by a listed origin', { origin: 'https://friend.example.org' }, true],
    ['by the public address', { origin: 'https://learn.example.org' }, true],
    ['by the page’s own host', { origin: 'http://learn.example.org:8000' }, true],
    ['by the page’s own host on the scheme’s port', { origin: 'http://box.local', host: 'box.local:80' }, true],
    ['by a client without an origin', { origin: undefined }, true],
    ['by anybody when the check is off', { origin: 'https://evil.example', validate: false }, true],
    ['by a stranger', { origin: 'https://evil.example' }, false],
    ['by a host that only starts alike', { origin: 'https://learn.example.org.evil.example' }, false],
    ['by the same host on another port', { origin: 'http://learn.example.org:9000' }, false],
    ['by the public host on another scheme', { origin: 'http://learn.example.org' }, false],
    ['by a sandboxed page', { origin: 'null' }, false],
    ['by an origin that is none', { origin: 'learn.example.org:8000' }, false],
    ['when nobody knows the host', { origin: 'http://a.example', host: undefined, publicUrl: null }, false],
    ['by localhost in production', { origin: 'http://localhost:5173' }, false],
    ['by localhost in development', { origin: 'http://localhost:5173', allowLocalhost: true }, true],
    [
      'by a host that only starts like localhost',
      { origin: 'http://localhost.evil.example', allowLocalhost: true },
      false,
    ],
  ])('%s', (_story, change, allowed) => {
    expect(originAllowed({ ...asked, ...change })).toBe(allowed)
  })
})

describe('another page', () => {
  let app: App
  afterEach(() => app.close())

  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/api/auth/login',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })

  test('that is listed may call, one that is not hears of no origin', async () => {
    app = await testApp()
    const friend = await preflight('https://learn.example.org')
    expect(friend.statusCode).toBe(204)
    expect(friend.headers['access-control-allow-origin']).toBe('https://learn.example.org')
    expect(friend.headers['access-control-allow-headers']).toContain('Authorization')
    expect(friend.headers['x-ratelimit-remaining']).toBe('100')
    expect((await preflight('https://evil.example')).headers).not.toHaveProperty('access-control-allow-origin')
    expect((await preflight('http://localhost:5173')).headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('reads refusals and failures too', async () => {
    app = await testApp()
    app.get('/api/me', async () => 'me')
    app.get('/api/fire', { config: { open: true } }, async () => {
      throw new Error('fire')
    })
    for (const url of ['/api/me', '/api/fire', '/api/nothing']) {
      const answer = await app.inject({ url, headers: { origin: 'https://learn.example.org' } })
      expect([url, answer.headers['access-control-allow-origin']]).toEqual([url, 'https://learn.example.org'])
      expect(answer.headers.vary).toContain('Origin')
    }
  })

  test('in development any port of this machine may call', async () => {
    app = await testApp({ settings: { corsOrigins: [], allowLocalhost: true } })
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:4000']) {
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBe(origin)
    }
  })

  test('any page at all never gets to ride on a cookie', async () => {
    app = await testApp({ settings: { corsOrigins: ['*'] } })
    const answer = await preflight('https://any.example')
    expect(answer.headers['access-control-allow-origin']).toBe('https://any.example')
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })
})
