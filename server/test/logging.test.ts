import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSqliteFile } from '../src/db/sqlite.ts'
import { createLog } from '../src/http/log.ts'
import { testApp } from '../src/http/test-app.ts'
import { startMailServer } from '../src/providers/conformance/mail-server.ts'
import { failureOf } from '../src/providers/vendor-failure.ts'
import { onEveryEngine } from './engines.ts'
import { eventsOf } from './event-stream.ts'
import { freePort } from './house.ts'
import { ask, createLearner } from './learner.ts'
import { goLive } from './live-client.ts'
import { voiceFile } from './recordings.ts'
import { connect } from './socket-client.ts'
import { times } from './thorough.ts'

const LVA = fileURLToPath(new URL('../bin/lva.mjs', import.meta.url))
/** Turns of each kind; with all of them both forms of the log together are of more than a thousand. */
const TURNS = { asked: times(300, 50), streamed: times(120, 20), socket: times(80, 24), spoken: times(20, 6) }
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
  const surroundings = {
    ...{ PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'trace' },
    ...{ ENVIRONMENT: 'test', RATE_LIMIT_ENABLED: 'false', LOAD_SHEDDING: 'false' },
    ...{
      QUOTA_REQUESTS_PER_DAY: 'unlimited',
      QUOTA_TOKENS_PER_DAY: 'unlimited',
      QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited',
    },
    ...env,
  }
  const child = spawn(process.execPath, [LVA, 'serve'], {
    cwd: folder,
    env: surroundings,
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
  return { url, folder, env: surroundings, written, child, ended }
}

/** A code with which somebody may sign up, as the operator gets it while the server runs. */
async function invitationFrom({ folder, env }: Awaited<ReturnType<typeof serve>>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [LVA, 'user', 'invite'], { cwd: folder, env })
  return stdout.match(/invitation=([\w.-]+)/)?.[1] ?? ''
}

/** The secret of a link in a letter, once the letter has come. */
async function secretMailed(received: readonly { raw: string }[], page: string): Promise<string> {
  const secret = () =>
    received
      .map(({ raw }) => raw.replaceAll('=\r\n', '').match(new RegExp(`/mailed/${page}#([\\w.-]+)`))?.[1])
      .find((one) => one !== undefined)
  await expect.poll(secret, { timeout: 30_000, interval: 50 }).toBeTruthy()
  return secret() ?? ''
}

