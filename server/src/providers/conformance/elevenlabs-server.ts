import { answerWithFailure, isFailure } from './failures.ts'
import { startServer } from './local-server.ts'
import { SOUND_MS, type TtsScene } from './tts.ts'

const VOICES = [
  { voice_id: 'george', name: 'George', category: 'premade', labels: { language: 'en' } },
  { voice_id: 'lily', name: 'Lily', category: 'premade', labels: { language: 'en' } },
]

/** One line of an answer: so much sound, and the characters that are spoken in it, from one time on. */
export function spokenLine(sound: Buffer, text: string, { fromS = 0, eachS = 0.02 } = {}): string {
  const characters = [...text]
  const alignment = {
    characters,
    character_start_times_seconds: characters.map((_, i) => fromS + i * eachS),
    character_end_times_seconds: characters.map((_, i) => fromS + (i + 1) * eachS),
  }
  return `${JSON.stringify({ audio_base64: sound.toString('base64'), alignment, normalized_alignment: alignment })}\n`
}

/** ElevenLabs as the vendor speaks it: voices, and lines of sound with the times of the text's characters. `lines`: in the place of its own. */
export async function startElevenLabsServer(scene: TtsScene, { lines }: { lines?: string[] } = {}) {
  const released = Promise.withResolvers<void>()
  const server = await startServer(async (request, response) => {
    if (isFailure(scene)) return answerWithFailure('elevenlabs', scene, response)
    if (request.path.startsWith('/v1/voices'))
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ voices: VOICES }))
    if (scene === 'garbage')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    response.writeHead(200, { 'content-type': 'application/json' })
    if (scene === 'silent') return void response.end()
    const [first = '', ...others] = lines ?? linesFor(String(JSON.parse(String(request.body)).text))
    response.write(first)
    const rest = others.join('')
    if (scene === 'cut') return void response.write(rest.slice(0, 20), () => response.destroy())
    if (scene === 'halting') await released.promise
    response.end(rest)
  })
  return { ...server, release: released.resolve }
}

/** Half of the sound and of the text in each of two lines; the sound is cut in the middle of a sample, the text in that of a word. */
function linesFor(text: string): string[] {
  const bytes = Buffer.alloc(SOUND_MS * 48, 1)
  const half = Math.floor(text.length / 2)
  const eachS = SOUND_MS / 1000 / text.length
  return [
    spokenLine(bytes.subarray(0, 12_001), text.slice(0, half), { eachS }),
    spokenLine(bytes.subarray(12_001), text.slice(half), { fromS: half * eachS, eachS }),
  ]
}
