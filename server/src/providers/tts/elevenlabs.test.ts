import { describe, expect, onTestFinished, test } from 'vitest'
import { spokenLine, startElevenLabsServer } from '../conformance/elevenlabs-server.ts'
import { failureFrom, SECRET_KEY, tellsFailuresApart } from '../conformance/failures.ts'
import { collect } from '../conformance/llm.ts'
import { speaking, speaksLikeATts, type TtsScene, timesItsWords } from '../conformance/tts.ts'
import { toBytes, toSamples } from '../pcm.ts'
import { createElevenLabsTts } from './elevenlabs.ts'

async function elevenlabs(scene: TtsScene = 'plain', { lines, model }: { lines?: string[]; model?: string } = {}) {
  const server = await startElevenLabsServer(scene, lines ? { lines } : {})
  onTestFinished(() => server.close())
  return { server, tts: createElevenLabsTts({ key: SECRET_KEY, baseUrl: server.url, model }) }
}

const wordsOf = async (tts: ReturnType<typeof createElevenLabsTts>, text = 'Good morning.') =>
  (await collect(tts.speakTimed?.(text, speaking()) ?? (async function* () {})())).flatMap(({ words = [] }) => words)

describe('elevenlabs', () => {
  const open = async (scene: TtsScene) => {
    const server = await startElevenLabsServer(scene)
    return { ...server, tts: createElevenLabsTts({ key: SECRET_KEY, baseUrl: server.url }) }
  }
  speaksLikeATts(open)
  timesItsWords(open)

  tellsFailuresApart(async (scene) => {
    const { tts } = await elevenlabs(scene)
    await collect(tts.speak('Hello.', speaking()))
  })

  test('voice, language and speed are the learner’s, as far as the vendor goes', async () => {
    const { tts, server } = await elevenlabs()
    await collect(tts.speak('Hello.', speaking({ voice: 'lily', language: 'es-MX', rate: 2 })))
    const request = server.requests.at(-1)
    expect(request?.path).toBe('/v1/text-to-speech/lily/stream/with-timestamps?output_format=pcm_24000')
    expect(request?.headers['xi-api-key']).toBe(SECRET_KEY)
    expect(JSON.parse(String(request?.body))).toEqual({
      text: 'Hello.',
      model_id: 'eleven_flash_v2_5',
      language_code: 'es',
      voice_settings: { speed: 1.2 },
    })
    await collect(tts.speak('Hello.', speaking({ rate: 0.5 })))
    expect(JSON.parse(String(server.requests.at(-1)?.body)).voice_settings).toEqual({ speed: 0.7 })
    expect(server.requests.filter(({ path }) => path === '/v1/voices')).toHaveLength(1)
  })

  test('a voice nobody knows is the first, and older models are not told the language', async () => {
    const { tts, server } = await elevenlabs('plain', { model: 'eleven_multilingual_v2' })
    await collect(tts.speak('Hello.', speaking({ voice: '../../admin' })))
    expect(server.requests.at(-1)?.path).toMatch(/^\/v1\/text-to-speech\/george\//)
    expect(JSON.parse(String(server.requests.at(-1)?.body))).toEqual({
      text: 'Hello.',
      model_id: 'eleven_multilingual_v2',
    })
  })

  test('samples that were cut between two lines are whole again', async () => {
    const ramp = Int16Array.from({ length: 1_000 }, (_, i) => i * 2 - 1_000)
    const bytes = toBytes(ramp)
    const lines = [spokenLine(bytes.subarray(0, 501), 'Hi'), spokenLine(bytes.subarray(501), '.', { fromS: 0.04 })]
    const { tts } = await elevenlabs('plain', { lines })
    expect(toSamples(Buffer.concat(await collect(tts.speak('Hi.', speaking()))))).toEqual(ramp)
  })

  test('times count from the beginning of the text, also where the vendor begins anew in each line', async () => {
    const second = Buffer.alloc(48_000)
    const lines = [spokenLine(second, 'Good ', { eachS: 0.2 }), spokenLine(second, 'day.', { eachS: 0.25 })]
    const { tts } = await elevenlabs('plain', { lines })
    expect(await wordsOf(tts)).toEqual([
      { text: 'Good', fromMs: 0, toMs: 800 },
      { text: 'day.', fromMs: 1_000, toMs: 2_000 },
    ])
  })

  test('a text too long for one request is timed as one', async () => {
    const { tts, server } = await elevenlabs()
    const sentence = 'The moon pulls at the sea, and the sea follows. '
    const words = await wordsOf(tts, sentence.repeat(100))
    const requests = server.requests.filter(({ path }) => path.includes('text-to-speech'))
    expect(requests).toHaveLength(2)
    expect(words.map(({ text }) => text).join(' ')).toBe(sentence.repeat(100).trim())
    for (const [i, word] of words.entries()) expect(word.fromMs).toBeGreaterThanOrEqual(words[i - 1]?.fromMs ?? 0)
    expect(words.at(-1)?.toMs).toBe(1_000)
  })

  test('where words have no spaces between them, each character is timed', async () => {
    const { tts } = await elevenlabs()
    expect((await wordsOf(tts, '海は青い。')).map(({ text }) => text)).toEqual(['海', 'は', '青', 'い', '。'])
  })

  test('events with a word before their data are read too; a line that is none of its protocol is told', async () => {
    const lines = [': hello\n', 'event: message\n', `data: ${spokenLine(Buffer.alloc(4_800), 'Hi.')}`, '\n']
    const { tts } = await elevenlabs('plain', { lines })
    expect(await wordsOf(tts, 'Hi.')).toMatchObject([{ text: 'Hi.' }])
    const odd = await elevenlabs('plain', { lines: ['{"audio_base64": 7}\n'] })
    expect(await failureFrom(collect(odd.tts.speak('Hi.', speaking())))).toMatchObject({
      detail: 'it sent something that is not its protocol',
    })
  })

  test('a probe stops listening at the first sound', async () => {
    const { tts, server } = await elevenlabs('halting')
    await tts.probe?.({ signal: AbortSignal.timeout(5_000) })
    await server.gone()
  })
})
