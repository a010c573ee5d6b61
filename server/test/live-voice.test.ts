import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createScriptedStt, createScriptedTts } from '../src/providers/scripted.ts'
import { inHouses, type Wishes } from './house.ts'
import { goLive } from './live-client.ts'

// A machine that does other things syncs its disk when it can.
vi.setConfig({ testTimeout: 60_000 })
const HOUR = 3_600_000
const eventually = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })

inHouses('a live voice', (open) => {
  async function within({ says = ['What is a monad?'], ...wishes }: Wishes & { says?: string[] } = {}) {
    const stt = createScriptedStt((_, call) => ({ text: says[Math.min(call, says.length - 1)] ?? '', confidence: 0.9 }))
    const tts = createScriptedTts()
    const house = await open({ stt, tts, ...wishes })
    house.script(() => ({ words: ['A monad is a box. ', 'It holds a value.'] }))
    const ada = await house.learner({ name: 'Ada' })
    return { house, ada, stt, tts }
  }

  test('hears a turn, answers aloud, and remembers what was heard', async () => {
    const { house, ada, tts } = await within()
    const live = await goLive(house.url, ada)
    expect(await live.next('voice-ready')).toMatchObject({ resumed: false, through_ms: 0, recogniser: 'segment' })
    live.speak(1_000)
    live.silence(2_000)
    const { text, exchange_id } = await live.next('transcript-end')
    expect(text).toBe('What is a monad?')
    expect(await live.next('reply-end')).toMatchObject({
      exchange_id,
      interrupted: false,
      heard_text: 'A monad is a box. It holds a value.',
    })
    expect(tts.spoken.map((one) => one.text.trim()).join(' ')).toBe('A monad is a box. It holds a value.')
    const history = async () => (await ada.history()).history[0]
    await eventually(async () => expect((await history())?.agent_text).toBe('A monad is a box. It holds a value.'))
    expect(await history()).toMatchObject({
      user_text: 'What is a monad?',
      metadata: { spoken: true, state: 'answered', unheard_text: null, recording_id: null },
    })
    const told = await live.next('metrics')
    const sum = Object.values(told.stages).reduce((all, ms) => all + ms, 0)
    expect(Math.abs(sum - told.total_ms)).toBeLessThanOrEqual(20)
    live.close()
  })

  test('stops when it is interrupted, and claims nothing nobody heard', async () => {
    const { house, ada } = await within({ says: ['What is a monad?', 'Hold that thought, what is a functor?'] })
    house.script(() => ({ words: ['One two three four five six seven eight. ', 'Nine ten eleven twelve thirteen.'] }))
    const live = await goLive(house.url, ada, { listen: false })
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.until(() => live.soundMs() > 0)
    live.played(150)
    live.speak(2_000)
    live.silence(2_000)
    const cut = await live.next('reply-end')
    expect(cut).toMatchObject({ interrupted: true })
    expect(live.all('clear').length).toBeGreaterThan(0)
    const whole = 'One two three four five six seven eight. Nine ten eleven twelve thirteen.'
    const heard = cut.heard_text ?? ''
    expect(whole.startsWith(heard)).toBe(true)
    expect(heard.length).toBeLessThan('One two three four five six seven eight.'.length)
    await live.next('transcript-end', 1)
    await eventually(async () => {
      const [first] = (await ada.history()).history
      expect(first?.agent_text ?? '').toBe(heard.trim())
      expect(first?.metadata.unheard_text).toContain('thirteen')
    })
    await eventually(() => expect(house.requests.length).toBeGreaterThan(1))
    const told = house.requests
      .at(-1)
      ?.messages.map(({ text }) => text)
      .join(' ')
    expect(told).not.toContain('thirteen')
    live.close()
  })

  test('goes on after a mere "mm-hmm"', async () => {
    const { house, ada } = await within({ says: ['What is a monad?', 'Mm-hmm.'] })
    house.script(() => ({ words: ['One two three four five six seven eight. ', 'Nine ten eleven twelve thirteen.'] }))
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.until(() => live.soundMs() > 0)
    live.speak(400)
    live.silence(1_000)
    expect(await live.next('reply-end')).toMatchObject({ interrupted: false })
    expect(live.all('transcript-end')).toHaveLength(1)
    live.close()
  })

  test('is taken up again after a lost connection, and hears nothing twice', async () => {
    const { house, ada, stt } = await within()
    const before = await goLive(house.url, ada)
    const { voice_id } = await before.next('voice-ready')
    let spokenMs = 1_500
    before.speak(spokenMs)
    await eventually(() => {
      spokenMs += 20
      before.speak(20)
      expect(before.all('audio-ack').some(({ through_ms }) => through_ms >= 1_000)).toBe(true)
    })
    before.socket.terminate()
    const after = await goLive(house.url, ada, { start: { resume: voice_id } })
    const ready = await after.next('voice-ready')
    expect(ready).toMatchObject({ voice_id, resumed: true })
    expect(ready.through_ms).toBeGreaterThanOrEqual(1_000)
    after.speak(spokenMs - ready.through_ms + 500)
    after.silence(2_000)
    expect(await after.next('transcript-end')).toMatchObject({ text: 'What is a monad?' })
    const longest = Math.max(...stt.heard.map(({ samples }) => samples.length / 16))
    expect(longest).toBeGreaterThan(spokenMs + 400)
    expect(longest).toBeLessThan(spokenMs + 1_400)
    after.close()
  })

  test('does not wait for ever for the sound of a short turn', async () => {
    const { house, ada } = await within({ says: ['Yes.'] })
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(500)
    live.send({ type: 'turn-commit' })
    await live.next('transcript-end')
    await eventually(() => {
      live.silence(1_000)
      expect(live.all('audio-ack').some(({ through_ms }) => through_ms >= 1_000)).toBe(true)
    })
    live.close()
  })

  test('hears what comes right behind the end of a mute, while a sign-in is renewed too', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.send({ type: 'voice-mute', muted: true })
    live.send({ type: 'ping' })
    await live.next('pong')
    const wire: Socket = Reflect.get(live.socket, '_socket')
    // All of it arrives at once.
    wire.cork()
    live.send({ type: 'auth', token: ada.token })
    live.send({ type: 'voice-mute', muted: false })
    live.silence(500)
    wire.uncork()
    await live.next('audio-ack')
    live.close()
  })

  test('takes words that come once more after a lost connection once', async () => {
    const { house, ada } = await within()
    const before = await goLive(house.url, ada, { start: { input: 'transcript' } })
    const { voice_id } = await before.next('voice-ready')
    before.send({ type: 'transcript', text: 'What is a monad?', final: true, nth: 1 })
    await before.next('transcript-end')
    before.socket.terminate()
    const after = await goLive(house.url, ada, { start: { input: 'transcript', resume: voice_id } })
    await after.next('voice-ready')
    after.send({ type: 'transcript', text: 'What is a monad?', final: true, nth: 1 })
    after.send({ type: 'transcript', text: 'And a functor?', final: true, nth: 2 })
    // Its own first turn is told to it again: it may not have heard of it.
    const turns = () => after.all('transcript-end').map(({ text }) => text)
    await after.until(() => turns().includes('And a functor?'))
    expect(turns()).toEqual(['What is a monad?', 'And a functor?'])
    expect((await ada.history()).history).toHaveLength(2)
    after.close()
  })

  test('is carried by the tab that came last', async () => {
    const { house, ada } = await within()
    const first = await goLive(house.url, ada)
    const one = await first.next('voice-ready')
    const second = await goLive(house.url, ada)
    const two = await second.next('voice-ready')
    expect(two.voice_id).not.toBe(one.voice_id)
    expect(await first.next('error')).toMatchObject({ code: 'taken-over' })
    first.speak(100)
    expect(await first.next('error', 1)).toMatchObject({ code: 'bad-request' })
    // The same voice in another tab, while the first is still there.
    const third = await goLive(house.url, ada, { start: { resume: two.voice_id } })
    expect(await third.next('voice-ready')).toMatchObject({ voice_id: two.voice_id, resumed: true })
    expect(await second.next('error')).toMatchObject({ code: 'taken-over' })
    second.speak(100)
    expect(await second.next('error', 1)).toMatchObject({ code: 'bad-request' })
    third.send({ type: 'ping' })
    await third.next('pong')
    for (const live of [first, second, third]) live.close()
  })

  test('is nobody else’s, and there are so many at once', async () => {
    const { house, ada } = await within({ env: { MAX_VOICE_SESSIONS: '3', MAX_VOICE_SESSIONS_PER_USER: '2' } })
    const eve = await house.learner({ name: 'Eve' })
    const live = await goLive(house.url, ada)
    const { voice_id } = await live.next('voice-ready')
    const thief = await goLive(house.url, eve, { start: { resume: voice_id } })
    expect(await thief.next('error')).toMatchObject({ code: 'voice-lost' })
    expect(live.all('error')).toEqual([])
    const other = await goLive(house.url, ada, { session: 'other' })
    await other.next('voice-ready')
    const third = await goLive(house.url, ada, { session: 'third' })
    expect(await third.next('error')).toMatchObject({ code: 'too-many-voices' })
    thief.send({ type: 'voice-start', protocol: 1, sample_rate: 16_000, output: 'text' } as never)
    await thief.next('voice-ready')
    const bob = await house.learner({ name: 'Bob' })
    const late = await goLive(house.url, bob)
    expect(await late.next('error')).toMatchObject({ code: 'too-many-voices' })
    other.send({ type: 'voice-stop' })
    await eventually(async () => {
      late.send({ type: 'voice-start', protocol: 1, sample_rate: 16_000, output: 'text' } as never)
      await vi.waitFor(() => expect(late.all('voice-ready')).toHaveLength(1), { timeout: 300 })
    })
    for (const one of [live, thief, other, third, late]) one.close()
  })

  test('survives garbage, and the socket stays open', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    for (const bytes of [0, 1, 639, 641, 1_279, 51 * 640, 7]) live.socket.send(Buffer.alloc(bytes, bytes % 251))
    expect(await live.next('error')).toMatchObject({ code: 'bad-request' })
    const wrong: unknown[] = [
      { type: 'playback', reply_id: 'r1', played_ms: -1 },
      { type: 'playback', reply_id: 'r999', played_ms: 86_400_000 },
      { type: 'voice-tune', rate: 99 },
      { type: 'transcript', text: 'words nobody asked for', final: true },
      { type: 'voice-mute' },
      { type: 'voice-start', protocol: 1, sample_rate: 44_100, output: 'text' },
      { type: 'voice-start', protocol: 2, sample_rate: 16_000, output: 'text' },
      { type: 'turn-commit' },
      { type: 'turn-cancel' },
      { type: 'voice-whisper' },
    ]
    for (const frame of wrong) live.send(frame as never)
    live.speak(1_000)
    live.silence(2_000)
    expect(await live.next('transcript-end')).toMatchObject({ text: 'What is a monad?' })
    expect(live.socket.readyState).toBe(live.socket.OPEN)
    live.close()
  })

  test('a flood of sound ends the socket, and nothing else does', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    // However slowly it is read: more comes than the time that passes allows.
    await eventually(() => {
      live.silence(15_000)
      expect(live.socket.readyState).toBe(live.socket.CLOSED)
    })
    expect(await live.closed).toMatchObject({ code: 4429 })
    expect((await ada.history()).count).toBe(0)
  })

  test('takes words where the browser has a recogniser, and gives words where it has a voice', async () => {
    const { house, ada } = await within({ stt: null, tts: null })
    const wasps = await ada.call('POST', '/api/upload/document?name=wasps.txt', 'Wasps chew wood.', {
      'content-type': 'application/octet-stream',
    })
    await house.settle()
    const start = { input: 'transcript', output: 'text', document_ids: [wasps.body.id] }
    const live = await goLive(house.url, ada, { start })
    expect(await live.next('voice-ready')).toMatchObject({ input: 'transcript', output: 'text', recogniser: 'client' })
    live.send({ type: 'transcript', text: 'What is a', final: false })
    live.send({ type: 'transcript', text: 'What is a monad?', final: true, confidence: 0.9 })
    live.send({ type: 'turn-commit' })
    const { reply_id } = await live.next('reply-start')
    await live.until(() => live.all('reply-delta').length === 2)
    live.send({ type: 'playback', reply_id: reply_id ?? '', played_ms: 60_000 })
    expect(await live.next('reply-end')).toMatchObject({ interrupted: false })
    // What is attached is what the turn is about.
    expect(house.requests.at(-1)?.facts.recalled.map(({ sourceId }) => sourceId)).toEqual([wasps.body.id])
    const need = await goLive(house.url, ada, { session: 'sound' })
    expect(await need.next('error')).toMatchObject({ code: 'no-recogniser' })
    live.close()
    need.close()
  })

  test('keeps what nobody could write down, and has it written down later', async () => {
    let down = true
    const stt = createScriptedStt(() => (down ? { fail: { kind: 'unavailable' } } : { text: 'What is a monad?' }))
    const { house, ada } = await within({ stt })
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(1_500)
    live.silence(2_500)
    await eventually(async () => expect((await ada.history()).history[0]?.metadata.state).toBe('unheard'))
    down = false
    house.pass(60_000)
    await house.settle()
    expect((await ada.history()).history[0]).toMatchObject({
      user_text: 'What is a monad?',
      agent_text: expect.any(String),
    })
    live.close()
  })

  test('finds later what could not become a turn, also when its owner was suspended meanwhile', async () => {
    let down = true
    const stt = createScriptedStt(() => (down ? { fail: { kind: 'unavailable' } } : { text: 'What is a monad?' }))
    const { house, ada } = await within({ stt })
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    rmSync(join(house.place.folder, 'recordings'), { recursive: true, force: true })
    writeFileSync(join(house.place.folder, 'recordings'), 'in the way')
    live.speak(1_500)
    live.silence(2_500)
    expect(await live.next('error')).toMatchObject({ code: 'recogniser-unavailable', kept: true })
    expect((await ada.history()).count).toBe(0)
    live.close()
    rmSync(join(house.place.folder, 'recordings'))
    await house.db.updateTable('users').set({ status: 'suspended' }).where('id', '=', ada.id).execute()
    down = false
    const { place } = house
    await house.close()
    // Beside others, only what lies there for minutes is surely nobody's.
    for (const name of readdirSync(join(place.folder, 'takes', ada.id)))
      utimesSync(join(place.folder, 'takes', ada.id, name), 0, 0)
    const second = await open({ place, stt })
    await second.settle()
    expect(await second.db.selectFrom('exchanges').select('id').execute()).toEqual([])
    await second.db.updateTable('users').set({ status: 'active' }).where('id', '=', ada.id).execute()
    await second.close()
    const third = await open({ place, stt })
    await third.settle()
    expect(await third.db.selectFrom('exchanges').select('user_text').execute()).toEqual([
      { user_text: 'What is a monad?' },
    ])
  })

  test('keeps the sound of a turn for whoever wants it kept', async () => {
    const { house, ada } = await within()
    await ada.call('PATCH', '/api/user/me', { settings: { recordings_kept: '30d' } })
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(1_500)
    live.silence(2_000)
    const { exchange_id } = await live.next('transcript-end')
    await eventually(async () =>
      expect((await ada.history()).history[0]?.metadata.recording_id).toEqual(expect.any(String)),
    )
    const { status, headers } = await ada.get(`/api/conversation/exchanges/${exchange_id}/recording`)
    expect([status, headers.get('content-type')]).toEqual([200, 'audio/wav'])
    live.close()
  })

  test('learns how somebody pauses, tells it to them, and forgets it when asked', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.next('transcript-end')
    const known = () => house.db.selectFrom('voice_habits').selectAll().where('user_id', '=', ada.id).execute()
    await eventually(async () => expect(await known()).toHaveLength(1))
    live.close()
    expect((await ada.call('DELETE', '/api/voice/habits')).status).toBe(204)
    expect(await known()).toEqual([])
  })

  test('is seen by administrators without a word of it, and counted', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(1_000)
    live.silence(2_000)
    await live.next('metrics')
    const admin = await house.admin()
    const { status, body } = await admin.get('/metrics')
    expect(status).toBe(200)
    expect(body).toMatch(/^lva_voice_turns_total 1$/m)
    expect(body).toMatch(/^lva_voice_turn_seconds_count\{stage="total"\} 1$/m)
    expect(body).toMatch(/^lva_voice_frames_total\{kind="heard"\} 150$/m)
    expect((await ada.get('/metrics')).status).toBe(403)
    const seen = await admin.get('/admin/voices')
    expect(seen.body.voices).toMatchObject([{ user_id: ada.id, email: ada.email, turns: 1, connected: true }])
    expect(JSON.stringify([body, seen.body])).not.toContain('monad')
    expect((await ada.get('/admin/voices')).status).toBe(403)
    live.close()
  })

  test('says goodbye when the server stops, and keeps what was being said', async () => {
    const { house, ada } = await within()
    const live = await goLive(house.url, ada)
    await live.next('voice-ready')
    live.speak(2_000)
    // Somebody who is still talking, and some of it is safe.
    await eventually(() => {
      live.speak(20)
      expect(live.all('audio-ack').some(({ through_ms }) => through_ms >= 1_000)).toBe(true)
    })
    const place = house.place
    const closing = house.close()
    expect(await live.next('error')).toMatchObject({ code: 'shutting-down' })
    await closing
    const { house: next } = {
      house: await open({ place, stt: createScriptedStt(() => ({ text: 'What is a monad?' })) }),
    }
    // Of a house that shares its database another one may be at it still, and it waits.
    next.pass(HOUR)
    await next.settle()
    const rows = await next.db.selectFrom('exchanges').select(['user_text', 'state']).execute()
    expect(rows).toMatchObject([{ user_text: 'What is a monad?' }])
  })
})
