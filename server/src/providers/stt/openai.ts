import { z } from 'zod'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { createConcessions } from '../concessions.ts'
import { namingOffer } from '../offered-models.ts'
import { durationMs, LISTENING_RATE_HZ, type Pcm, toWav } from '../pcm.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOf, failureOfResponse, failureUnlessStopped } from '../vendor-failure.ts'
import { baseOf } from '../vendor-root.ts'
import type { Stt, Transcript } from './stt.ts'

const VENDOR_URL = 'https://api.openai.com/v1'
/** The vendor refuses anything shorter, and nobody says a word in less. */
const SHORTEST_MS = 100
/** Whisper's own rule for "nobody spoke here" (openai/whisper, transcribe.py). */
const SILENT = { noSpeechAbove: 0.6, logprobBelow: -1 }

const Segment = z.object({
  text: z.string(),
  start: z.number().catch(0),
  end: z.number().catch(0),
  avg_logprob: z.number(),
  no_speech_prob: z.number().catch(0),
})
type Segment = z.infer<typeof Segment>
/** What servers send: the vendor's `json` or `verbose_json`, and everything in between. */
const Heard = z.object({ text: z.string(), segments: z.array(Segment).nonempty().optional().catch(undefined) })

/** `/v1/audio/transcriptions`: the vendor itself, or with `baseUrl` any compatible server, which needs no key. */
export function createOpenAiStt({
  key,
  baseUrl,
  model = 'whisper-1',
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
}): Stt {
  const asked = { provider: 'openai', url: baseUrl ?? VENDOR_URL, model }
  const address = `${baseOf(asked.url)}/audio/transcriptions`
  const concede = createConcessions(now)

  async function send(wav: Buffer, language: string | null, signal: AbortSignal): Promise<unknown> {
    const conceded = concede()
    while (true) {
      // The vendor's newer models know plain `json` only.
      const verbose = !model.startsWith('gpt-') && conceded.allows('response_format')
      const { body, type } = await encode(wav, {
        model,
        language: primary(language),
        response_format: verbose ? 'verbose_json' : 'json',
      })
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': type, ...bearer(key) },
        body,
        signal,
      })
      if (response.ok) return await response.json()
      const failure = await failureOfResponse(response, asked)
      if (!verbose || !conceded.learn(failure.cause, ['response_format'])) throw failure
    }
  }

  async function transcribe(speech: Pcm, language: string | null, signal: AbortSignal): Promise<Transcript> {
    if (durationMs(speech) < SHORTEST_MS) return { text: '', confidence: null }
    try {
      const heard = Heard.safeParse(await send(toWav(speech), language, signal))
      if (heard.success) return toTranscript(heard.data)
      throw new ProviderError(asked.provider, 'unavailable', { detail: 'it answered without a transcript' })
    } catch (error) {
      throw failureUnlessStopped(error, asked, signal)
    }
  }

  return {
    name: asked.provider,
    model,
    transcribe: (speech, { language, signal }) => transcribe(speech, language, signal),
    probe: async ({ signal }) => {
      const silence = { samples: new Int16Array(LISTENING_RATE_HZ / 2), sampleRate: LISTENING_RATE_HZ }
      try {
        await transcribe(silence, null, signal)
      } catch (error) {
        throw await namingOffer(failureOf(error, asked), { url: asked.url, key, fetch, signal })
      }
    },
  }
}

/** The form as bytes: Node's fetch crashes the process when a form is aborted while it is being read (undici 7.29, unhandled rejection). */
async function encode(
  wav: Buffer,
  fields: Record<string, string | null>,
): Promise<{ body: Uint8Array<ArrayBuffer>; type: string }> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'speech.wav')
  for (const [name, value] of Object.entries(fields)) if (value !== null) form.set(name, value)
  const encoded = new Response(form)
  return { body: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') ?? '' }
}

function bearer(key: string | null): Record<string, string> {
  return key ? { authorization: `Bearer ${key}` } : {}
}

function primary(language: string | null): string | null {
  return /^[a-z]{2,3}(?=-|$)/i.exec(language ?? '')?.[0].toLowerCase() ?? null
}

function toTranscript({ text, segments }: z.infer<typeof Heard>): Transcript {
  if (!segments) return { text: text.trim(), confidence: null }
  const spoken = segments.filter((segment) => !isSilent(segment))
  if (spoken.length === 0) return { text: '', confidence: confidenceOf(segments) }
  const words = spoken.length === segments.length ? text : spoken.map((segment) => segment.text).join('')
  return { text: words.trim(), confidence: confidenceOf(spoken) }
}

function isSilent({ no_speech_prob, avg_logprob }: Segment): boolean {
  return no_speech_prob > SILENT.noSpeechAbove && avg_logprob < SILENT.logprobBelow
}

/** The probability of an average token times that of speech at all, weighted by how long each segment is. */
function confidenceOf(segments: Segment[]): number {
  let sum = 0
  let weight = 0
  for (const { start, end, avg_logprob, no_speech_prob } of segments) {
    const seconds = Math.max(0.01, end - start)
    sum += seconds * Math.exp(Math.min(0, avg_logprob)) * (1 - no_speech_prob)
    weight += seconds
  }
  return Math.max(0, Math.min(1, sum / weight))
}
