import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { programsAreHere } from '../../web/test/programs.ts'
import { createInspection } from '../src/outgoing/inspection.ts'
import { createOutgoing } from '../src/outgoing/outgoing.ts'
import { judgedStream } from '../src/verifying/conversing.ts'
import { createDeployment } from '../src/verifying/deployment.ts'
import { policyFaults } from '../src/verifying/security.ts'
import { hsts, certificate as ofCertificate, protocols, redirect } from '../src/verifying/transport.ts'
import { type Looked, type VerifyOptions, verify } from '../src/verifying/verifying.ts'
import { type Ends, freePort, freshPlace, openTestHouse, type TestHouse } from './house.ts'

const COMMAND = fileURLToPath(new URL('../../bench/verify.ts', import.meta.url))
/** A page that may call from elsewhere. */
const PAGE = 'https://yourdomain.com'
const folder = mkdtempSync(join(tmpdir(), 'lva-verify-'))
const ends: Ends = [() => rmSync(folder, { recursive: true, force: true })]
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

/** What a bad proxy does to answers that go through it. */
interface Spoiling {
  drop?: string[]
  add?: Record<string, string>
  /** Paths it answers by itself. */
  answers?: Record<string, string>
  refusesSockets?: boolean
}

/** A proxy in front of a house, which may spoil what it passes on. */
async function proxy(
  house: string,
  { secure, ...spoiling }: Spoiling & { secure?: https.ServerOptions },
): Promise<string> {
  const pass = (from: IncomingMessage, to: ServerResponse) => {
    const own = spoiling.answers?.[from.url ?? '']
    if (own !== undefined) return to.end(own)
    const { hostname, port } = new URL(house)
    const asking = http.request(
      { hostname, port, path: from.url, method: from.method, headers: from.headers },
      (answer) => {
        const names = answer.rawHeaders
        for (let n = 0; n < names.length; n += 2) {
          const [name = '', value = ''] = [names[n], names[n + 1]]
          if (!spoiling.drop?.includes(name.toLowerCase())) to.appendHeader(name, value)
        }
        for (const [name, value] of Object.entries(spoiling.add ?? {})) to.setHeader(name, value)
        to.writeHead(answer.statusCode ?? 502)
        answer.pipe(to)
      },
    )
    from.pipe(asking)
  }
  const server: Server = secure ? https.createServer(secure, pass) : http.createServer(pass)
  server.on('upgrade', (request: IncomingMessage, socket) => {
    if (spoiling.refusesSockets) return socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
    const behind = connect(Number(new URL(house).port), '127.0.0.1', () => {
      const lines = request.rawHeaders.map((part, n) => part + (n % 2 ? '\r\n' : ': '))
      behind.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`)
      behind.pipe(socket).pipe(behind)
    })
    behind.on('error', () => socket.destroy())
    socket.on('error', () => behind.destroy())
  })
  const port = await listening(server)
  return `http${secure ? 's' : ''}://localhost:${port}`
}

async function listening(server: Server): Promise<string> {
  const port = await freePort()
  await new Promise<void>((ready) => server.listen(Number(port), '127.0.0.1', ready))
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return port
}

const byId = (all: Looked[]) =>
  Object.fromEntries(all.map((one) => [one.id, one])) as Record<string, Looked | undefined>

async function looked(target: string, options: VerifyOptions = {}) {
  const all: Looked[] = []
  for await (const one of verify(target, options)) all.push(one)
  return byId(all)
}

interface Failed {
  code: number
  stdout: string
  stderr: string
}

/** What failed, but for the page: whether it is built is nobody's question here. */
const failedIn = (all: ReturnType<typeof byId>) =>
  Object.values(all).filter(
    (one) => one?.state === 'failed' && !['caching', 'compression', 'error-rate'].includes(one.id),
  )

describe('a deployment that is looked at from outside', () => {
  let house: TestHouse
  beforeAll(async () => {
    const env = {
      ...{ RATE_LIMIT_ENABLED: 'true', CORS_ORIGINS: PAGE },
      ...{ PORT: await freePort(), PUBLIC_URL: 'https://localhost' },
    }
    house = await openTestHouse(await freshPlace('sqlite', ends), { env }, ends)
  })
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, [COMMAND, ...words], { cwd: folder }).catch((error: Failed) => error)

  test('is well by the command, and keeps nothing but an account that is to be erased', async () => {
    const { stdout } = await run('--target', house.url, '--limits', '--origin', PAGE, '--json')
    const all = byId((JSON.parse(stdout) as { looked: Looked[] }).looked)
    expect(Object.values(all)).toHaveLength(23)
    expect(failedIn(all)).toEqual([])
    expect(all['rate-limit']?.detail).toMatch(/^100 a minute on the site and then 429, 10 on \/api\/auth/)
    expect(all.tls).toMatchObject({ state: 'person', todo: 'verify the https address as well' })
    expect(stdout).not.toMatch(/Bearer|eyJ/)
    expect(await house.db.selectFrom('users').select('status').execute()).toEqual([{ status: 'pending_deletion' }])
    house.pass(61_000)
  })

  test('through a proxy that spoils what it passes on, each fault is seen and named', async () => {
    const all = await looked(
      await proxy(house.url, {
        drop: ['x-frame-options', 'content-security-policy', 'www-authenticate', 'x-ratelimit-limit'],
        add: { 'X-Powered-By': 'PHP', 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'max-age=60' },
        answers: { '/health': 'ok', '/.env': 'JWT_SECRET_KEY=x' },
        refusesSockets: true,
      }),
    )
    const seen: Record<string, RegExp> = {
      health: /\/health answered 200/,
      headers: /no X-Frame-Options on \/; x-powered-by is sent on \/; no Content-Security-Policy on \//,
      cors: /a stranger's page may call \(\*\)/,
      'forbidden-paths': /^\/\.env is answered 200$/,
      caching: /not no-store|the web app/,
      socket: /refused with 404/,
      'socket-first-frame': /refused with 404/,
      'error-bodies': /^a 401 says no WWW-Authenticate$/,
      'rate-limit': /no X-RateLimit-Limit/,
    }
    for (const [id, detail] of Object.entries(seen))
      expect(all[id]).toMatchObject({
        state: 'failed',
        detail: expect.stringMatching(detail),
        todo: expect.any(String),
      })
    // What it does not spoil is as well as before.
    for (const id of ['ready', 'auth-flow', 'conversation', 'gdpr', 'docs', 'cleaned-up'])
      expect(all[id]).toMatchObject({ state: 'done' })
    // An answer that is made at once comes at once.
    expect(all.stream).toMatchObject({ detail: expect.stringMatching(/events from turn-start to reply-end/) })
    expect(all.stream?.state).not.toBe('failed')
    house.pass(61_000)
  })

  test('that is not there is told in one sentence, and so are wrong words', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`
    const { code, stdout } = (await run('--target', nobody)) as Failed
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^✗ health .*: nothing answers at this address\n[\s\S]*✗ cors .*: not looked at: nothing answers/,
    )
    expect(stdout).toContain('0 done, 23 failed')
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('--target URL') })
    await expect(looked('ftp://a')).rejects.toThrow(TypeError)
  })

  describe.skipIf(!programsAreHere('openssl'))('with https', () => {
    const own = tls.getCACertificates('default')
    let good: { cert: string; key: string }
    beforeAll(() => {
      good = certificate('localhost', 90)
    })
    afterAll(() => tls.setDefaultCACertificates(own))

    /** The checks of one way of coming there, and of nothing else. */
    const at = (target: string, plain: string) =>
      createDeployment({
        ...{ target: new URL(target), origin: null, openSocket: createOutgoing().socket(target, { operators: true }) },
        inspection: createInspection(new URL(target), { plain: new URL(plain), signal: new AbortController().signal }),
      })

    test('is judged by its certificate, its versions of TLS, its redirect and HSTS', async () => {
      const target = await proxy(house.url, { secure: good })
      const unknown = await looked(target)
      expect(unknown.health?.detail).toMatch(/an authority nobody knows/)

      tls.setDefaultCACertificates([...own, good.cert])
      const leads = http.createServer((request, answer) =>
        answer.writeHead(301, { location: target + request.url }).end(),
      )
      const all = await looked(target, { plain: `http://127.0.0.1:${await listening(leads)}`, origin: PAGE })
      expect(failedIn(all)).toEqual([])
      expect(all.tls?.detail).toMatch(/^TLSv1\.3, certificate of localhost by localhost, (?:89|90) days left/)
      expect(all.protocols?.detail).toMatch(/^TLSv1\.2 and TLSv1\.3/)
      expect(all.redirect?.state).toBe('done')
      expect(all.hsts?.detail).toContain('max-age=31536000')

      const deployment = at(target, house.url)
      expect(await ofCertificate(deployment, new Date(Date.now() + 80 * 86_400_000))).toMatchObject({
        ...{ state: 'failed', detail: expect.stringMatching(/ends in (?:9|10) days/) },
      })
      expect(await redirect(deployment)).toMatchObject({ state: 'failed', detail: 'plain http is answered 404' })
    })

    test('that speaks an old version, forgets HSTS or answers no plain http, is seen', async () => {
      tls.setDefaultCACertificates([...own, good.cert])
      const old = { ...good, minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' }
      const target = await proxy(house.url, { secure: old, drop: ['strict-transport-security'] })
      const deployment = at(target, `http://127.0.0.1:${await freePort()}`)
      expect(await protocols(deployment)).toMatchObject({
        state: 'failed',
        detail: 'old versions are spoken: TLSv1, TLSv1.1',
      })
      expect(await hsts(deployment)).toMatchObject({ state: 'failed', detail: 'no Strict-Transport-Security' })
      expect(await redirect(deployment)).toMatchObject({ state: 'person' })
      const deaf = `https://localhost:${await freePort()}`
      expect(await protocols(at(deaf, deaf))).toMatchObject({ state: 'failed', detail: 'no version of TLS is spoken' })
    })
  })
})

function certificate(name: string, days: number): { cert: string; key: string } {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const ways = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(days)]
  execFileSync('openssl', ['req', ...ways, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}

test.each([
  ['done', { firstMs: 120, ms: 2_400 }],
  ['done', { firstMs: 12, ms: 30 }],
  ['failed', { firstMs: 2_390, ms: 2_400 }],
  ['person', { firstMs: 29, ms: 30 }],
])('a stream is %s by when its first and last event came', (state, times) => {
  expect(judgedStream({ ...times, events: 9 })).toMatchObject({ state })
})

test('a content policy that is wider than it should be is told part by part', () => {
  expect(policyFaults('')).toEqual(['no Content-Security-Policy'])
  expect(policyFaults("default-src 'none'; script-src 'self' 'unsafe-inline'")).toContain(
    "the content policy's script-src is 'self' 'unsafe-inline'",
  )
})
