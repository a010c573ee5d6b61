import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { realClock } from '../clock.ts'
import { result, startDeepgramServer, turnInfo } from '../conformance/deepgram-server.ts'
import { failureFrom, SECRET_KEY, tellsFailuresApart } from '../conformance/failures.ts'
import { createHandClock } from '../conformance/hand-clock.ts'
import { allOf, heardUntil, listensLikeAnStt, rampFrames } from '../conformance/listening.ts'
import { aTone, HEARD, hearsLikeAnStt } from '../conformance/stt.ts'
import { toWav } from '../pcm.ts'
import { createDeepgramStt } from './deepgram.ts'

type Scenes = Parameters<typeof startDeepgramServer>[0]

async function deepgram(scenes: Scenes = {}, { model }: { model?: string } = {}) {
  const server = await startDeepgramServer(scenes)
  onTestFinished(() => server.close())
  const clock = createHandClock()
  const stt = createDeepgramStt({ key: SECRET_KEY, baseUrl: server.url, model, clock })
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const listen = (language: string | null = 'en-GB') => {
    const stream = stt.listen?.({ language, signal: leave.signal })
    if (!stream) throw new Error('it does not listen')
    return stream
  }
  /** The vendor's side of the first socket, when it is there. */
  const line = async () => {
    while (!server.lines[0]) await clock.settle()
    return server.lines[0]
  }
  /** Waits, without a clock, for what the network brings. */
  const until = async (condition: () => boolean) => {
    while (!condition()) await clock.settle()
  }
  return { server, clock, stt, leave, listen, line, until }
}

const inTime = (language: string | null = 'en-GB') => ({ language, signal: AbortSignal.timeout(5_000) })

describe('deepgram, given a recording', () => {
  hearsLikeAnStt(async (scene) => {
    const server = await startDeepgramServer({ stt: scene })
    return { ...server, stt: createDeepgramStt({ key: SECRET_KEY, baseUrl: server.url }) }
  })

  tellsFailuresApart(async (scene) => {
    const { stt } = await deepgram({ stt: scene })
    await stt.transcribe(aTone(), inTime())
  })

  test('is sent a WAV, byte for byte, with the language', async () => {
    const { stt, server } = await deepgram()
    expect(await stt.transcribe(aTone(), inTime('fr-CA'))).toEqual({ text: HEARD, confidence: 0.95 })
    const [request] = server.requests
    expect(request?.path).toBe('/v1/listen?model=nova-3&language=fr&smart_format=true')
    expect(request?.headers).toMatchObject({ authorization: `Token ${SECRET_KEY}`, 'content-type': 'audio/wav' })
    expect(request?.body).toEqual(toWav(aTone()))
  })

  test('a model for conversations leaves it to nova-3, and an unknown language is found out', async () => {
    const { stt, server } = await deepgram({}, { model: 'flux-general-en' })
    await stt.transcribe(aTone(), inTime(null))
    expect(server.requests[0]?.path).toBe('/v1/listen?model=nova-3&language=multi&smart_format=true')
  })

  test('a probe sends half a second of silence', async () => {
    const { stt, server } = await deepgram()
    await stt.probe?.(inTime())
    expect(server.requests[0]?.body.length).toBe(44 + 16_000)
  })
})

describe.each(['nova-3', 'flux-general-en'])('deepgram with %s', (model) => {
  listensLikeAnStt(async (scene) => {
    const server = await startDeepgramServer({ listening: scene })
    return {
      ...server,
      stt: createDeepgramStt({ key: SECRET_KEY, baseUrl: server.url, model, clock: realClock }),
      sound: () => server.lines[0]?.sound() ?? new Int16Array(0),
      advance: async () => {},
    }
  })

  tellsFailuresApart(async (scene) => {
    const { listen } = await deepgram({ listening: scene }, { model })
    await heardUntil(listen().signals, 1)
  })

  test('a page where a recogniser should be is told', async () => {
    const { listen } = await deepgram({ listening: 'page' }, { model })
    expect(await failureFrom(heardUntil(listen().signals, 1))).toMatchObject({ kind: 'unavailable' })
  })

  test('nobody who opens within ten seconds is given up', async () => {
    const { listen, clock, server } = await deepgram({ listening: 'hangs' }, { model })
    const heard = failureFrom(heardUntil(listen().signals, 1))
    await server.begun()
    await clock.advance(10_000)
    expect(await heard).toMatchObject({ kind: 'unavailable', detail: 'it did not begin to listen in time' })
    await server.gone()
    expect(clock.pending).toBe(0)
  })

  test('sound that was spoken before anybody opened is not lost', async () => {
    const { listen, line, until } = await deepgram({ listening: 'silent' }, { model })
    const stream = listen()
    const frames = rampFrames(20)
    for (const frame of frames.slice(0, 10)) stream.push(frame)
    const { sound } = await line()
    for (const frame of frames.slice(10)) stream.push(frame)
    await until(() => sound().length === 6_400)
    expect(sound()).toEqual(allOf(frames))
  })

  test('no alarm outlives the stream', async () => {
    const { listen, line, leave, clock, until } = await deepgram({ listening: 'silent' }, { model })
    const stream = listen()
    const { words } = await line()
    stream.push(rampFrames(1)[0] ?? new Int16Array(0))
    stream.flush()
    await until(() => words.length === 1)
    // One to stay connected, one for an answer.
    expect(clock.pending).toBe(2)
    leave.abort()
    expect(clock.pending).toBe(0)
    await until(() => words.length === 2)
    expect(clock.pending).toBe(0)
  })

  test('the end is said politely', async () => {
    const { listen, line, leave, until } = await deepgram({ listening: 'halting' }, { model })
    const stream = listen()
    for (const frame of rampFrames(4)) stream.push(frame)
    await stream.signals[Symbol.asyncIterator]().next()
    const { words } = await line()
    leave.abort()
    await until(() => words.includes('CloseStream'))
  })
})

