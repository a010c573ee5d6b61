import { beforeAll, expect, test, vi } from 'vitest'
import { createScriptedStt, createScriptedTts, type ScriptedHearing } from '../src/providers/scripted.ts'
import { inHouses, sayYes, type TestHouse } from './house.ts'
import type { TestLearner } from './learner.ts'
import { voiceFile } from './recordings.ts'
import { connect } from './socket-client.ts'

inHouses('the socket', (open, engine) => {
  let house: TestHouse
  let ada: TestLearner
  const voice = createScriptedTts()
  const hearing: { script: () => ScriptedHearing } = { script: () => ({ text: 'hello there' }) }
  beforeAll(async () => {
    house = await open({ stt: createScriptedStt(() => hearing.script()), tts: voice })
    ada = await house.learner()
  })
  const signedIn = (path = '/ws/test-session') =>
    connect(house.url, path, { headers: { authorization: `Bearer ${ada.token}` } })
  const audio = Buffer.from(voiceFile).toString('base64')

  test('lets a learner in four ways, and echoes no token', async () => {
    const ways = [
      await signedIn(),
      await connect(house.url, `/ws/test-session?token=${ada.token}`),
      await connect(house.url, '/ws/test-session', { protocols: ['lva.v1', `bearer.${ada.token}`] }),
      await connect(house.url, '/ws/test-session', { protocols: ['lva.v1'] }),
    ]
    ways[3]?.send({ type: 'auth', token: ada.token })
    expect(await ways[3]?.next()).toEqual({ type: 'auth-ok' })
    expect(ways[2]?.socket.protocol).toBe('lva.v1')
    for (const way of ways) {
      way.send({ type: 'ping' })
      expect(await way.next()).toEqual({ type: 'pong' })
      way.close()
    }
  })

  test('refuses strangers before the upgrade, and after it with 4401', async () => {
    expect((await connect(house.url, '/ws/x', { headers: { authorization: 'Bearer nonsense' } })).refused).toBe(401)
    expect((await connect(house.url, `/ws/x?token=${ada.refreshToken}`)).refused).toBe(401)
    expect(
      (
        await connect(house.url, '/ws/x', {
          origin: 'https://evil.example',
          headers: { authorization: `Bearer ${ada.token}` },
        })
      ).refused,
    ).toBe(403)
    const own = await connect(house.url, '/ws/x', {
      origin: house.url,
      headers: { authorization: `Bearer ${ada.token}` },
    })
    expect(own.refused).toBe(null)
    own.close()

    const wrong = await connect(house.url, '/ws/x')
    wrong.send({ type: 'auth', token: 'nonsense' })
    expect(await wrong.next()).toMatchObject({ type: 'error', code: 'sign-in-required' })
    expect((await wrong.closed).code).toBe(4401)
    const early = await connect(house.url, '/ws/x')
    early.send({ type: 'text', text: 'Let me in.' })
    expect((await early.closed).code).toBe(4401)
    const heavy = await connect(house.url, '/ws/x')
    heavy.send({ type: 'audio', audio: 'A'.repeat(5_000) })
    expect((await heavy.closed).code).toBe(1009)
    expect((await ada.history('x')).count).toBe(0)
  })

  test('takes what is sent right after the token, in its order', async () => {
    house.script(({ facts }) => ({ words: [`On ${facts.text}`] }))
    const client = await connect(house.url, '/ws/order')
    client.send({ type: 'auth', token: ada.token })
    for (let i = 0; i < 8; i++) client.send({ type: 'text', text: `Thing ${i}` })
    client.send({ type: 'end' })
    const frames = (await client.until('summary')) as Array<{ type: string; user_text?: string; agent_text?: string }>
    expect(frames.map(({ type }) => type)).toEqual(['auth-ok', ...Array(8).fill('response'), 'summary'])
    expect(frames.slice(1, -1).map(({ agent_text }) => agent_text)).toEqual(
      Array.from({ length: 8 }, (_, i) => `On Thing ${i}`),
    )
    expect((await client.closed).code).toBe(1000)
    expect((await ada.history('order')).history.map(({ user_text }) => user_text)).toEqual(
      Array.from({ length: 8 }, (_, i) => `Thing ${i}`),
    )
  })

  test('stays open when a frame makes no sense', async () => {
    const client = await signedIn()
    for (const frame of [
      '{',
      '[]',
      'null',
      '{"type":"dance"}',
      '{"type":"text"}',
      '{"type":"text","text":5}',
      '{"type":"text","text":"  "}',
      '{"type":"text","text":"\\u0000"}',
      '{"type":"audio","audio":"AAAA"}',
      '"\\ud800"',
    ]) {
      client.send(frame)
      expect(await client.next(), frame).toMatchObject({
        type: 'error',
        code: expect.stringMatching(/./),
        detail: expect.stringMatching(/./),
      })
    }
    client.socket.send(Buffer.from([1, 2, 3]))
    expect(await client.next()).toMatchObject({ type: 'error', code: 'bad-request' })
    client.send({ type: 'ping' })
    expect(await client.next()).toEqual({ type: 'pong' })
    client.close()
  })

  test('streams a spoken turn in order and reads the reply aloud as a WAV file', async () => {
    house.script(() => ({ words: ['Hello', ' to you.'] }))
    const client = await signedIn('/ws/aloud')
    client.send({ type: 'audio', audio, stream: true, speak: true })
    const frames = await client.until('audio-end')
    const types = frames.map((frame) => (Buffer.isBuffer(frame) ? 'sound' : frame.type))
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual([
      'transcript-start',
      'transcript-end',
      'reply-start',
      'reply-delta',
      'reply-end',
      'response',
      'audio-start',
      'sound',
      'audio-end',
    ])
    const wav = Buffer.concat(frames.filter((frame) => Buffer.isBuffer(frame)))
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    expect(wav.length).toBe(44 + 'Hello to you.'.length * 480)
    client.close()
  })

  test('an interrupted reply keeps what was said, and the socket goes on', async () => {
    house.script(() => ({ words: ['Half a tale'], hang: true }))
    const client = await signedIn('/ws/cancel')
    client.send({ type: 'text', text: 'Talk.', stream: true, speak: true })
    await client.until('reply-delta')
    client.send({ type: 'turn-cancel' })
    const frames = await client.until('response')
    expect(frames).toMatchObject([
      { type: 'reply-end', interrupted: true },
      { type: 'response', agent_text: 'Half a tale' },
    ])
    expect((await ada.history('cancel')).history).toMatchObject([
      { agent_text: 'Half a tale', metadata: { state: 'interrupted' } },
    ])
    house.script(sayYes)
    client.send({ type: 'text', text: 'Go on.' })
    expect(await client.next()).toMatchObject({ type: 'response', agent_text: 'Tell me more.' })
    client.close()
  })

  test('a turn cancelled while it is written down keeps its words', async () => {
    const waits = Promise.withResolvers<void>()
    const listens = Promise.withResolvers<void>()
    const slow = createScriptedStt(() => ({ text: 'never lost' }))
    const patient = {
      ...slow,
      transcribe: async (...asked: Parameters<typeof slow.transcribe>) => {
        listens.resolve()
        await waits.promise
        return slow.transcribe(...asked)
      },
    }
    const other = await open({ stt: patient })
    const eve = await other.learner()
    const client = await connect(other.url, '/ws/cancel', { headers: { authorization: `Bearer ${eve.token}` } })
    client.send({ type: 'audio', audio, stream: true })
    await listens.promise
    client.send({ type: 'turn-cancel' })
    client.send({ type: 'ping' })
    expect(await client.next()).toEqual({ type: 'transcript-start' })
    expect(await client.next()).toEqual({ type: 'pong' })
    waits.resolve()
    expect((await client.until('response')).at(-1)).toMatchObject({
      user_text: expect.stringMatching(/never lost/i),
      agent_text: null,
    })
    expect((await eve.history('cancel')).history).toMatchObject([{ metadata: { state: 'interrupted' } }])
    client.close()
  })

  test('tells that the words are kept when nobody can answer', async () => {
    house.script(() => ({ fail: { kind: 'unavailable' } }))
    const client = await signedIn('/ws/down')
    client.send({ type: 'text', text: 'Anybody?' })
    expect(await client.next()).toMatchObject({
      type: 'error',
      code: 'model-unavailable',
      kept: true,
      session_id: 'down',
    })
    house.script(sayYes)
    client.send({ type: 'text', text: 'Anybody?' })
    expect(await client.next()).toMatchObject({ type: 'response', agent_text: 'Tell me more.' })
    expect((await ada.history('down')).count).toBe(1)
    client.close()
  })

  test('somebody who leaves in the middle finds the answer later', async () => {
    house.script(() => ({ words: ['Whole', ' answer.'], betweenMs: 500 }))
    const client = await signedIn('/ws/left')
    client.send({ type: 'text', text: 'Tell me about tides.', stream: true })
    await client.until('reply-delta')
    client.close()
    await client.closed
    await house.clock.advance(500)
    await expect.poll(async () => (await ada.history('left')).history).toMatchObject([{ agent_text: 'Whole answer.' }])
  })

  test('nothing is read aloud to somebody who has left', async () => {
    house.script(() => ({ words: ['Too late.'], firstAfterMs: 1_000 }))
    const client = await signedIn('/ws/quiet')
    client.send({ type: 'text', text: 'Tell me about tides.', stream: true, speak: true })
    await client.until('reply-start')
    client.close()
    await client.closed
    await expect.poll(() => house.clock.pending).toBeGreaterThan(0)
    await house.clock.advance(1_000)
    await expect.poll(async () => (await ada.history('quiet')).history[0]?.agent_text).toBe('Too late.')
    house.script(() => ({ words: ['Still here.'] }))
    const other = await signedIn('/ws/loud')
    other.send({ type: 'text', text: 'I stay.', stream: true, speak: true })
    await other.until('audio-end')
    other.close()
    expect(voice.spoken.slice(-1).map(({ text }) => text)).toEqual(['Still here.'])
    expect(voice.spoken.map(({ text }) => text)).not.toContain('Too late.')
    house.script(sayYes)
  })

  test('two sockets share a session', async () => {
    house.script(sayYes)
    const [one, two] = [await signedIn('/ws/shared'), await signedIn('/ws/shared')]
    one.send({ type: 'text', text: 'From my phone.' })
    two.send({ type: 'text', text: 'From my desk.' })
    expect(await one.next()).toMatchObject({ type: 'response', user_text: 'From my phone.' })
    expect(await two.next()).toMatchObject({ type: 'response', user_text: 'From my desk.' })
    expect((await ada.history('shared')).count).toBe(2)
    one.close()
    two.close()
  })

  test('a flood and a giant frame end it', async () => {
    const flood = await signedIn()
    for (let i = 0; i < 200; i++) flood.send({ type: 'ping' })
    expect((await flood.closed).code).toBe(4429)
    const giant = await signedIn()
    giant.socket.on('error', () => {})
    giant.send({ type: 'audio', audio: 'A'.repeat(36 * 1024 * 1024) })
    expect((await giant.closed).code).toBe(1009)
  })

  test('a large frame that never ends, ends it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const endless = await signedIn()
      // Once this is answered, everything before it was read.
      const heard = () => {
        const pong = new Promise((resolve) => endless.socket.once('pong', resolve))
        endless.socket.ping()
        return pong
      }
      endless.socket.send('A'.repeat(2 * 1024 * 1024), { fin: false })
      await heard()
      for (const passed of [60_000, 119_000]) {
        const asked = new Promise((resolve) => endless.socket.once('ping', resolve))
        house.pass(passed)
        vi.advanceTimersByTime(25_000)
        await asked
        await heard()
      }
      house.pass(2_000)
      vi.advanceTimersByTime(25_000)
      expect((await endless.closed).code).toBe(1006)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a sign-in that ends, ends it', async () => {
    const eve = await house.learner()
    const headers = { authorization: `Bearer ${eve.token}` }
    const client = await connect(house.url, '/ws/x', { headers })
    expect((await eve.call('POST', '/api/auth/logout')).status).toBe(204)
    client.send({ type: 'text', text: 'Still here?' })
    expect(await client.next()).toMatchObject({ type: 'error', code: 'sign-in-expired' })
    expect((await client.closed).code).toBe(4401)

    const short = await open({ env: { JWT_ACCESS_EXPIRE_MINUTES: '1' } })
    const gus = await short.learner()
    const late = await connect(short.url, '/ws/x', { headers: { authorization: `Bearer ${gus.token}` } })
    short.pass(61_000)
    late.send({ type: 'text', text: 'Too late.' })
    expect((await late.closed).code).toBe(4401)
    expect(engine).toMatch(/sqlite|postgres/)
  })

  test('a session id may be anything that can be stored', async () => {
    house.script(sayYes)
    for (const id of ['😀'.repeat(64), 'a/b', '?x=1#y', 'ü'.repeat(128), '%00']) {
      const client = await signedIn(`/ws/${encodeURIComponent(id)}`)
      expect(client.refused, id).toBe(null)
      client.send({ type: 'text', text: `Under ${id}` })
      expect(await client.next()).toMatchObject({ type: 'response', session_id: id })
      expect((await ada.history(id)).count, id).toBe(1)
      client.close()
    }
    for (const path of ['/ws/%00', '/ws/%ED%A0%80', `/ws/${'x'.repeat(129)}`])
      expect((await signedIn(path)).refused, path).toBeGreaterThanOrEqual(400)
  })
})
