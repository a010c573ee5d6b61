import { describe, expect, onTestFinished, test } from 'vitest'
import { formFields, startTranscriptionServer } from '../conformance/audio-server.ts'
import { SECRET_KEY, tellsFailuresApart } from '../conformance/failures.ts'
import { aTone, HEARD, hearsLikeAnStt } from '../conformance/stt.ts'
import { createOpenAiStt } from './openai.ts'

const VENDOR = 'https://api.openai.com/v1'
const inTime = (language: string | null = 'en-GB') => ({ language, signal: AbortSignal.timeout(5_000) })

describe('openai', () => {
  hearsLikeAnStt(async (scene) => {
    const server = await startTranscriptionServer(scene)
    return { ...server, stt: createOpenAiStt({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }) }
  })

  tellsFailuresApart(async (scene) => {
    const server = await startTranscriptionServer(scene)
    onTestFinished(() => server.close())
    await createOpenAiStt({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }).transcribe(aTone(), inTime())
  })

  async function listening(options: { refusesVerbose?: boolean } = {}) {
    const server = await startTranscriptionServer('plain', options)
    onTestFinished(() => server.close())
    return server
  }

  test('a WAV travels with the language, and confidence is that of the spoken segments', async () => {
    const server = await listening()
    const { confidence } = await createOpenAiStt({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }).transcribe(
      aTone(),
      inTime(),
    )
    // (1 s · e^-0.2 · 0.95 + 2 s · e^-0.1 · 0.99) / 3 s
    expect(confidence).toBeCloseTo(0.8564, 3)
    const [request] = server.requests
    expect(request?.path).toBe('/v1/audio/transcriptions')
    expect(request?.headers.authorization).toBe(`Bearer ${SECRET_KEY}`)
    expect(request && formFields(request)).toEqual({
      model: 'whisper-1',
      language: 'en',
      response_format: 'verbose_json',
    })
    expect(request?.body.includes(Buffer.from('RIFF'))).toBe(true)
    expect(request?.body.length).toBeGreaterThan(32_000)
  })

  test('a server that knows plain json only is asked for that from then on; it tells no confidence', async () => {
    const server = await listening({ refusesVerbose: true })
    const stt = createOpenAiStt({ key: null, baseUrl: `${server.url}/v1/` })
    for (let turn = 0; turn < 2; turn++)
      expect(await stt.transcribe(aTone(), inTime(null))).toEqual({ text: HEARD, confidence: null })
    expect(server.requests.map((request) => formFields(request).response_format)).toEqual([
      'verbose_json',
      'json',
      'json',
    ])
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  test('a sound shorter than a word is not sent', async () => {
    const server = await listening()
    const stt = createOpenAiStt({ key: null, baseUrl: server.url })
    expect(await stt.transcribe(aTone(50), inTime())).toEqual({ text: '', confidence: null })
    expect(server.requests).toHaveLength(0)
  })

  test('a probe sends half a second of silence', async () => {
    const server = await listening()
    await createOpenAiStt({ key: null, baseUrl: server.url }).probe?.(inTime())
    expect(server.requests).toHaveLength(1)
  })
})
