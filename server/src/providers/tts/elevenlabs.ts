import { z } from 'zod'
import { primaryOf } from '../../language/tags.ts'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOf, failureOfResponse } from '../vendor-failure.ts'
import { vendorRoot } from '../vendor-root.ts'
import { chooseVoice } from './choose-voice.ts'
import { inPieces } from './pieces.ts'
import { SPEECH_RATE_HZ, type Speaking, type SpokenPiece, type Tts, type Voice } from './tts.ts'
import { Alignment, createWordTimes } from './word-times.ts'

const VENDOR_URL = 'https://api.elevenlabs.io'
/** Any model of the vendor takes as much at once. */
const PIECE_MAX = 2_500
/** The vendor speaks no slower and no faster. */
const RATES = { least: 0.7, most: 1.2 }
/** A second of sound is 64 kB of letters; a line never holds more than some of them. */
const LINE_CHARACTERS_MAX = 16 * 1024 * 1024

const Listed = z.object({ voices: z.array(z.object({ voice_id: z.string(), name: z.string() })).nonempty() })
const Line = z.object({ audio_base64: z.string().nullish(), alignment: Alignment.nullish() })

/**
 * ElevenLabs: `/v1/text-to-speech/{voice}/stream/with-timestamps`, whose lines bring sound and when each character of the text is spoken.
 * Every voice speaks every language its model knows.
 */
export function createElevenLabsTts({
  key,
  baseUrl,
  model = 'eleven_flash_v2_5',
  outgoing = createOutgoing(),
  fetch = outgoing.only(vendorRoot(baseUrl ?? VENDOR_URL), { operators: baseUrl !== undefined }),
}: {
  key: string
  baseUrl?: string | undefined
  model?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
}): Tts {
  const asked = { provider: 'elevenlabs', url: vendorRoot(baseUrl ?? VENDOR_URL), model }
  const headers = { 'content-type': 'application/json', 'xi-api-key': key }
  let known: Voice[] | undefined

  const nothing = (detail: string) => new ProviderError(asked.provider, 'unavailable', { detail })

  async function voices(signal: AbortSignal): Promise<Voice[]> {
    if (known) return known
    const response = await fetch(`${asked.url}/v1/voices`, { headers, signal })
    if (!response.ok) throw await failureOfResponse(response, asked)
    const listed = Listed.safeParse(await response.json())
    if (!listed.success) throw nothing('it lists no voices')
    known = listed.data.voices.map(({ voice_id, name }) => ({ id: voice_id, name, language: 'mul' }))
    return known
  }

  async function open(text: string, voice: Voice, { language, rate, signal }: Speaking): Promise<Response> {
    const speed = Math.min(RATES.most, Math.max(RATES.least, rate))
    const body = JSON.stringify({
      text,
      model_id: model,
      // Its older models refuse to be told the language.
      ...(/_v2_5$/.test(model) ? { language_code: primaryOf(language) } : {}),
      ...(speed === 1 ? {} : { voice_settings: { speed } }),
    })
    const address = `${asked.url}/v1/text-to-speech/${encodeURIComponent(voice.id)}/stream/with-timestamps`
    const response = await fetch(`${address}?output_format=pcm_${SPEECH_RATE_HZ}`, {
      method: 'POST',
      ...{ headers, body, signal },
    })
    if (!response.ok) throw await failureOfResponse(response, asked)
    return response
  }

  /** The lines of one answer as sound and words, whose times are counted from `beforeMs`. */
  async function* read(response: Response, beforeMs: number): AsyncGenerator<SpokenPiece> {
    const times = createWordTimes()
    let odd: Buffer = Buffer.alloc(0)
    let bytes = 0
    for await (const line of linesOf(response)) {
      const { audio_base64, alignment } = Line.parse(JSON.parse(line))
      const all = Buffer.concat([odd, Buffer.from(audio_base64 ?? '', 'base64')])
      const sound = all.subarray(0, all.length - (all.length % 2))
      odd = all.subarray(sound.length)
      const words = alignment ? [...times.push(alignment, lengthMs(bytes))] : []
      bytes += sound.length
      if (sound.length > 0 || words.length > 0) yield shifted({ sound, words }, beforeMs)
    }
    if (bytes === 0) throw nothing('it answered without a sound')
    const rest = [...times.end()]
    if (rest.length > 0) yield shifted({ sound: Buffer.alloc(0), words: rest }, beforeMs)
  }

  async function* speakTimed(text: string, speaking: Speaking): AsyncGenerator<SpokenPiece> {
    const { signal } = speaking
    if (signal.aborted) return
    try {
      let spokenMs = 0
      for (const piece of inPieces(text, PIECE_MAX)) {
        const voice = chooseVoice(await voices(signal), speaking.voice, speaking.language)
        if (!voice) throw nothing('it lists no voices')
        const beforeMs = spokenMs
        for await (const spoken of read(await open(piece, voice, speaking), beforeMs)) {
          if (signal.aborted) return
          spokenMs += lengthMs(spoken.sound.length)
          yield spoken
        }
      }
    } catch (error) {
      if (!signal.aborted) throw failed(error)
    }
  }

  function failed(error: unknown): ProviderError {
    if (error instanceof z.ZodError) return nothing('it sent something that is not its protocol')
    return failureOf(error, asked)
  }

  return {
    name: asked.provider,
    model,
    speakTimed,

    async *speak(text, speaking) {
      for await (const { sound } of speakTimed(text, speaking)) if (sound.length > 0) yield sound
    },

    async voices({ signal }) {
      try {
        return await voices(signal)
      } catch (error) {
        throw failed(error)
      }
    },

    async probe({ signal }) {
      for await (const _ of speakTimed('Hm.', { voice: null, language: 'en', rate: 1, signal })) return
    },
  }
}

/** What came, line by line; the vendor's own kind of events has a word before each. */
async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (isSpoken(line)) yield dataOf(line)
    if (rest.length > LINE_CHARACTERS_MAX) throw new SyntaxError('a line without an end')
  }
  if (isSpoken(rest)) yield dataOf(rest)
}

const isSpoken = (line: string) => line.trim() !== '' && !/^(?:event|id|retry)?:/.test(line)
const dataOf = (line: string) => (line.startsWith('data:') ? line.slice(5) : line)

const lengthMs = (bytes: number) => (bytes / 2 / SPEECH_RATE_HZ) * 1000

function shifted({ sound, words = [] }: SpokenPiece, byMs: number): SpokenPiece {
  if (words.length === 0) return { sound }
  const after = (ms: number) => Math.round(ms + byMs)
  return { sound, words: words.map(({ text, fromMs, toMs }) => ({ text, fromMs: after(fromMs), toMs: after(toMs) })) }
}
