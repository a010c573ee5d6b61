import { connect as dial } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { beforeAll, expect, test } from 'vitest'
import { inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'
import { connect } from './socket-client.ts'

const wordRows = (house: TestHouse) =>
  house.db
    // biome-ignore lint/suspicious/noExplicitAny: the index is no table of the schema's
    .selectFrom('spoken_words' as any)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

inHouses('changes that meet', (open, engine) => {
  let house: TestHouse
  let ada: TestLearner
  beforeAll(async () => {
    house = await open()
    ada = await house.learner()
  })

  test('removing a turn from many places at once removes it once', async () => {
    house.script(sayYes)
    const [first] = [
      await ada.say('Stay with me.', { session: 'counted' }),
      await ada.say('So do I.', { session: 'counted' }),
    ]
    const gone = await ada.say('Forget this.', { session: 'counted' })
    const remove = () => ada.call('DELETE', `/api/conversation/exchanges/${gone.body.exchange_id}`)
    const answers = await Promise.all(Array.from({ length: 8 }, remove))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(7).fill(404)])
    const { body } = await ada.get('/api/conversation/sessions')
    expect(body.sessions.find((one: { session_id: string }) => one.session_id === 'counted')).toMatchObject({
      exchange_count: 2,
    })
    expect((await ada.history('counted')).history[0]?.id).toBe(first.body.exchange_id)
  })

  test('corrections and removals of one session at once are each done, or each refused in plain words', async () => {
    house.script(sayYes)
    const ids: string[] = []
    for (let i = 0; i < 6; i++) ids.push((await ada.say(`Thought ${i}`, { session: 'busy' })).body.exchange_id)
    const path = (id: string) => `/api/conversation/exchanges/${id}`
    const answers = await Promise.all([
      ...ids.flatMap((id) => [1, 2, 3].map((n) => ada.call('PATCH', path(id), { user_text: `Corrected ${n}` }))),
      ...ids.map((id) => ada.call('PATCH', path(id), { user_text: 'Again?', regenerate: true })),
      ...ids.slice(0, 3).map((id) => ada.call('DELETE', path(id))),
      ada.call('DELETE', '/api/conversation/sessions/busy'),
    ])
    for (const { status } of answers) expect([200, 204, 404, 409]).toContain(status)
  })

  test('a session that is deleted while it is being answered leaves no word behind', async () => {
    house.script(sayYes)
    const before = await wordRows(house)
    let round = 0
    for (; round < 5; round++) {
      const turns = Array.from({ length: 6 }, (_, n) => ada.say(`Ephemeral ${n}`, { session: 'fleeting' }))
      await turns[round]
      await Promise.all([...turns, ada.call('DELETE', '/api/conversation/sessions/fleeting')])
      await ada.call('DELETE', '/api/conversation/sessions/fleeting')
    }
    expect((await ada.history('fleeting')).count).toBe(0)
    expect(await ada.search('ephemeral')).toMatchObject({ count: 0 })
    // The SQLite index keeps no rows of its own to count, but finds nothing without its exchange.
    if (engine === 'postgres') expect(await wordRows(house)).toEqual(before)
  })

  test('nobody stops, corrects or removes what somebody else said', async () => {
    house.script(() => ({ words: ['Slowly ', 'now.'], betweenMs: 50 }))
    const eve = await house.learner()
    const running = await ada.stream('Tell me slowly.', { session: 'mine' })
    const id = (await ada.history('mine')).history[0]?.id
    for (const [method, path, body] of [
      ['POST', `/api/conversation/exchanges/${id}/stop`, {}],
      ['PATCH', `/api/conversation/exchanges/${id}`, { regenerate: true }],
      ['DELETE', `/api/conversation/exchanges/${id}`, undefined],
      ['GET', `/api/conversation/exchanges/${id}/recording`, undefined],
    ] as const)
      expect((await eve.call(method, path, body)).status).toBe(404)
    expect((await ada.call('POST', `/api/conversation/exchanges/${id}/stop`, {})).status).toBe(204)
    expect((await running.rest()).at(-1)).toMatchObject({ type: 'reply-end', exchange_id: id })
    expect((await ada.history('mine')).history[0]).toMatchObject({ metadata: { state: 'interrupted' } })
  })
})

