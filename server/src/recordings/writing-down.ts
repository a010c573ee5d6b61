import { Problem } from '../problem.ts'
import type { Pcm } from '../providers/pcm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Stt, Transcript } from '../providers/stt/stt.ts'
import { quotaExhausted } from '../quota-problem.ts'
import type { Ears } from './ears.ts'
import { identify } from './identify.ts'
import type { Kept } from './kept.ts'
import { QUIET_AROUND_MS, TAKE_MS_MAX } from './limits.ts'

/** What was said in a recording. */
export interface Written {
  text: string
  /** How sure the recogniser was, 0–1; null: it does not say. */
  confidence: number | null
  /** How long a voice is heard, pauses left out. */
  voicedMs: number
  durationMs: number
}

interface Listening {
  language: string | null
  signal: AbortSignal
}

/** For how long a caller does well to wait when the recogniser does not say. */
const RETRY_AFTER_SECONDS = 30

/** Has kept recordings written down: what is speech in one goes to the recogniser, and nothing else. */
export function createWritingDown({
  read,
  ears,
  sttFor,
  clean,
  maxSeconds,
  log,
}: {
  read: Kept['read']
  ears: Ears
  sttFor: ((userId: string) => Stt) | null
  clean: (text: string, sound: { voicedMs: number }) => string
  maxSeconds: number
  log: { info(facts: object, message: string): void }
}) {
  // Whatever is kept was short enough when it came; live speech may be longer than a file.
  const limit = Math.max(maxSeconds, (TAKE_MS_MAX + 2 * QUIET_AROUND_MS) / 1000)

  /**
   * Writes a kept recording down. `language` is a BCP 47 tag or `null`. Throws `not-found`, `damaged-audio`, `audio-too-long`,
   * `nothing-heard`, `no-recogniser`, or `recogniser-unavailable` and `quota-exhausted` (with `retryAfter`), after which trying again
   * makes sense.
   */
  return async function listen(userId: string, id: string, { language, signal }: Listening): Promise<Written> {
    const { bytes } = await read(userId, id)
    const { speech, voicedMs, durationMs } = await ears.hear(
      { bytes, kind: identify(bytes), maxSeconds: limit },
      { signal, owner: userId },
    )
    if (!speech) throw nothingHeard()
    if (!sttFor) throw new Problem('no-recogniser', 'No speech recogniser is set up on this server.')
    const stt = sttFor(userId)
    const transcript = await transcribe(stt, speech, { language, signal })
    const text = clean(transcript.text, { voicedMs })
    if (text === '') throw nothingHeard()
    log.info({ pii: { userId }, recogniser: stt.name, durationMs, voicedMs }, 'recording written down')
    return { text, confidence: transcript.confidence, voicedMs, durationMs }
  }
}

async function transcribe(stt: Stt, speech: Pcm, { language, signal }: Listening): Promise<Transcript> {
  try {
    return await stt.transcribe(speech, { language, signal })
  } catch (cause) {
    signal.throwIfAborted()
    if (!(cause instanceof ProviderError)) throw cause
    if (cause.kind === 'spent') throw quotaExhausted(cause, 'Your recording is kept and will be written down then.')
    const retryAfter = cause.retryAfterMs === undefined ? RETRY_AFTER_SECONDS : Math.ceil(cause.retryAfterMs / 1000)
    throw new Problem('recogniser-unavailable', 'The speech recogniser cannot be reached just now.', {
      cause,
      retryAfter,
    })
  }
}

function nothingHeard(): Problem {
  return new Problem('nothing-heard', 'I could not hear anybody speak in this recording.')
}
