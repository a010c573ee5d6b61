import { type Clock, pause, realClock } from './clock.ts'
import type { Llm, LlmPart, LlmRequest, Usage } from './llm/llm.ts'
import type { Pcm } from './pcm.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'
import { createSignalQueue } from './stt/signal-queue.ts'
import type { Stt, SttSignal, SttStream, Transcript } from './stt/stt.ts'
import type { Speaking, Tts, Voice } from './tts/tts.ts'

/** A failure on cue. */
export interface ScriptedFailure {
  kind: ProviderErrorKind
  detail?: string
  retryAfterMs?: number
}

/** What happens before and after a scripted answer. All times in milliseconds, by the clock that was passed in. */
interface Cues {
  firstAfterMs?: number
  betweenMs?: number
  /** Fails after the parts were let out; with no parts, at once. */
  fail?: ScriptedFailure
  /** Says nothing more, until the signal aborts. */
  hang?: boolean
  /**
   * What no provider may do, to see that callers survive it: throw something that is no ProviderError, ignore the signal,
   * or end as if all were said.
   */
  misbehave?: 'throw-anything' | 'ignore-abort' | 'stop-short'
}

export interface ScriptedReply extends Cues {
  /** Words as they are let out, one delta each. */
  words?: string[]
  toolCalls?: { id: string; name: string; input: unknown }[]
  reason?: 'complete' | 'length' | 'tool-call' | 'refusal'
  usage?: Usage
}

export interface ScriptedHearing extends Cues {
  text?: string
  confidence?: number | null
}

/** What a stream hears. Times are milliseconds since it began, by the clock that was passed in. */
export interface ScriptedListening {
  signals?: ScriptedSignal[]
  /** How a question for what is missing is answered: by the text of the last partial unless another is given. `times`: 1, or what no recogniser may do. */
  answer?: { afterMs?: number; text?: string; times?: 0 | 1 | 2 }
  /** Fails at this time. */
  fail?: ScriptedFailure & { atMs?: number }
  misbehave?: 'throw-anything' | 'ignore-abort' | 'stop-short'
}

export interface ScriptedSignal extends Pick<SttSignal, 'type' | 'text' | 'words'> {
  atMs: number
  confidence?: number | null
}

/** A stream as it went, for tests to read; `say` and `fail` make it speak by hand. */
export interface ScriptedStream {
  language: string | null
  frames: Int16Array[]
  flushes: number
  over: boolean
  say(signal: Pick<SttSignal, 'type' | 'text'> & Partial<SttSignal>): void
  fail(error: unknown): void
}

export interface ScriptedSound extends Cues {
  pieces?: Buffer[]
}

interface Options {
  name?: string
  model?: string | null
  clock?: Clock
}

/** A model that says what the script tells it to. `requests` is everything it was asked, for tests to read. */
export function createScriptedLlm(
  script: (request: LlmRequest, call: number) => ScriptedReply,
  { name = 'scripted', model = 'script', clock = realClock }: Options = {},
): Llm & { requests: LlmRequest[] } {
  const requests: LlmRequest[] = []
  return {
    name,
    model,
    requests,
    async *stream(request, { signal }) {
      if (signal.aborted) return
      const reply = script(request, requests.push(request) - 1)
      yield { type: 'start', provider: name, model }
      yield* onCue(partsOf(reply), reply, { name, clock, signal })
      if (signal.aborted || reply.misbehave === 'stop-short') return
      const reason = reply.reason ?? (reply.toolCalls?.length ? 'tool-call' : 'complete')
      yield { type: 'end', reason, usage: reply.usage ?? {} }
    },
    probe: async ({ signal }) => {
      signal.throwIfAborted()
    },
  }
}

/** A recogniser that hears what the script tells it to. With `listening` it also listens while somebody speaks. */
export function createScriptedStt(
  script: (speech: Pcm, call: number) => ScriptedHearing,
  {
    name = 'scripted',
    model = 'script',
    clock = realClock,
    listening,
  }: Options & { listening?: (call: number) => ScriptedListening } = {},
): Stt & { heard: Pcm[]; streams: ScriptedStream[] } {
  const heard: Pcm[] = []
  const streams: ScriptedStream[] = []
  return {
    name,
    model,
    heard,
    streams,
    async transcribe(speech, { signal }) {
      const hearing = script(speech, heard.push(speech) - 1)
      const transcript: Transcript = { text: hearing.text ?? '', confidence: hearing.confidence ?? null }
      if (!signal.aborted)
        for await (const part of onCue(hearing.fail ? [] : [transcript], hearing, { name, clock, signal })) return part
      throw new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
    },
    ...(listening && {
      listen(options: { language: string | null; signal: AbortSignal }) {
        const { stream, seen } = listenByScript(listening(streams.length), { name, clock, ...options })
        streams.push(seen)
        return stream
      },
    }),
    probe: async ({ signal }) => {
      signal.throwIfAborted()
    },
  }
}