describe('deepgram’s nova-3', () => {
  test('is asked for preliminary words in the language, and never compressed', async () => {
    const { listen, line } = await deepgram({ listening: 'silent' })
    listen('es-MX')
    const { path, headers } = await line()
    expect(Object.fromEntries(new URL(path, 'http://a').searchParams)).toEqual({
      ...{ model: 'nova-3', language: 'es', encoding: 'linear16', sample_rate: '16000', channels: '1' },
      ...{ punctuate: 'true', interim_results: 'true', vad_events: 'true', endpointing: '300' },
      utterance_end_ms: '1000',
    })
    expect(headers.authorization).toBe(`Token ${SECRET_KEY}`)
    expect(headers['sec-websocket-extensions']).toBeUndefined()
  })

  test('may live under a path, and behind a version that was written out', async () => {
    const server = await startDeepgramServer({ listening: 'silent' })
    onTestFinished(() => server.close())
    const stt = createDeepgramStt({ key: SECRET_KEY, baseUrl: `${server.url}/speech/v1/` })
    const leave = new AbortController()
    onTestFinished(() => leave.abort())
    stt.listen?.({ language: 'en', signal: leave.signal })
    await stt.transcribe(aTone(), inTime())
    await server.begun()
    await expect.poll(() => server.lines[0]?.path).toMatch(/^\/speech\/v1\/listen\?/)
    expect(server.requests[0]?.path).toMatch(/^\/speech\/v1\/listen\?/)
  })

  test('is told every four seconds that somebody is there who says nothing', async () => {
    const { listen, line, clock, until } = await deepgram({ listening: 'silent' })
    listen()
    const { words } = await line()
    await until(() => clock.pending > 0)
    await clock.advance(12_500)
    await until(() => words.length === 3)
    expect(words).toEqual(['KeepAlive', 'KeepAlive', 'KeepAlive'])
  })

  test('words that came too late for a question are not said twice', async () => {
    const { listen, line, clock, until } = await deepgram({ listening: 'silent' })
    const stream = listen()
    const { say, words } = await line()
    const signals = stream.signals[Symbol.asyncIterator]()
    say(result('What is'))
    expect((await signals.next()).value).toMatchObject({ type: 'partial', text: 'What is' })
    stream.flush()
    await until(() => words.includes('Finalize'))
    await clock.advance(600)
    expect((await signals.next()).value).toMatchObject({ type: 'final', text: 'What is' })
    say(result('What is a tide?', { duration: 2, is_final: true, speech_final: true }))
    expect((await signals.next()).value).toMatchObject({ type: 'final', text: 'a tide?' })
  })

  test('tells where each word lies, and how far it has understood', async () => {
    const { listen, line } = await deepgram({ listening: 'silent' })
    const stream = listen()
    const { say } = await line()
    say(result('Good morning.', { start: 2, duration: 1, is_final: true, speech_final: true }))
    expect(await heardUntil(stream.signals, 1)).toEqual([
      {
        type: 'final',
        text: 'Good morning.',
        confidence: 0.9,
        atMs: 3_000,
        words: [
          { text: 'Good', fromMs: 2_000, toMs: 2_500 },
          { text: 'morning.', fromMs: 2_500, toMs: 3_000 },
        ],
      },
    ])
  })

  test('puts a language without spaces together without them', async () => {
    const { listen, line } = await deepgram({ listening: 'silent' })
    const stream = listen('ja-JP')
    const { say } = await line()
    say(result('おはよう', { is_final: true }))
    say(result('ございます', { start: 1, is_final: true, speech_final: true }))
    expect((await heardUntil(stream.signals, 1)).at(-1)?.text).toBe('おはようございます')
  })

  test('says what it was in a way that quotes nobody', async () => {
    const { listen, line } = await deepgram({ listening: 'silent' })
    const stream = listen()
    const { say } = await line()
    say({ type: 'Error', description: `no, ${SECRET_KEY}`, message: 'x', variant: 'y' })
    const error = await failureFrom(heardUntil(stream.signals, 1))
    expect(error).toMatchObject({ kind: 'unavailable', detail: 'it reported a failure of its own' })
    expect(error.message).not.toContain(SECRET_KEY)
  })

  test('that takes sound too slowly is left, before the sound fills the house', async () => {
    const { listen, line } = await deepgram({ listening: 'silent' })
    const stream = listen()
    const { socket } = await line()
    socket.pause()
    const second = new Int16Array(16_000)
    const failing = failureFrom(heardUntil(stream.signals, 1))
    for (let s = 0; s < 600; s++) stream.push(second)
    expect(await failing).toMatchObject({ detail: 'it does not take the sound as fast as it is spoken' })
  })
})

