import { describe, expect, onTestFinished, test } from 'vitest'
import { startSpeechServer } from '../conformance/audio-server.ts'
import { failureFrom, SECRET_KEY, tellsFailuresApart } from '../conformance/failures.ts'
import { collect } from '../conformance/llm.ts'
import { startServer } from '../conformance/local-server.ts'
import { speaking, speaksLikeATts } from '../conformance/tts.ts'
import { toBytes, toSamples, toWav } from '../pcm.ts'
import { createOpenAiTts } from './openai.ts'

const VENDOR = 'https://api.openai.com/v1'
const inTime = () => ({ signal: AbortSignal.timeout(5_000) })

describe('openai', () => {
  speaksLikeATts(async (scene) => {
    const server = await startSpeechServer(scene)
    return { ...server, tts: createOpenAiTts({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }) }
  })

  tellsFailuresApart(async (scene) => {
    const server = await startSpeechServer(scene)
    onTestFinished(() => server.close())
    await collect(createOpenAiTts({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }).speak('Hello.', speaking()))
  })

  test('samples that were cut between two pieces are whole again', async () => {
    const ramp = Int16Array.from({ length: 12_000 }, (_, i) => i * 2 - 12_000)
    const server = await startSpeechServer('halting', { sound: toBytes(ramp) })
    onTestFinished(() => server.close())
    const tts = createOpenAiTts({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    const heard: Buffer[] = []
    for await (const piece of tts.speak('Hello.', speaking())) {
      heard.push(piece)
      server.release()
    }
    expect(toSamples(Buffer.concat(heard))).toEqual(ramp)
  })

  test('voice and speed are the learner’s', async () => {
    const server = await startSpeechServer('plain')
    onTestFinished(() => server.close())
    const tts = createOpenAiTts({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    await collect(tts.speak('Hello.', speaking({ voice: 'nova', rate: 1.25 })))
    const [request] = server.requests
    expect(request?.path).toBe('/v1/audio/speech')
    expect(JSON.parse(String(request?.body))).toEqual({
      model: 'tts-1',
      input: 'Hello.',
      voice: 'nova',
      response_format: 'pcm',
      speed: 1.25,
    })
  })

  test('a text too long for one request is spoken in pieces, each cut after a sentence', async () => {
    const server = await startSpeechServer('plain')
    onTestFinished(() => server.close())
    const tts = createOpenAiTts({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) })
    const sentence = 'The moon pulls at the sea, and the sea follows. '
    await collect(tts.speak(sentence.repeat(200), speaking()))
    const inputs: string[] = server.requests.map(({ body }) => JSON.parse(String(body)).input)
    expect(inputs).toHaveLength(3)
    for (const input of inputs) {
      expect(input.length).toBeLessThanOrEqual(4_096)
      expect(input.endsWith('follows.')).toBe(true)
    }
    expect(inputs.join(' ')).toBe(sentence.repeat(200).trim())
  })
})

describe('a compatible server', () => {
  test('that sends a WAV of its own rate is heard at ours', async () => {
    const sound = toWav({ samples: new Int16Array(8_000).fill(1_000), sampleRate: 16_000 })
    const server = await startSpeechServer('plain', { sound, as: 'audio/wav' })
    onTestFinished(() => server.close())
    const tts = createOpenAiTts({ key: null, baseUrl: server.url })
    const heard = Buffer.concat(await collect(tts.speak('Hello.', speaking())))
    expect(Math.abs(heard.length / 2 - 12_000)).toBeLessThan(3)
    expect(heard.readInt16LE(12_000)).toBe(1_000)
  })

  test('that sends MP3 is told what was wanted', async () => {
    const server = await startSpeechServer('plain', { as: 'audio/mpeg' })
    onTestFinished(() => server.close())
    const tts = createOpenAiTts({ key: null, baseUrl: server.url })
    expect(await failureFrom(collect(tts.speak('Hello.', speaking())))).toMatchObject({
      kind: 'misconfigured',
      detail: 'it answers with audio/mpeg where PCM was asked for',
    })
  })

  test('that lists its voices offers those', async () => {
    const server = await startServer(
      (_, response) => void response.end(JSON.stringify({ voices: ['af_sky', { id: 'bm_lewis' }] })),
    )
    onTestFinished(() => server.close())
    const voices = await createOpenAiTts({ key: null, baseUrl: server.url }).voices(inTime())
    expect(voices.map((voice) => voice.id)).toEqual(['af_sky', 'bm_lewis'])
  })

  test('a probe stops listening at the first sound', async () => {
    const server = await startSpeechServer('halting')
    onTestFinished(() => server.close())
    await createOpenAiTts({ key: null, baseUrl: server.url }).probe?.(inTime())
    await server.gone()
  })
})
