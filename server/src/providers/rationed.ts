import type { GuardedSight } from './guarded.ts'
import type { ChatMessage, Llm, LlmPart, LlmRequest } from './llm/llm.ts'
import { durationMs } from './pcm.ts'
import { ProviderError } from './provider-error.ts'
import type { Portion, Ration } from './ration.ts'
import { listenRationed } from './rationed-listening.ts'
import type { Stt } from './stt/stt.ts'
import { SPEECH_RATE_HZ, type Speaking, type Tts } from './tts/tts.ts'

const NOTHING: Portion = { requests: 0, audioMs: 0, tokens: 0 }
/** A letter in Latin script is a byte and about a quarter of a token, one in Chinese three bytes and about a token. */
const BYTES_PER_TOKEN = 3
/** Of a voice at its natural speed; only set aside, until its sound is measured. */
const MS_PER_CHARACTER = 70
/** A picture, and what is said of it; only set aside, until the vendor tells. */
const TOKENS_PER_PICTURE = 4_000

/**
 * What the server speaks, listens, looks and answers with, for each learner within what that learner may still use; null where there is none.
 * `freely` goes on for whoever has used up the day.
 */
export function forEachLearner(
  { llm, stt, tts, sight }: { llm: Llm; stt: Stt | null; tts: Tts | null; sight: GuardedSight | null },
  { ration, freely }: { ration: Ration; freely: Llm | null },
) {
  return {
    // The companion alone costs nobody anything.
    llmFor: (userId: string): Llm => (llm.name === 'companion' ? llm : rationedLlm(llm, userId, { ration, freely })),
    sttFor: stt && ((userId: string): Stt => rationedStt(stt, userId, ration)),
    ttsFor: tts && ((userId: string): Tts => rationedTts(tts, userId, ration)),
    sightFor: sight && ((userId: string): GuardedSight => rationedSight(sight, userId, ration)),
  }
}

/**
 * A model for one learner, within that learner's ration. `freely`: the speaker that costs nothing, where the operator's order names it;
 * it goes on when the day is used up. What it says is not counted, nor is a reply nobody gave.
 */
function rationedLlm(llm: Llm, userId: string, { ration, freely }: { ration: Ration; freely: Llm | null }): Llm {
  return {
    ...llm,
    async *stream(request, options) {
      if (options.signal.aborted) return
      const prompt = tokensOfPrompt(request)
      let settle: (used: Portion) => void
      try {
        settle = await ration.take(userId, { requests: 1, audioMs: 0, tokens: prompt + request.maxTokens })
      } catch (error) {
        if (!freely || !(error instanceof ProviderError)) throw error
        return yield* freely.stream(request, options)
      }
      const tally = tallyOf(prompt)
      let failed = false
      try {
        for await (const part of llm.stream(request, options)) {
          tally.see(part)
          yield part
        }
      } catch (error) {
        failed = true
        throw error
      } finally {
        settle(tally.used({ failed }))
      }
    },
  }
}

/**
 * A recogniser for one learner, within that learner's ration of sound. What could not be written down is not counted; what was no longer
 * wanted is: its vendor had begun.
 */
export function rationedStt(stt: Stt, userId: string, ration: Ration): Stt {
  const listen = stt.listen
  return {
    ...stt,
    ...(listen ? { listen: (options) => listenRationed(listen, userId, { ration, ...options }) } : {}),
    async transcribe(speech, options) {
      const portion = { ...NOTHING, audioMs: Math.round(durationMs(speech)) }
      const settle = await ration.take(userId, portion)
      const wanted = !options.signal.aborted
      let used = NOTHING
      try {
        const transcript = await stt.transcribe(speech, options)
        used = portion
        return transcript
      } finally {
        settle(wanted && options.signal.aborted ? portion : used)
      }
    },
  }
}

/** Who looks at pictures for one learner, within that learner's ration. What a program of the machine reads is not counted. */
function rationedSight(sight: GuardedSight, userId: string, ration: Ration): GuardedSight {
  return {
    ...sight,
    async look(picture, looking) {
      const settle = await ration.take(userId, { requests: 1, audioMs: 0, tokens: TOKENS_PER_PICTURE })
      let used = NOTHING
      try {
        const seen = await sight.look(picture, looking)
        const { inputTokens = 0, outputTokens = 0 } = seen.usage ?? {}
        if (seen.usage) used = { requests: 1, audioMs: 0, tokens: inputTokens + outputTokens || TOKENS_PER_PICTURE }
        return seen
      } finally {
        settle(used)
      }
    },
  }
}

/** A voice for one learner, within that learner's ration of sound. */
export function rationedTts(tts: Tts, userId: string, ration: Ration): Tts {
  const measured = <Piece>(
    say: (text: string, options: Speaking) => AsyncIterable<Piece>,
    bytesOf: (piece: Piece) => number,
  ) =>
    async function* (text: string, options: Speaking): AsyncGenerator<Piece> {
      if (options.signal.aborted) return
      const settle = await ration.take(userId, { ...NOTHING, audioMs: text.length * MS_PER_CHARACTER })
      let bytes = 0
      try {
        for await (const piece of say(text, options)) {
          bytes += bytesOf(piece)
          yield piece
        }
      } finally {
        settle({ ...NOTHING, audioMs: Math.round((bytes / 2 / SPEECH_RATE_HZ) * 1000) })
      }
    }
  const { speak, speakTimed } = tts
  return {
    ...tts,
    speak: measured(speak, (sound) => sound.length),
    ...(speakTimed ? { speakTimed: measured(speakTimed, ({ sound }) => sound.length) } : {}),
  }
}

/** Tokens by the length of a text, rather too many; only where the vendor does not tell. */
const tokensIn = (text: string) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)

function tokensOfPrompt({ system, messages, tools = [] }: LlmRequest): number {
  const declared = tools.length > 0 ? tokensIn(JSON.stringify(tools)) : 0
  return messages.reduce(
    (sum, message) => sum + tokensOfMessage(message),
    tokensIn(system.stable) + tokensIn(system.changing) + declared,
  )
}

function tokensOfMessage({ text, calls, results }: ChatMessage): number {
  return (
    tokensIn(text) + (calls ? tokensIn(JSON.stringify(calls)) : 0) + (results ? tokensIn(JSON.stringify(results)) : 0)
  )
}

function tallyOf(prompt: number) {
  let free = false
  let said = 0
  let told: { inputTokens?: number | undefined; outputTokens?: number | undefined } = {}
  return {
    see(part: LlmPart) {
      if (part.type === 'start') free = part.provider === 'companion'
      if (part.type === 'delta') said += tokensIn(part.text)
      if (part.type === 'tool-call') said += tokensIn(part.name + JSON.stringify(part.input ?? ''))
      if (part.type === 'end') told = part.usage
    },
    used({ failed }: { failed: boolean }): Portion {
      if (free || (failed && said === 0)) return NOTHING
      // A reply that was interrupted was read and partly written all the same, and its vendor does not say how much.
      return { requests: 1, audioMs: 0, tokens: (told.inputTokens ?? prompt) + (told.outputTokens ?? said) }
    },
  }
}