describe('deepgram’s flux', () => {
  const flux = { model: 'flux-general-en' }

  test('knows its languages by hints, and leaves the others to nova-3', async () => {
    const { listen, server, until } = await deepgram({ listening: 'silent' }, flux)
    for (const language of ['en-US', 'de-AT', 'sv', null]) listen(language)
    await until(() => server.lines.length === 4)
    const asked = server.lines.map(({ path }) => {
      const { pathname, searchParams } = new URL(path, 'http://a')
      return [pathname, ...['model', 'language', 'language_hint'].map((name) => searchParams.get(name))]
    })
    expect(asked).toEqual([
      ['/v2/listen', 'flux-general-en', null, null],
      ['/v2/listen', 'flux-general-multi', null, 'de'],
      ['/v1/listen', 'nova-3', 'sv', null],
      ['/v2/listen', 'flux-general-multi', null, null],
    ])
  })

  test('thinks early that a turn is over, and says when that was wrong', async () => {
    const { listen } = await deepgram({ listening: 'talk' }, flux)
    const stream = listen()
    for (const frame of rampFrames(4)) stream.push(frame)
    const heard = await heardUntil(stream.signals, 1)
    expect(heard.map(({ type, text }) => [type, text])).toEqual([
      ['partial', 'Good'],
      ['eager', 'Good morning.'],
      ['resumed', 'Good morning. What'],
      ['partial', 'Good morning. What is a'],
      ['eager', HEARD],
      ['final', HEARD],
    ])
  })

  test('hears silence of ours while nobody speaks, which no time counts', async () => {
    const { listen, line, clock, until } = await deepgram({ listening: 'silent' }, flux)
    const stream = listen()
    const { say, sound } = await line()
    await until(() => clock.pending > 0)
    await clock.advance(4_000)
    await until(() => sound().length === 1_280)
    say(turnInfo('EndOfTurn', 'Yes.', { end: 1.08 }))
    expect(await heardUntil(stream.signals, 1)).toMatchObject([{ text: 'Yes.', atMs: 1_000 }])
  })

  test('ends a turn once, also when it answers late', async () => {
    const { listen, line, clock, until } = await deepgram({ listening: 'silent' }, flux)
    const stream = listen()
    const { say, words } = await line()
    const signals = stream.signals[Symbol.asyncIterator]()
    say(turnInfo('Update', 'What is'))
    await signals.next()
    stream.flush()
    await until(() => words.includes('ForceEndTurn'))
    await clock.advance(600)
    expect((await signals.next()).value).toMatchObject({ type: 'final', text: 'What is' })
    say(turnInfo('EndOfTurn', 'What is'))
    say(turnInfo('StartOfTurn', 'Yes.', { turn: 1 }))
    expect((await signals.next()).value).toMatchObject({ type: 'partial', text: 'Yes.' })
  })
})

test('a socket leads to the vendor only, and never into the house', async () => {
  const server = await startDeepgramServer()
  onTestFinished(() => server.close())
  const stt = createDeepgramStt({
    key: SECRET_KEY,
    outgoing: createOutgoing({ lookup: (_, __, found) => found(null, [{ address: '127.0.0.1', family: 4 }]) }),
  })
  const stream = stt.listen?.({ language: 'en', signal: AbortSignal.timeout(5_000) })
  const error = await failureFrom(heardUntil(stream?.signals ?? (async function* () {})(), 1))
  expect(error).toMatchObject({ kind: 'misconfigured' })
  expect(error.detail).toMatch(/OUTGOING_ALLOW/)
  expect(server.lines).toEqual([])
})
