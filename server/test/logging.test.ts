import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteFile } from '../src/db/sqlite.ts'
import { createLog } from '../src/http/log.ts'
import { testApp } from '../src/http/test-app.ts'
import { failureOf } from '../src/providers/vendor-failure.ts'
import { onEveryEngine } from './engines.ts'
import { eventsOf } from './event-stream.ts'
import { ask, createLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'
import { connect } from './socket-client.ts'

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))
// Each is unlike anything a log would say by itself.
const SAID = 'zebrafinch-quagga diary'
const CANARIES: Record<string, string> = {
  words: 'zebrafinch-quagga',
  email: 'okapi.person@example.org',
  phone: '+15550107281',
  name: 'Ocelot Vanderquist',
  password: 'Numbat7281pass',
  'wrong password': 'Wombat7281wrong',
  invitation: 'tapir-invitation-7281',
  session: 'kakapo-session-7281',
  'provider key': 'sk-axolotl-7281',
  'recording (base64)': Buffer.from(voiceFile).toString('base64').slice(30_000, 30_024),
}

/** Which canaries stand in a text. */
const found = (text: string, canaries = CANARIES) =>
  Object.entries(canaries).flatMap(([name, canary]) => (text.includes(canary) ? [name] : []))

/** A vendor that fails in every way there is and quotes what it was sent, as some do. */
async function quotingVendor() {
  let asked = 0
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const quote = `cannot answer "${body}" for ${request.headers.authorization}`
    asked += 1
    const failure = JSON.stringify({ error: { message: quote, type: quote, param: quote, code: quote } })
    if (asked % 4 === 0) return response.destroy()
    if (asked % 4 === 1) return response.writeHead(400, { 'content-type': 'application/json' }).end(failure)
    if (asked % 4 === 2)
      return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: {"${quote}\n\n`)
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${failure}\n\n`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const bound = server.address()
  return `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/v1`
}

/** The real program with all it writes to both outputs. */
async function serve(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-logging-'))
  const child = spawn(process.execPath, [LVA, 'serve'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'trace' },
      ...{ ENVIRONMENT: 'test', RATE_LIMIT_ENABLED: 'false', LOAD_SHEDDING: 'false' },
      ...{
        QUOTA_REQUESTS_PER_DAY: 'unlimited',
        QUOTA_TOKENS_PER_DAY: 'unlimited',
        QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited',
      },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const written = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      written.text += text
    })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url: string }) => resolve(message.url.replace('localhost', '127.0.0.1')))
    child.once('exit', () => reject(new Error(written.text)))
  })
  return { url, folder, written, child, ended }
}

describe.each(['true', 'false'])('a server that writes everything down (JSON: %s)', (json) => {
  test('writes down nothing anybody said, typed, or is', async () => {
    const house = await serve({
      ...{
        LOG_JSON_FORMAT: json,
        LLM: 'openai,companion',
        LLM_MODEL: 'm',
        OPENAI_API_KEY: CANARIES['provider key'] ?? '',
      },
      OPENAI_BASE_URL: await quotingVendor(),
    })
    const { url } = house
    const secrets: Record<string, string> = { ...CANARIES }
    const keep = (name: string, secret: unknown) => {
      if (typeof secret === 'string' && secret.length > 12) secrets[name] = secret.slice(-24)
    }
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask(url, 'POST', path, { body, headers })
    const { email = '', password = '', name = '' } = CANARIES
    await post('/api/auth/register', { email, password, full_name: name, invitation: CANARIES.invitation })
    const signedIn = await post('/api/auth/login', { email, password })
    keep('access token', signedIn.body.access_token)
    keep('refresh token', signedIn.body.refresh_token)
    const bearer = { authorization: `Bearer ${signedIn.body.access_token}` }
    const session = CANARIES.session ?? ''
    const made = await post(
      '/api/auth/tokens',
      { name: SAID, scopes: ['read'], expires_in_days: 7, current_password: password },
      bearer,
    )
    keep('personal token', made.body.token)

    // Sign-ins and requests that go wrong in every way.
    for (let n = 0; n < 7; n++) await post('/api/auth/login', { email, password: CANARIES['wrong password'] })
    await post('/api/auth/login', `username=${email}&password=${CANARIES['wrong password']}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    await post('/api/auth/register', { email: `${CANARIES.phone}@`, password: CANARIES['wrong password'] })
    await post('/api/auth/refresh', { refresh_token: `${signedIn.body.refresh_token}x` })
    await post('/api/auth/refresh', { refresh_token: signedIn.body.refresh_token })
    await post('/api/auth/password-reset', { email })
    await post('/api/conversation', `{"text":"${SAID}`, bearer)
    await post('/api/conversation', { text: [SAID], session_id: 7, mode: SAID }, bearer)
    await post(`/api/${encodeURIComponent(SAID)}?token=${CANARIES.password}`, { text: SAID }, bearer)
    await ask(url, 'GET', `/api/session/${encodeURIComponent(SAID)}/history?limit=${SAID}`, { headers: bearer })
    await ask(url, 'GET', `/api/conversation/exchanges/${encodeURIComponent(SAID)}/recording`, { headers: bearer })
    for (const query of [SAID, `"${SAID}`, `${SAID} AND *`]) await post('/api/search', { query }, bearer)

    // 500 turns: answered, streamed, said into a socket, spoken; the vendor fails at every one.
    const text = (n: number) => `${SAID} ${n}, ring me at ${CANARIES.phone}`
    for (let n = 0; n < 300; n += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          post('/api/conversation', { text: text(n + at), session_id: session }, bearer),
        ),
      )
    for (let n = 0; n < 100; n++)
      await (await eventsOf(url, '/api/conversation', { text: text(n), session_id: session }, bearer)).rest()
    const socket = await connect(url, `/ws/${session}?token=${signedIn.body.access_token}`)
    for (let n = 0; n < 80; n++) {
      socket.send({ type: 'text', text: text(n) })
      for (let frame = await socket.next(); frame !== null; frame = await socket.next())
        if (!Buffer.isBuffer(frame) && ['response', 'error'].includes(frame.type)) break
    }
    socket.send(`{"type":"${SAID}`)
    socket.send({ type: 'audio', audio: SAID })
    socket.close()
    for (let n = 0; n < 20; n++) {
      const sound = n % 2 ? voiceFile : Buffer.from(`RIFF    WAVE${SAID}`)
      await post(
        '/api/conversation',
        { audio_base64: Buffer.from(sound).toString('base64'), session_id: session },
        bearer,
      )
    }

    // A database that lets nobody write, in the middle of it.
    const other = openSqliteFile(join(house.folder, 'data', 'companion.db'))
    other.exec('begin immediate')
    expect((await post('/api/conversation', { text: SAID, session_id: session }, bearer)).status).toBe(503)
    other.close()

    house.child.kill('SIGTERM')
    await house.ended
    const { text: log } = house.written
    const lines = log.split('\n').length
    process.stdout.write(
      `JSON ${json}: 500 turns, ${lines} lines, ${log.length} bytes, ${Object.keys(secrets).length} canaries\n`,
    )
    expect(lines).toBeGreaterThan(400)
    expect(log).toContain('the database could not do what was asked')
    expect(found(log, secrets)).toEqual([])
  }, 300_000)
})

