import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { App } from './http.ts'
import { testApp } from './test-app.ts'
import { serveWebApp, wantsPage } from './web-app.ts'

let app: App
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lva-web-'))
})
afterEach(async () => {
  await app?.close()
  rmSync(folder, { recursive: true })
})

async function built() {
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, 'icons'))
  mkdirSync(join(folder, '.vite'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>App</title>')
  writeFileSync(join(folder, 'assets', 'index-4f2a.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'index-4f2a.js.br'), 'compressed')
  writeFileSync(join(folder, '.vite', 'manifest.json'), '{}')
  writeFileSync(join(folder, 'sw.js'), 'self')
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}')
  writeFileSync(join(folder, 'icons', 'mic.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  app = await testApp()
  await serveWebApp(app, { folder })
}

const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('a name that no file can have is not found', async () => {
  await built()
  for (const url of ['/assets/index-4f2a.js%00', '/assets/%00', '/assets/a%00/../b'])
    expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
})

test('an address of the app gets its page, which is revalidated', async () => {
  await built()
  for (const url of ['/library', '/sessions/physics%20101', '/talk/a?from=b']) {
    const answer = await app.inject({ url, headers: page })
    expect([url, answer.statusCode]).toEqual([url, 200])
    expect(answer.body).toContain('<title>App</title>')
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' })
    expect(answer.headers.vary).toContain('Accept')
    const again = await app.inject({ url, headers: { ...page, 'if-none-match': String(answer.headers.etag) } })
    expect(again.statusCode).toBe(304)
  }
})

test('what programs ask for is never the page', async () => {
  await built()
  for (const url of ['/api/nothing', '/ws', '/admin/users', '/twilio/voice', '/assets/gone-1234.js', '/health/none']) {
    const answer = await app.inject({ url, headers: page })
    expect([url, answer.statusCode]).toEqual([url, 404])
    expect(answer.headers['cache-control']).toBe('no-store')
  }
  expect((await app.inject('/library')).json()).toMatchObject({ code: 'not-found' })
  expect((await app.inject({ method: 'POST', url: '/library', headers: page })).statusCode).toBe(404)
})

test('hashed files are kept for a year, the others revalidated, and all have a budget of their own', async () => {
  await built()
  const hashed = await app.inject('/assets/index-4f2a.js')
  expect(hashed.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': expect.stringContaining('javascript'),
    'x-ratelimit-limit': '1000',
  })
  for (const url of ['/sw.js', '/manifest.webmanifest', '/icons/mic.svg']) {
    expect((await app.inject(url)).headers).toMatchObject({ 'cache-control': 'no-cache', 'x-ratelimit-limit': '1000' })
  }
  expect((await app.inject('/manifest.webmanifest')).headers['content-type']).toContain('application/manifest+json')
  const head = await app.inject({ method: 'HEAD', url: '/assets/index-4f2a.js' })
  expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '9'])
})

test('a compressed twin is sent to who understands it', async () => {
  await built()
  const answer = await app.inject({ url: '/assets/index-4f2a.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect(answer.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(answer.headers['content-type']).toContain('javascript')
  expect(answer.headers.vary).toContain('accept-encoding')
})

test('what the build keeps for itself is not served', async () => {
  await built()
  for (const url of ['/.vite/manifest.json', '/%2Evite/manifest.json'])
    expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
})

test('nothing outside of the folder is served', async () => {
  await built()
  for (const url of ['/assets/../../../etc/passwd', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/assets/.env']) {
    const answer = await app.inject(url)
    expect([url, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([url, true])
    expect(answer.body).not.toContain('root:')
  }
})

test('before it is built, the page says how to build it', async () => {
  app = await testApp()
  await serveWebApp(app, { folder: join(folder, 'dist') })
  const answer = await app.inject({ url: '/library', headers: page })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.body).toContain('npm start')
  expect((await app.inject('/library')).statusCode).toBe(404)
})

test.each([
  ['text/html', true],
  ['application/json, text/html;q=0.5', true],
  ['*/*', false],
  ['text/htmlx', false],
  [undefined, false],
])('Accept: %s wants the page: %s', (accept, wanted) => {
  expect(wantsPage({ headers: { accept } })).toBe(wanted)
})