/** Does something so many times, some at a time. */
async function often(count: number, atOnce: number, act: (n: number) => Promise<unknown>) {
  let next = 0
  const work = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

describe.each(['true', 'false'])('a server that writes everything down (JSON: %s)', (json) => {
  test('writes down nothing anybody said, typed, or is', async () => {
    const letters = await startMailServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    onTestFinished(() => letters.close())
    const port = await freePort()
    const byInvitation = json === 'true'
    const house = await serve({
      ...{
        LOG_JSON_FORMAT: json,
        LLM: 'openai,companion',
        LLM_MODEL: 'm',
        OPENAI_API_KEY: CANARIES['provider key'] ?? '',
        OPENAI_BASE_URL: await quotingVendor(),
      },
      // A recogniser that hears the same in everything, and gossips about it.
      ...{ STT: 'command', STT_COMMAND: JSON.stringify(['sh', '-c', `echo "${SAID}"; echo "${SAID}" >&2 # {file}`]) },
      ...{ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` },
      ...{ SMTP_URL: `smtp://127.0.0.1:${letters.port}`, MAIL_FROM: 'companion@example.org' },
      REGISTRATION: byInvitation ? 'invite' : 'open',
    })
    const { url } = house
    const secrets: Record<string, string> = { ...CANARIES }
    const keep = (name: string, secret: unknown) => {
      if (typeof secret !== 'string' || secret.length < 13) throw new Error(`there is no ${name}`)
      secrets[name] = secret.slice(-24)
    }
    // What every step was answered, so that none fails unnoticed and leaves nothing to be found.
    const steps: Record<string, number[]> = {}
    const post = async (step: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
      const answer = await ask(url, 'POST', path, { body, headers })
      const known = steps[step] ?? []
      steps[step] = known.includes(answer.status) ? known : [...known, answer.status].sort()
      return answer
    }
    const get = async (step: string, path: string, headers: Record<string, string>) => {
      steps[step] = [(await ask(url, 'GET', path, { headers })).status]
    }
    const { email = '', password = '', name = '', session = '' } = CANARIES
    const wrong = CANARIES['wrong password']

    const invitation = byInvitation ? await invitationFrom(house) : (CANARIES.invitation ?? '')
    keep('invitation that was used', invitation)
    const who = { email, password, full_name: name }
    await post('sign up without', '/api/auth/register', { ...who, email: `${wrong}@example.org` })
    await post('sign up', '/api/auth/register', { ...who, invitation })
    keep('token of a verification', await secretMailed(letters.received, 'verify'))
    const signedIn = await post('sign in', '/api/auth/login', { email, password })
    keep('access token', signedIn.body.access_token)
    keep('refresh token', signedIn.body.refresh_token)
    const bearer = { authorization: `Bearer ${signedIn.body.access_token}` }
    const token = { name: SAID, scopes: ['read'], expires_in_days: 7, current_password: password }
    const made = await post('make a token', '/api/auth/tokens', token, bearer)
    keep('personal token', made.body.token)
    await get('use a token', '/api/voices', { authorization: `Bearer ${made.body.token}` })
    await get('use a wrong token', '/api/voices', { authorization: `Bearer ${made.body.token}x` })

    // Turns: answered, streamed, said into a socket, spoken; the vendor fails at every one, and the companion goes on.
    const text = (n: number) => `${SAID} ${n}, ring me at ${CANARIES.phone}`
    const answered = { asked: 0, streamed: 0, socket: 0, spoken: 0 }
    await often(TURNS.asked, 8, async (n) => {
      const answer = await post('say', '/api/conversation', { text: text(n), session_id: session }, bearer)
      if (answer.status === 200 && answer.body.agent_text) answered.asked += 1
    })
    await often(TURNS.streamed, 4, async (n) => {
      const stream = await eventsOf(url, '/api/conversation', { text: text(n), session_id: session }, bearer)
      if ((await stream.rest()).at(-1)?.type === 'reply-end') answered.streamed += 1
    })
    // Each socket takes sixty frames at once.
    let socket = await connect(url, `/ws/${session}?token=${signedIn.body.access_token}`)
    for (let n = 0; n < TURNS.socket; n++) {
      if (n === 40) {
        socket.close()
        socket = await connect(url, `/ws/${session}?token=${signedIn.body.access_token}`)
      }
      socket.send({ type: 'text', text: text(n) })
      for (let frame = await socket.next(); frame !== null; frame = await socket.next()) {
        if (Buffer.isBuffer(frame) || !['response', 'error'].includes(frame.type)) continue
        if (frame.type === 'response') answered.socket += 1
        break
      }
    }
    socket.send(`{"type":"${SAID}`)
    socket.send({ type: 'audio', audio: SAID })
    socket.close()
    const live = await goLive(url, { token: signedIn.body.access_token }, { session, start: { output: 'text' } })
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    expect((await live.next('transcript-end')).text).toContain(SAID)
    live.send({ type: 'transcript', text: SAID, final: SAID } as never)
    live.send({ type: 'voice-tune', voice: SAID } as never)
    await live.next('error')
    live.close()
    const inBase64 = (sound: Uint8Array) => ({
      audio_base64: Buffer.from(sound).toString('base64'),
      session_id: session,
    })
    await often(TURNS.spoken, 2, async () => {
      const answer = await post('speak', '/api/conversation', inBase64(voiceFile), bearer)
      if (answer.body.user_text?.includes(SAID)) answered.spoken += 1
    })
    await often(5, 1, () =>
      post('speak badly', '/api/conversation', inBase64(Buffer.from(`RIFF    WAVE${SAID}`)), bearer),
    )

    // Requests that go wrong in every way.
    await post('cut json', '/api/conversation', `{"text":"${SAID}`, bearer)
    await post('wrong json', '/api/conversation', { text: [SAID], session_id: 7, mode: SAID }, bearer)
    await post('no such door', `/api/${encodeURIComponent(SAID)}?token=${password}`, { text: SAID }, bearer)
    await get(
      'wrong query',
      `/api/session/${encodeURIComponent(SAID)}/history?limit=${encodeURIComponent(SAID)}`,
      bearer,
    )
    await get('no such turn', `/api/conversation/exchanges/${encodeURIComponent(SAID)}/recording`, bearer)
    for (const query of [SAID, `"${SAID}`, `${SAID} AND *`]) await post('search', '/api/search', { query }, bearer)
    await post('wrong address', '/api/auth/register', { email: `${CANARIES.phone}@`, password: wrong })

    // A database that lets nobody write, in the middle of it.
    const other = openSqliteFile(join(house.folder, 'data', 'companion.db'))
    other.exec('begin immediate')
    await post('say in vain', '/api/conversation', { text: SAID, session_id: session }, bearer)
    other.close()

    // Sign-ins that go wrong, a forgotten password, and a link that is used once more.
    for (let n = 0; n < 7; n++) await post('wrong password', '/api/auth/login', { email, password: wrong })
    await post('wrong form', '/api/auth/login', `username=${encodeURIComponent(email)}&password=${wrong}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    await post('refresh wrongly', '/api/auth/refresh', { refresh_token: `${signedIn.body.refresh_token}x` })
    await post('refresh', '/api/auth/refresh', { refresh_token: signedIn.body.refresh_token })
    await post('forget', '/api/auth/password-reset', { email })
    const reset = await secretMailed(letters.received, 'reset')
    keep('token of a reset', reset)
    const renewed = { token: reset, new_password: `${password}New` }
    await post('reset', '/api/auth/password-reset/finish', renewed)
    await post('reset again', '/api/auth/password-reset/finish', renewed)

    house.child.kill('SIGTERM')
    await house.ended
    const { text: log } = house.written
    const lines = log.split('\n').length
    const turns = Object.values(answered).reduce((sum, count) => sum + count, 0)
    const kinds = Object.keys(secrets).length
    process.stdout.write(
      `JSON ${json}: ${turns} turns ${JSON.stringify(answered)}, ${lines} lines, ${log.length} bytes, ${kinds} canaries\n`,
    )
    expect(steps).toEqual({
      ...{ 'sign up without': [byInvitation ? 403 : 201], 'sign up': [201], 'sign in': [200], 'make a token': [201] },
      ...{ 'use a token': [200], 'use a wrong token': [401], say: [200], speak: [200], 'speak badly': [422] },
      ...{ 'cut json': [400], 'wrong json': [422], 'no such door': [404], 'wrong query': [422], 'no such turn': [422] },
      ...{
        search: [200],
        'wrong address': [422],
        'say in vain': [503],
        'wrong password': [401, 423],
        'wrong form': [423],
      },
      ...{ 'refresh wrongly': [401], refresh: [200], forget: [204], reset: [204], 'reset again': [400] },
    })
    expect(answered).toEqual(TURNS)
    expect(lines).toBeGreaterThan(times(400, 90))
    for (const told of ['the database could not do what was asked', 'recording written down'])
      expect(log).toContain(told)
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