inHouses(
  'a hostile client',
  (open) => {
    let house: TestHouse
    let ada: TestLearner
    beforeAll(async () => {
      house = await open()
      ada = await house.learner()
    })
    const json = { 'content-type': 'application/json' }
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

    test('gets no further with ten thousand brackets or a poisoned prototype', async () => {
      const post = (body: string) => ada.call('POST', '/api/conversation', body)
      expect((await post(`{"text":${nested(10_000)}}`)).status).toBe(422)
      expect((await post('['.repeat(100_000))).status).toBe(422)
      expect((await post(`{"text":"Hi","more":[${'1,'.repeat(200_000)}1]}`)).status).toBe(422)
      const poisoned = await post(
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"text":"Hi there"}',
      )
      expect(poisoned.status).toBe(200)
      expect(({} as { polluted?: number }).polluted).toBeUndefined()
    })

    test('learns nothing from a head that is no HTTP, and can name the refusal', async () => {
      const answer = await raw(house.url, `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      expect(head).toMatch(/^HTTP\/1\.1 431 /)
      const { request_id, code } = JSON.parse(body)
      expect(code).toBe('bad-request')
      expect(head).toContain(`X-Request-ID: ${request_id}`)
      expect(request_id).toMatch(/^[0-9a-f-]{36}$/)
    })

    test('who sends half a body and goes away is no fault of ours', async () => {
      const { port, hostname } = new URL(house.url)
      const socket = dial(Number(port), hostname)
      socket.write(
        `POST /api/conversation HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ada.token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"text":"cut`,
      )
      await new Promise((resolve) => socket.write('', resolve))
      socket.destroy()
      expect((await ada.get('/health')).status).toBe(200)
      expect((await ada.history('cut')).count).toBe(0)
    })

    test('base64 that is none is refused however it is dressed up', async () => {
      for (const audio_base64 of ['A', 'AAAA=A', 'ŁŁŁŁ', 'AA\u00e9A', '=AAA', 'data:audio/wav;base64,####', 'AA=A=='])
        expect((await ada.call('POST', '/api/conversation', { audio_base64 })).body).toMatchObject({
          code: 'unknown-audio',
        })
      const polyglot = Buffer.concat([Buffer.from('%PDF-1.4 <script>'), Buffer.from('RIFF\0\0\0\0WAVE')])
      expect((await ada.speak(polyglot)).body).toMatchObject({ code: 'unknown-audio' })
    })

    test('cannot make a stranger’s socket hold what only a learner may send', async () => {
      const stranger = await connect(house.url, '/ws/test')
      stranger.socket.send('x'.repeat(2 * 1024 * 1024))
      expect((await stranger.closed).code).toBeOneOf([1006, 1009])
      const patient = await connect(house.url, '/ws/test')
      patient.send({ type: 'text', text: 'x'.repeat(5_000) })
      expect(await patient.next()).toMatchObject({ type: 'error', code: 'too-large' })
      expect((await patient.closed).code).toBe(1009)
    })

    test('pings without end are a flood like any other', async () => {
      const socket = await connect(house.url, '/ws/pings', { headers: { authorization: `Bearer ${ada.token}` } })
      // Too many that wait for their answers are cut off by the protocol's own library; these get theirs.
      for (let round = 0; round < 20 && socket.socket.readyState === socket.socket.OPEN; round++) {
        const answered = new Promise((resolve) => socket.socket.once('pong', resolve))
        for (let i = 0; i < 20; i++) socket.socket.ping()
        await Promise.race([answered, socket.closed])
      }
      expect((await socket.closed).code).toBe(4429)
    })

    test('a frame of brackets in brackets is refused, and the socket goes on', async () => {
      const socket = await connect(house.url, '/ws/deep', { headers: { authorization: `Bearer ${ada.token}` } })
      socket.send(`{"type":"text","text":${nested(10_000)}}`)
      expect(await socket.next()).toMatchObject({ type: 'error', code: 'validation-failed' })
      socket.send({ type: 'ping' })
      expect(await socket.next()).toEqual({ type: 'pong' })
      socket.close()
    })

    test('cannot open more sockets by saying later who it is', async () => {
      const eve = await house.learner()
      const open = async () => {
        const socket = await connect(house.url, '/ws/many')
        socket.send({ type: 'auth', token: eve.token })
        return { socket, first: await socket.next() }
      }
      const held: Awaited<ReturnType<typeof open>>[] = []
      for (let i = 0; i < 20; i++) held.push(await open())
      expect(held.map(({ first }) => first)).toEqual(Array(20).fill({ type: 'auth-ok' }))
      const more = await open()
      expect(more.first).toMatchObject({ type: 'error', code: 'too-many-requests' })
      expect((await more.socket.closed).code).toBe(4429)
      for (const { socket } of held) socket.close()
    })

    test('cannot fill the memory with frames that never end', async () => {
      const eve = await house.learner()
      const part = Buffer.alloc(30 * 1024 * 1024, 'A')
      const sockets = []
      for (let i = 0; i < 3; i++) {
        const socket = await connect(house.url, '/ws/endless', { headers: { authorization: `Bearer ${eve.token}` } })
        socket.socket.on('error', () => {}).send(part, { fin: false })
        sockets.push(socket)
      }
      const { code } = await Promise.race(sockets.map(({ closed }) => closed))
      expect(code).toBeOneOf([1006, 4429])
      for (const { socket } of sockets) socket.terminate()
      expect((await eve.say('I can still speak.')).status).toBe(200)
    })

    test('a storm of cancels stops one reply and no later one', async () => {
      house.script(sayYes)
      const socket = await connect(house.url, '/ws/storm', { headers: { authorization: `Bearer ${ada.token}` } })
      for (let i = 0; i < 20; i++) socket.send({ type: 'turn-cancel' })
      socket.send({ type: 'text', text: 'Still here?' })
      expect((await socket.until('response')).at(-1)).toMatchObject({ agent_text: 'Tell me more.' })
      for (let i = 0; i < 20; i++) socket.send({ type: 'turn-cancel' })
      socket.send({ type: 'text', text: 'And now?' })
      expect((await socket.until('response')).at(-1)).toMatchObject({ agent_text: 'Tell me more.' })
      socket.close()
      await socket.closed
    })

    test('cannot hold everybody up with the most there is to mark', async () => {
      house.script(sayYes)
      const filler = 'a b '.repeat(1_900)
      for (let i = 0; i < 30; i++) await ada.say(`needle ${filler}${i}`, { session: 'haystack', mode: 'capture' })
      const phrases = '"c d e f g h i j k l m n o p q r" '.repeat(12)
      const delay = monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      // The first delay is only noted once the loop has been looked at twice.
      for (let i = 0; i < 5; i++) await ada.get('/health')
      const found = await ada.search(`${phrases}needle`, { limit: 100 })
      await ada.get('/health')
      delay.disable()
      expect(found.count).toBe(30)
      // Seconds, when every word was compared with every other one.
      expect(delay.max / 1e6).toBeLessThan(1_000)
    })

    test('an account that asks without end reads 429, and what was acknowledged is there', async () => {
      const strict = await open({ env: { RATE_LIMIT_ENABLED: 'true' } })
      const eager = await strict.learner()
      strict.script(sayYes)
      const answers = await Promise.all(
        Array.from({ length: 400 }, (_, n) => eager.say(`Quick ${n}`, { session: 'quick', mode: 'capture' })),
      )
      const kept = answers.filter(({ status }) => status === 200)
      expect(kept.length).toBe(100)
      for (const { status, headers } of answers.filter(({ status }) => status !== 200)) {
        expect(status).toBe(429)
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      }
      strict.pass(60_000)
      const { history } = await eager.history('quick', '?limit=200')
      expect(history.map(({ id }) => id).sort()).toEqual(kept.map(({ body }) => body.exchange_id).sort())
    })

    test('wrong types and methods never make a fault', async () => {
      for (const method of ['PUT', 'PATCH', 'PROPFIND', 'REPORT'])
        expect((await ada.call(method, '/api/conversation')).status).toBe(405)
      for (const type of ['text/plain', 'multipart/form-data', 'application/xml']) {
        const answer = await ada.call('POST', '/api/conversation', '{"text":"a"}', { ...json, 'content-type': type })
        expect(answer.status).toBe(415)
      }
    })
  },
  ['sqlite'],
)

/** What a server answers to bytes that need not be HTTP. */
function raw(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = dial(Number(port), hostname, () => socket.write(bytes))
    let received = ''
    socket.on('data', (data) => {
      received += String(data)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}