/** A log that keeps its lines, in both forms. */
function kept() {
  const lines: string[] = []
  const to = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  return { lines, logs: [true, false].map((json) => createLog({ level: 'trace', json, to })) }
}

test('a leak is found, whatever form the log has', async () => {
  const { lines, logs } = kept()
  for (const log of logs) {
    log.info({ text: SAID }, 'a leak')
    log.warn({ err: new Error(`no answer to ${SAID}`) }, 'a leak in an error of our own')
  }
  expect(lines.map((line) => found(line))).toEqual(Array(4).fill(['words']))
})

test('handlers that fall over what somebody said tell where, and not what', async () => {
  const { lines, logs } = kept()
  const falls: Record<string, () => unknown> = {
    json: () => JSON.parse(`{"${SAID}`),
    address: () => new URL(`//${SAID}`),
    number: () => BigInt(SAID),
    pattern: () => new RegExp(`[${SAID}`),
    property: () => (undefined as unknown as Record<string, unknown>)[SAID],
    vendor: () => {
      throw failureOf(Object.assign(new Error(SAID), { status: 400, error: { message: SAID } }), {
        ...{ provider: 'openai', url: 'http://127.0.0.1', model: 'm' },
      })
    },
    wrapped: () => {
      throw new Error('the roof', { cause: new SyntaxError(`near "${SAID}"`) })
    },
    thrown: () => {
      throw SAID
    },
    fields: () => {
      throw Object.assign(new TypeError(SAID), { detail: SAID, query: SAID, code: SAID, status: 500 })
    },
  }
  for (const log of logs) {
    const app = await testApp({ log })
    onTestFinished(() => app.close())
    for (const [name, fall] of Object.entries(falls))
      app.get(`/api/${name}`, { config: { open: true } }, async () => fall())
    for (const name of Object.keys(falls)) expect((await app.inject(`/api/${name}`)).statusCode).toBe(500)
    log.error(new SyntaxError(SAID))
    log.error({ err: new SyntaxError(SAID) })
    log.error({ err: new SyntaxError(SAID) }, SAID)
  }
  const all = lines.join('')
  expect(found(all)).toEqual([])
  for (const told of ['logging.test.ts:', 'SyntaxError', 'the roof', 'openai is refused', 'something failed'])
    expect(all).toContain(told)
})

onEveryEngine('a database that quotes what it was given', (fresh) => {
  test('is not quoted', async () => {
    const { database } = await fresh()
    const { lines, logs } = kept()
    const { db } = database
    const row = { user_id: SAID, pseudonym: SAID }
    await db.insertInto('audit_identities').values(row).execute()
    const failures = [
      () => db.insertInto('audit_identities').values(row).execute(),
      () => sql`select ${SAID}::integer`.execute(db),
      () => sql`select * from spoken_words where spoken_words match ${`"${SAID}`}`.execute(db),
      () => sql.raw(`select "${SAID}"."x" from audit_identities`).execute(db),
    ]
    for (const failure of failures) {
      const err = await failure().then(
        () => null,
        (error: unknown) => error,
      )
      expect(err).toBeInstanceOf(Error)
      for (const log of logs) log.error({ err }, 'the database could not do what was asked')
    }
    expect(found(lines.join(''))).toEqual([])
    expect(lines.join('')).toMatch(/"code":"(SQLITE_\w+|23505)"/)
  })
})

test('somebody who has just come is in no log', async () => {
  const house = await serve({ LOG_JSON_FORMAT: 'true', LLM: 'companion' })
  const ada = await createLearner(house.url, { email: CANARIES.email ?? '', name: CANARIES.name ?? '' })
  expect((await ada.say(SAID)).status).toBe(200)
  expect(found(house.written.text, { ...CANARIES, token: ada.token })).toEqual([])
})
