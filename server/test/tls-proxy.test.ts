import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { programsAreHere } from '../../web/test/programs.ts'
import { freePort, inHouses, type TestHouse } from './house.ts'
import { connect } from './socket-client.ts'

interface Proxy {
  url: string
  ca: Buffer
  close(): void
}

/** A real nginx that ends TLS in front of a house, as the documentation of proxies everywhere says. */
async function proxy(port: string, house: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-nginx-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const ways = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...ways, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
  const conf = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  writeFileSync(
    conf,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off; ${temporary.join(' ')}
  map $http_upgrade $upgraded { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port} ssl; server_name localhost; ssl_certificate ${cert}; ssl_certificate_key ${key};
    client_max_body_size 40m;
    location / {
      proxy_pass ${house}; proxy_http_version 1.1; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $upgraded;
    }
  }
}`,
  )
  const child = spawn('nginx', ['-c', conf, '-p', folder], { stdio: 'ignore' })
  const close = () => {
    child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
  const proxied = { url: `https://localhost:${port}`, ca: readFileSync(cert), close }
  await vi.waitFor(() => ask(proxied, 'GET', '/health'), { timeout: 20_000, interval: 50 })
  return proxied
}

/** One request through the proxy. */
function ask(
  { url, ca }: Proxy,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: RequestOptions['headers']; body?: object } = {},
) {
  const type = body ? { 'content-type': 'application/json' } : {}
  return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>(
    (resolve, reject) => {
      const asking = request(
        url + path,
        { method, ca, agent: false, localAddress: '127.0.0.9', headers: { ...type, ...headers } },
        (answer) => {
          let text = ''
          answer.on('data', (part) => (text += part))
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
        },
      )
      asking.on('error', reject)
      asking.end(body && JSON.stringify(body))
    },
  )
}

const web = { 'x-client': 'web' }
const cookieOf = ({ headers }: { headers: Record<string, string | string[] | undefined> }) =>
  String(headers['set-cookie'])

