import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { aroundSites, fittedConf, type Nginx, nginxFolder, startNginx } from '../../bench/load/nginx.ts'
import { programsAreHere } from '../../web/test/programs.ts'
import { startServer } from '../src/providers/conformance/local-server.ts'
import { bash } from './examples.ts'
import { freePort, inHouses, type TestHouse } from './house.ts'
import { connect } from './socket-client.ts'

/** The nginx that is shipped for one machine, in front of a house. */
const proxy = (port: string, house: string) =>
  startNginx(Number(port), (at) => fittedConf('one-machine.conf', { ...at, processes: [new URL(house).host] }))

/** The one that the production checklist prints. */
const PRINTED = `server {
    listen 443 ssl http2;
    server_name yourdomain.com;

    ssl_certificate /path/to/cert.pem;
    ssl_certificate_key /path/to/key.pem;

    location / {
        proxy_pass http://localhost:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }

    location /ws {
        proxy_pass http://localhost:8000;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}`

/** One request through the proxy. */
function ask(
  { url, ca }: Pick<Nginx, 'url' | 'ca'>,
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

describe.skipIf(!programsAreHere('nginx', 'openssl', 'curl'))('behind a proxy that ends TLS', () => {
  inHouses(
    'the house',
    (open) => {
      let front: Nginx
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
      afterAll(() => front?.stop())

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

      test('sends its headers over HTTP/2, where the line of the guide finds them', async () => {
        const guide = readFileSync(new URL('../../docs/DEPLOYMENT_GUIDE.md', import.meta.url), 'utf8')
        const [line = ''] = /^curl -sI .*grep.*$/m.exec(guide) ?? []
        const typed = line.replace('curl -sI https://lva.example.org', `curl -skI ${front.url}`)
        const lines = async (command: string) => (await bash(command)).trim().split('\n')
        expect((await lines(`curl -skI ${front.url}/`))[0]).toMatch(/^HTTP\/2 200/)
        expect(await lines(typed)).toHaveLength(3)
        // As the earlier checklist has it.
        expect(await lines(typed.replace('-iE', '-E').replace('-skI', '--http1.1 -skI'))).toHaveLength(3)
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
        before.stop()
      })

      test('serves pages and sockets through the nginx that the checklist prints, which names no host for sockets', async () => {
        const [port, PORT] = [await freePort(), await freePort()]
        const env = { PORT, PUBLIC_URL: `https://localhost:${port}`, TRUSTED_PROXIES: 'loopback' }
        const other = await open({ env })
        const printed = await startNginx(Number(port), ({ folder }) =>
          PRINTED.replace('listen 443', `listen 127.0.0.1:${port}`)
            .replace('/path/to/cert.pem', `${folder}/fullchain.pem`)
            .replace('/path/to/key.pem', `${folder}/privkey.pem`)
            .replaceAll('localhost:8000', `localhost:${PORT}`)
            .replace('yourdomain.com', 'localhost'),
        )
        onTestFinished(printed.stop)
        const ada = await other.learner()
        expect((await ask(printed, 'POST', '/api/auth/login', { headers: web, body: ada })).status).toBe(200)
        const options = { headers: { authorization: `Bearer ${ada.token}` }, ca: printed.ca }
        for (const origin of [undefined, printed.url]) {
          const socket = await connect(printed.url, '/ws/test-session', { ...options, ...(origin && { origin }) })
          socket.send({ type: 'text', text: 'Hello.' })
          expect(await socket.next()).toMatchObject({ type: 'response', session_id: 'test-session' })
          socket.close()
        }
        expect((await connect(printed.url, '/ws/x', { ...options, origin: 'https://evil.example' })).refused).toBe(403)
      })

      test('a fleet that answers badly for a while is still there, and what changes something is sent to one process only', async () => {
        const asked: string[] = []
        const answering = await startServer(({ method, path }, response) => {
          asked.push(method)
          if (path === '/lost') response.destroy()
          else response.writeHead(path === '/health' ? 200 : 503).end()
        })
        onTestFinished(answering.close)
        const processes = Array.from({ length: 3 }, () => new URL(answering.url).host)
        const fleet = await startNginx(Number(await freePort()), (at) => fittedConf('fleet.conf', { ...at, processes }))
        onTestFinished(fleet.stop)
        for (const path of ['/health/ready', '/health/ready']) expect((await ask(fleet, 'GET', path)).status).toBe(503)
        expect((await ask(fleet, 'GET', '/health')).status).toBe(200)
        for (const method of ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'])
          expect((await ask(fleet, method, '/lost')).status).toBe(502)
        expect(asked.slice(3)).toEqual(['GET', 'GET', 'GET', 'PUT', 'DELETE', 'POST', 'PATCH'])
      })

      test('has files for nginx that nginx understands', () => {
        const folder = nginxFolder()
        onTestFinished(() => rmSync(folder, { recursive: true }))
        const [port, plainPort] = [18_443, 18_080]
        const processes = [18_001, 18_002, 18_003].map((one) => `127.0.0.1:${one}`)
        for (const file of ['one-machine.conf', 'fleet.conf'] as const) {
          const conf = join(folder, 'nginx.conf')
          writeFileSync(conf, aroundSites(folder, fittedConf(file, { folder, port, plainPort, processes })))
          execFileSync('nginx', ['-t', '-q', '-c', conf, '-p', folder])
        }
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
