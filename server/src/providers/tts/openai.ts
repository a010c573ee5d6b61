import { z } from 'zod'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { createConcessions } from '../concessions.ts'
import { namingOffer } from '../offered-models.ts'
import { type Pcm, toSamples } from '../pcm.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOf, failureOfResponse } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import { readWav, WavError } from '../wav.ts'
import { chooseVoice } from './choose-voice.ts'
import { inPieces } from './pieces.ts'
import { toSpeech } from './to-speech.ts'
import { SPEECH_RATE_HZ, type Speaking, type Tts, type Voice } from './tts.ts'

const VENDOR_URL = 'https://api.openai.com/v1'
/** The vendor takes at most 4,096 characters at once. */
const PIECE_MAX = 4_000
/** Every voice speaks every language. https://developers.openai.com/api/docs/guides/text-to-speech#voice-options */
const VOICES = ['coral', 'alloy', 'ash', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer']
/** Only the newer models have these too. */
const NEWER_VOICES = ['ballad', 'verse', 'marin', 'cedar']

/** How compatible servers list their voices, where they do. */
const Listed = z.object({
  voices: z.array(z.union([z.string(), z.object({ id: z.string(), name: z.string().optional() })])).nonempty(),
})

/** `/v1/audio/speech`: the vendor itself, or with `baseUrl` any compatible server, which needs no key. */
export function createOpenAiTts({
  key,
  baseUrl,
  model = 'tts-1',
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
  now = () => new Date(),
}: {
  key: string | null
  baseUrl?: string | undefined
  model?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
  now?: () => Date
}): Tts {
  const asked = { provider: 'openai', url: baseUrl ?? VENDOR_URL, model }
  const base = baseOf(asked.url)
  const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) }
  const concede = createConcessions(now)
  let known: Voice[] | undefined

  async function voices(signal: AbortSignal): Promise<Voice[]> {
    known ??= baseUrl
      ? await listedVoices(signal)
      : named(model.startsWith('tts-') ? VOICES : [...VOICES, ...NEWER_VOICES])
    return known
  }

  async function listedVoices(signal: AbortSignal): Promise<Voice[]> {
    const response = await fetch(`${base}/audio/voices`, { headers, signal })
    const text = await response.text()
    const listed = Listed.safeParse(response.ok && text.startsWith('{') ? JSON.parse(text) : null)
    // A server without a list still understands the vendor's oldest name.
    return listed.success
      ? named(listed.data.voices.map((voice) => (typeof voice === 'string' ? voice : voice.id)))
      : named(['alloy'])
  }

  async function open(input: string, voice: Voice | null, { rate, signal }: Speaking): Promise<Response> {
    const conceded = concede()
    while (true) {
      const optional = rate !== 1 && conceded.allows('speed') ? { speed: rate } : {}
      const body = JSON.stringify({ model, input, voice: voice?.id ?? 'alloy', response_format: 'pcm', ...optional })
      const response = await fetch(`${base}/audio/speech`, { method: 'POST', headers, body, signal })
      if (response.ok) return response
      const failure = await failureOfResponse(response, asked)
      if (!conceded.learn(failure.cause, Object.keys(optional))) throw failure
    }
  }

  async function* listen(response: Response): AsyncGenerator<Pcm> {
    const kind = response.headers.get('content-type') ?? ''
    if (/json|text|mpeg|ogg|flac|aac/.test(kind))
      throw new ProviderError(asked.provider, 'misconfigured', {
        detail: `it answers with ${kind} where PCM was asked for`,
      })
    const { isWav, bytes } = await lookAhead(response.body ?? [])
    let heard = false
    for await (const sound of isWav ? readWav(bytes) : rawSamples(bytes)) {
      heard ||= sound.samples.length > 0
      yield sound
    }
    if (!heard) throw new ProviderError(asked.provider, 'unavailable', { detail: 'it answered without a sound' })
  }

  async function* speak(text: string, speaking: Speaking): AsyncGenerator<Buffer> {
    const { signal } = speaking
    if (signal.aborted) return
    try {
      const voice = chooseVoice(await voices(signal), speaking.voice, speaking.language)
      for (const piece of inPieces(text, PIECE_MAX)) {
        for await (const sound of toSpeech(listen(await open(piece, voice, speaking)))) {
          if (signal.aborted) return
          yield sound
        }
      }
    } catch (error) {
      if (!signal.aborted) throw translate(error)
    }
  }

  function translate(error: unknown): ProviderError {
    if (error instanceof WavError)
      return new ProviderError(asked.provider, 'misconfigured', { cause: error, detail: error.message })
    return failureOf(error, asked)
  }

  return {
    name: asked.provider,
    model,
    speak,

    async voices({ signal }) {
      try {
        return await voices(signal)
      } catch (error) {
        throw translate(error)
      }
    },

    async probe({ signal }) {
      try {
        for await (const _ of speak('Hm.', { voice: null, language: 'en', rate: 1, signal })) return
      } catch (error) {
        throw await namingOffer(failureOf(error, asked), { url: asked.url, key, fetch, signal })
      }
    },
  }
}

function named(names: string[]): Voice[] {
  return names.map((name) => ({ id: name, name: name.charAt(0).toUpperCase() + name.slice(1), language: 'mul' }))
}

/** Some compatible servers send a WAV whatever was asked for. */
async function lookAhead(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const source = toAsync(body)
  let head: Buffer = Buffer.alloc(0)
  while (head.length < 4) {
    const next = await source.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return { isWav: head.toString('latin1', 0, 4) === 'RIFF', bytes: bytes() }
}

async function* toAsync<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* source
}

/** Samples at our rate; a sample that was cut between two pieces is put together again. */
async function* rawSamples(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Pcm> {
  let odd: Buffer = Buffer.alloc(0)
  for await (const piece of bytes) {
    const all = Buffer.concat([odd, piece])
    odd = all.subarray(all.length - (all.length % 2))
    if (all.length > 1) yield { samples: toSamples(all), sampleRate: SPEECH_RATE_HZ }
  }
}
