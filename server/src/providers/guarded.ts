import type { Attempt, Milestones } from './attempt.ts'
import type { Embedded, Embeddings } from './embeddings/embeddings.ts'
import type { Guarded, GuardNeeds } from './guard.ts'
import { listeners, listenInOrder } from './guarded-listening.ts'
import type { Llm, LlmPart } from './llm/llm.ts'
import { durationMs } from './pcm.ts'
import type { Amounts } from './prices.ts'
import { ProviderError } from './provider-error.ts'
import type { Looking, Seen, Sight } from './sight/sight.ts'
import type { Stt, Transcript } from './stt/stt.ts'
import { SPEECH_RATE_HZ, type Speaking, type SpokenPiece, type Tts } from './tts/tts.ts'
import { withBreaker } from './with-breaker.ts'
import { withFallback } from './with-fallback.ts'
import { type Capability, type Tally, withMeter } from './with-meter.ts'
import { withRetry } from './with-retry.ts'
import { type Limits, withTimeouts } from './with-timeouts.ts'

/** How long each capability may take. A minute of speech on a small machine needs its time; a reply that has not begun does not. */
const LIMITS: Record<Exclude<Capability, 'search'>, Limits> = {
  llm: { firstMs: 15_000, betweenMs: 30_000, totalMs: 120_000 },
  stt: { firstMs: 60_000, betweenMs: 60_000, totalMs: 60_000 },
  tts: { firstMs: 15_000, betweenMs: 30_000, totalMs: 120_000 },
  embeddings: { firstMs: 60_000, betweenMs: 60_000, totalMs: 60_000 },
  sight: { firstMs: 120_000, betweenMs: 120_000, totalMs: 120_000 },
}

const REPLY: Milestones<LlmPart> = { begins: (part) => part.type !== 'start', ends: (part) => part.type === 'end' }
const TRANSCRIPT: Milestones<Transcript> = { begins: () => true, ends: () => true }
const VECTORS: Milestones<Embedded> = { begins: () => true, ends: () => true }
const SIGHT: Milestones<Seen> = { begins: () => true, ends: () => true }
const SOUND: Milestones<SpokenPiece> = { begins: () => true, ends: null }

type Several<Provider> = [Guarded<Provider>, ...Guarded<Provider>[]]

/** One model out of several: each with time-outs, meter, breaker and retries, and the next one when it fails before its first word. */
export function guardedLlm(several: Several<Llm>, needs: GuardNeeds): Llm {
  const { name, model } = several[0].provider
  return {
    name,
    model,
    stream: (request, { signal }) =>
      inOrder(several, needs, {
        capability: 'llm',
        milestones: REPLY,
        tally: tallyOfReply,
        attempt: (llm) => (stop) => llm.stream(request, { signal: stop }),
      })(signal),
  }
}

