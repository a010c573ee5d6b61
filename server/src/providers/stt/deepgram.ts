import { z } from 'zod'
import { createOutgoing, type OpenSocket, type Outgoing } from '../../outgoing/outgoing.ts'
import { type Clock, realClock } from '../clock.ts'
import { LISTENING_RATE_HZ, type Pcm, toWav } from '../pcm.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOfResponse, failureUnlessStopped } from '../vendor-failure.ts'
import { vendorRoot } from '../vendor-root.ts'
import { primary } from './deepgram-dialect.ts'
import { fluxDialect, fluxUnderstands } from './deepgram-flux.ts'
import { novaDialect } from './deepgram-nova.ts'
import { openDeepgramStream } from './deepgram-stream.ts'
import type { Stt, Transcript } from './stt.ts'

const VENDOR_URL = 'https://api.deepgram.com'
/** It listens to recordings too, which the models for conversations do not. */
const RECORDINGS_MODEL = 'nova-3'

const Alternative = z.object({ transcript: z.string(), confidence: z.number().nullish() })
const Heard = z.object({
  results: z.object({
    channels: z.tuple([z.object({ alternatives: z.array(Alternative).default([]) })], z.unknown()),
  }),
})

/**
 * Deepgram: recordings by `/v1/listen`, and speech that is still spoken by its socket. A model called `flux…` listens through `/v2/listen`, which
 * tells turns apart by itself; for languages it does not know, and for recordings, nova-3 serves.
 */
export function createDeepgramStt({
  key,
  baseUrl,
  model = 'nova-3',
  clock = realClock,
  outgoing = createOutgoing(),
  fetch = outgoing.only(vendorRoot(baseUrl ?? VENDOR_URL), { operators: baseUrl !== undefined }),
  open = outgoing.socket(vendorRoot(baseUrl ?? VENDOR_URL), { operators: baseUrl !== undefined }),
}: {
  key: string
  baseUrl?: string | undefined
  model?: string | undefined
  clock?: Clock
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
  open?: OpenSocket
}): Stt {
  const asked = { provider: 'deepgram', url: vendorRoot(baseUrl ?? VENDOR_URL), model }
  const isFlux = model.startsWith('flux')

  async function send(speech: Pcm, language: string | null, signal: AbortSignal): Promise<Transcript> {
    const query = new URLSearchParams({
      model: isFlux ? RECORDINGS_MODEL : model,
      language: primary(language) ?? 'multi',
      smart_format: 'true',
    })
    const response = await fetch(`${asked.url}/v1/listen?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'audio/wav', authorization: `Token ${key}` },
      body: new Uint8Array(toWav(speech)),
      signal,
    })
    if (!response.ok) throw await failureOfResponse(response, asked)
    const heard = Heard.safeParse(await response.json())
    if (!heard.success)
      throw new ProviderError(asked.provider, 'unavailable', { detail: 'it answered without a transcript' })
    const [best] = heard.data.results.channels[0].alternatives
    return { text: best?.transcript.trim() ?? '', confidence: best?.transcript ? (best.confidence ?? null) : null }
  }

  async function transcribe(speech: Pcm, language: string | null, signal: AbortSignal): Promise<Transcript> {
    try {
      return await send(speech, language, signal)
    } catch (error) {
      throw failureUnlessStopped(error, asked, signal)
    }
  }

  return {
    name: asked.provider,
    model,
    transcribe: (speech, { language, signal }) => transcribe(speech, language, signal),

    listen({ language, signal }) {
      const dialect =
        isFlux && fluxUnderstands(language)
          ? fluxDialect({ model, language })
          : novaDialect({ model: isFlux ? RECORDINGS_MODEL : model, language })
      return openDeepgramStream({ dialect, open, key, clock, asked, signal })
    },

    async probe({ signal }) {
      const silence = { samples: new Int16Array(LISTENING_RATE_HZ / 2), sampleRate: LISTENING_RATE_HZ }
      await transcribe(silence, null, signal)
    },
  }
}