/** A voice that sounds as the script tells it to; without one, 10 ms of silence for each character. */
export function createScriptedTts(
  script: (text: string, call: number) => ScriptedSound = silence,
  { name = 'scripted', model = 'script', clock = realClock }: Options = {},
): Tts & { spoken: { text: string; options: Speaking }[] } {
  const spoken: { text: string; options: Speaking }[] = []
  const only: Voice = { id: 'scripted', name: 'Scripted', language: 'mul' }
  return {
    name,
    model,
    spoken,
    async *speak(text, options) {
      if (options.signal.aborted || text.trim() === '') return
      const sound = script(text, spoken.push({ text, options }) - 1)
      yield* onCue(sound.pieces ?? silence(text).pieces ?? [], sound, { name, clock, signal: options.signal })
    },
    voices: async () => [only],
    probe: async ({ signal }) => {
      signal.throwIfAborted()
    },
  }
}

function listenByScript(
  { signals = [], answer = {}, fail, misbehave }: ScriptedListening,
  { name, clock, language, signal }: { name: string; clock: Clock; language: string | null; signal: AbortSignal },
): { stream: SttStream; seen: ScriptedStream } {
  const queue = createSignalQueue()
  const begunAt = clock.ms()
  const alarms = new Set<() => void>()
  let utterance = ''
  const seen: ScriptedStream = {
    language,
    frames: [],
    flushes: 0,
    over: false,
    say({ type, text, ...rest }) {
      utterance = type === 'final' ? '' : text
      queue.put({ confidence: null, atMs: clock.ms() - begunAt, ...rest, type, text })
    },
    fail: queue.fail,
  }

  function later(ms: number, action: () => void) {
    const cancel = clock.after(ms, () => {
      alarms.delete(cancel)
      action()
    })
    alarms.add(cancel)
  }

  function stop() {
    seen.over = true
    for (const cancel of alarms) cancel()
    alarms.clear()
    queue.close()
  }

  for (const cue of signals) later(cue.atMs, () => seen.say(cue))
  const endsAtMs = fail?.atMs ?? Math.max(0, ...signals.map(({ atMs }) => atMs))
  if (fail) later(endsAtMs, () => queue.fail(new ProviderError(name, fail.kind, fail)))
  if (misbehave === 'throw-anything') later(endsAtMs, () => queue.fail(new TypeError('a scripted bug')))
  if (misbehave === 'stop-short') later(endsAtMs, queue.close)
  if (signal.aborted) stop()
  else if (misbehave !== 'ignore-abort') signal.addEventListener('abort', stop, { once: true })

  const stream: SttStream = {
    push: (frame) => {
      if (!seen.over) seen.frames.push(frame)
    },
    flush() {
      if (seen.over) return
      seen.flushes += 1
      later(answer.afterMs ?? 0, () => {
        const text = answer.text ?? utterance
        for (let time = 0; time < (answer.times ?? 1); time++) seen.say({ type: 'final', text })
      })
    },
    signals: queue.read(),
  }
  return { stream, seen }
}

function silence(text: string): ScriptedSound {
  return { pieces: Array.from({ length: text.length }, () => Buffer.alloc(480)) }
}

function partsOf({ words = [], toolCalls = [] }: ScriptedReply): LlmPart[] {
  return [
    ...words.map((text): LlmPart => ({ type: 'delta', text })),
    ...toolCalls.map((call): LlmPart => ({ type: 'tool-call', ...call })),
  ]
}

async function* onCue<Part>(
  parts: Part[],
  cues: Cues,
  where: { name: string; clock: Clock; signal: AbortSignal },
): AsyncGenerator<Part> {
  const { name, clock } = where
  const signal = cues.misbehave === 'ignore-abort' ? new AbortController().signal : where.signal
  let waitMs = cues.firstAfterMs ?? 0
  for (const part of parts) {
    if (waitMs > 0) await pause(clock, waitMs, signal)
    if (signal.aborted) return
    yield part
    waitMs = cues.betweenMs ?? 0
  }
  if (parts.length === 0 && waitMs > 0) await pause(clock, waitMs, signal)
  if (cues.hang) await stopped(signal)
  if (signal.aborted) return
  if (cues.misbehave === 'throw-anything') throw new TypeError('a scripted bug')
  if (cues.fail) throw new ProviderError(name, cues.fail.kind, cues.fail)
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