/** One recogniser out of several, guarded in the same way. It listens if one of them does. */
export function guardedStt(several: Several<Stt>, needs: GuardNeeds): Stt {
  const { name, model } = several[0].provider
  const [first, ...others] = listeners(several)
  return {
    name,
    model,
    ...(first ? { listen: (options) => listenInOrder([first, ...others], needs, options) } : {}),
    async transcribe(speech, { language, signal }) {
      const transcripts = inOrder(several, needs, {
        capability: 'stt',
        milestones: TRANSCRIPT,
        tally: () => ({ see: () => {}, amounts: () => ({ seconds: durationMs(speech) / 1000 }) }),
        attempt: (stt) =>
          async function* (stop) {
            yield await stt.transcribe(speech, { language, signal: stop })
          },
      })(signal)
      for await (const transcript of transcripts) return transcript
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
  }
}

/** One voice out of several, guarded in the same way. The voices on offer are the first one's; words have times where the voice knows them. */
export function guardedTts(several: Several<Tts>, needs: GuardNeeds): Tts {
  const first = several[0].provider
  const speakTimed: Required<Tts>['speakTimed'] = (text, options) =>
    inOrder(several, needs, {
      capability: 'tts',
      milestones: SOUND,
      tally: () => tallyOfSpeech(text),
      attempt: (tts) => (stop) => timed(tts, text, { ...options, signal: stop }),
    })(options.signal)
  return {
    name: first.name,
    model: first.model,
    voices: (options) => first.voices(options),
    speakTimed,
    async *speak(text, options) {
      for await (const { sound } of speakTimed(text, options)) yield sound
    },
  }
}

/**
 * What makes vectors, guarded in the same way. Only one serves: vectors of two models cannot be compared, so that nobody can step in for
 * another.
 */
export function guardedEmbeddings(one: Guarded<Embeddings>, needs: GuardNeeds): Embeddings {
  const { name, model } = one.provider
  return {
    name,
    model,
    async embed(texts, { signal }) {
      const embedded = inOrder([one], needs, {
        capability: 'embeddings',
        milestones: VECTORS,
        tally: tallyOfVectors,
        attempt: (embeddings) =>
          async function* (stop) {
            yield await embeddings.embed(texts, { signal: stop })
          },
      })(signal)
      for await (const vectors of embedded) return vectors
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
  }
}

/** How pictures are looked at where several could. */
export interface GuardedSight extends Omit<Sight, 'look' | 'probe'> {
  /** `patient`: whoever could look and cannot just now is not stepped in for, so that the picture waits. Throws ProviderError. */
  look(picture: Uint8Array, looking: Looking & { patient: boolean }): Promise<Seen>
}

/** Who looks at pictures, guarded in the same way. The next one steps in for one that never will, such as a model that takes none. */
export function guardedSight(several: Several<Sight>, needs: GuardNeeds): GuardedSight {
  const { name, model } = several[0].provider
  async function lookWith(one: Guarded<Sight>, picture: Uint8Array, looking: Looking): Promise<Seen> {
    const seen = inOrder([one], needs, {
      capability: 'sight',
      milestones: SIGHT,
      tally: tallyOfSight,
      attempt: (sight) =>
        async function* (stop) {
          yield await sight.look(picture, { ...looking, signal: stop })
        },
    })(looking.signal)
    for await (const one of seen) return one
    throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
  }
  return {
    name,
    model,
    async look(picture, { patient, ...looking }) {
      const [first, ...others] = several
      let asked = first
      for (const next of [...others, null]) {
        try {
          return await lookWith(asked, picture, looking)
        } catch (error) {
          const may = error instanceof ProviderError && !(patient && error.retryable)
          if (!next || !may || looking.signal.aborted) throw error
          asked = next
        }
      }
      throw new Error('nobody is left to look at a picture')
    },
  }
}

/** What a voice says, with the times of its words if it knows them. */
async function* timed(tts: Tts, text: string, options: Speaking): AsyncGenerator<SpokenPiece> {
  if (tts.speakTimed) yield* tts.speakTimed(text, options)
  else for await (const sound of tts.speak(text, options)) yield { sound }
}

function inOrder<Provider extends { name: string; model: string | null }, Part>(
  several: Several<Provider>,
  needs: GuardNeeds,
  job: {
    capability: Exclude<Capability, 'search'>
    milestones: Milestones<Part>
    tally: () => Tally<Part>
    attempt: (provider: Provider) => Attempt<Part>
  },
): Attempt<Part> {
  const { capability, milestones, tally } = job
  const whole = ({ provider, breaker, price }: Guarded<Provider>): Attempt<Part> => {
    const about = { provider: provider.name, model: provider.model, milestones, ...needs }
    const timed = withTimeouts(job.attempt(provider), { ...about, limits: LIMITS[capability] })
    const metered = withMeter(timed, { ...about, capability, price, tally })
    return withRetry(withBreaker(metered, { ...about, breaker }), about)
  }
  const [first, ...others] = several
  return withFallback([whole(first), ...others.map(whole)])
}

function tallyOfReply(): Tally<LlmPart> {
  let usage: Amounts = {}
  return {
    see: (part) => {
      if (part.type === 'end') usage = part.usage
    },
    amounts: () => usage,
  }
}

function tallyOfVectors(): Tally<Embedded> {
  let inputTokens: number | undefined
  return {
    see: (embedded) => {
      inputTokens = embedded.inputTokens
    },
    amounts: () => ({ inputTokens, outputTokens: 0 }),
  }
}

function tallyOfSight(): Tally<Seen> {
  let usage: Amounts = {}
  return {
    see: (seen) => {
      usage = seen.usage ?? {}
    },
    amounts: () => usage,
  }
}

function tallyOfSpeech(text: string): Tally<SpokenPiece> {
  let bytes = 0
  return {
    see: ({ sound }) => {
      bytes += sound.length
    },
    amounts: () => ({ characters: text.length, seconds: bytes / 2 / SPEECH_RATE_HZ }),
  }
}