describe.skipIf(!programsAreHere('nginx', 'openssl'))('behind a proxy that ends TLS', () => {
  inHouses(
    'the house',
    (open) => {
      let front: Proxy
      let house: TestHouse
      beforeAll(async () => {
        const [port, PORT] = [await freePort(), await freePort()]
        const env = {
          PORT,
          PUBLIC_URL: `https://localhost:${port}`,
          TRUSTED_PROXIES: '127.0.0.1',
          RATE_LIMIT_ENABLED: 'true',
        }
        house = await open({ env })
        front = await proxy(port, house.url)
      })
      afterAll(() => front?.close())

      test('promises https, and keeps the sign-in in a cookie that only travels encrypted', async () => {
        const ada = await house.learner()
        const signedIn = await ask(front, 'POST', '/api/auth/login', { headers: web, body: ada })
        expect(signedIn.status).toBe(200)
        expect(signedIn.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
        expect(cookieOf(signedIn)).toMatch(
          /^lva_refresh=[^;]+;.*Path=\/api\/auth;.*HttpOnly;.*Secure;.*SameSite=Strict/,
        )
        const cookie = cookieOf(signedIn).split(';', 1)[0] ?? ''
        const refresh = (origin: string) =>
          ask(front, 'POST', '/api/auth/refresh', { headers: { ...web, cookie, origin }, body: {} })
        expect((await refresh('https://evil.example')).status).toBe(403)
        expect((await refresh(front.url)).status).toBe(200)
      })

      test('counts the client and not the proxy, whatever the client claims', async () => {
        const remaining = async (claimed: string) =>
          Number(
            (await ask(front, 'GET', '/api/nothing', { headers: { 'x-forwarded-for': claimed } })).headers[
              'x-ratelimit-remaining'
            ],
          )
        const first = await remaining('198.51.100.1')
        expect(await remaining('198.51.100.2, 127.0.0.1')).toBe(first - 1)
        expect(await remaining('unknown')).toBe(first - 2)
      })

      test('opens sockets for pages of its own', async () => {
        const bob = await house.learner()
        const options = { headers: { authorization: `Bearer ${bob.token}` }, ca: front.ca }
        const socket = await connect(front.url, '/ws/behind', { ...options, origin: front.url })
        expect(socket.refused).toBe(null)
        socket.send({ type: 'ping' })
        expect(await socket.next()).toEqual({ type: 'pong' })
        socket.close()
        expect((await connect(front.url, '/ws/behind', { ...options, origin: 'https://evil.example' })).refused).toBe(
          403,
        )
      })

      test('has nothing to complain about', async () => {
        const { components } = JSON.parse((await ask(front, 'GET', '/health/detailed')).body)
        expect(components.proxy).toBeUndefined()
        expect(components.https).toBeUndefined()
      })

      test('says so when the proxy is not trusted, and its cookie still only travels encrypted', async () => {
        const [port, PORT] = [await freePort(), await freePort()]
        const other = await open({ env: { PORT, PUBLIC_URL: `https://localhost:${port}` } })
        const before = await proxy(port, other.url)
        const eve = await other.learner()
        const signedIn = await ask(before, 'POST', '/api/auth/login', { headers: web, body: eve })
        expect(cookieOf(signedIn)).toContain('Secure')
        const { components } = JSON.parse((await ask(before, 'GET', '/health/detailed')).body)
        expect(components.proxy).toMatchObject({ status: 'degraded' })
        before.close()
      })
    },
    ['sqlite'],
  )
})

inHouses(
  'at home, by plain http',
  (open) => {
    test('the house warns, promises nothing it cannot keep, and is usable', async () => {
      const house = await open({ env: { HOST: '0.0.0.0' } })
      const ada = await house.learner()
      expect((await ada.say('Hello from the kitchen.')).status).toBe(200)
      const answer = await fetch(`${house.url}/api/auth/login`, {
        method: 'POST',
        headers: { ...web, 'content-type': 'application/json' },
        body: JSON.stringify(ada),
      })
      expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/)
      expect(answer.headers.get('set-cookie')).not.toMatch(/Secure/)
      expect(answer.headers.get('strict-transport-security')).toBe(null)
      const { status, components } = (await ada.get('/health/detailed')).body
      expect([status, components.https]).toEqual([
        'healthy',
        { status: 'off', detail: expect.stringContaining('no microphone') },
      ])
    })

    test.each([
      [{ SECURITY_HEADERS_ENABLED: 'false' }, /^$/],
      [
        { SECURITY_CSP_ENABLED: 'false' },
        /^permissions-policy,referrer-policy,strict-transport-security,x-frame-options$/,
      ],
      [{ SECURITY_CSP_REPORT_ONLY: 'true' }, /content-security-policy-report-only,permissions.*reporting-endpoints/],
      [
        { SECURITY_HSTS_ENABLED: 'false' },
        /^content-security-policy,permissions-policy,referrer-policy,reporting-endpoints,x-frame/,
      ],
      [
        { SECURITY_HSTS_MAX_AGE: '60', SECURITY_HSTS_PRELOAD: 'true' },
        /strict-transport-security=max-age=60; includeSubDomains; preload/,
      ],
    ])('the switch %o does what it says on every answer', async (env, wanted) => {
      const house = await open({ env: { PUBLIC_URL: 'https://learn.example.org', PORT: await freePort(), ...env } })
      const names = [
        'content-security-policy',
        'content-security-policy-report-only',
        'permissions-policy',
        'referrer-policy',
      ]
      const all = [...names, 'reporting-endpoints', 'strict-transport-security', 'x-frame-options']
      for (const path of ['/', '/health', '/nothing', '/%zz', '/docs', '/api/user/me']) {
        const { headers } = await fetch(house.url + path)
        const shown = all.filter((name) => headers.has(name))
        const hsts = headers.get('strict-transport-security') ?? ''
        const told =
          'SECURITY_HSTS_PRELOAD' in env
            ? shown.map((name) => (hsts && name.startsWith('strict') ? `${name}=${hsts}` : name))
            : shown
        expect(told.join(), path).toMatch(wanted)
      }
    })
  },
  ['sqlite'],
)
