import { describe, expect, test } from 'vitest'
import type { Clock } from './clock.ts'
import { FAILURES, isFailure } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { allOf, heardUntil, LISTENED, type ListeningScene, listensLikeAnStt } from './conformance/listening.ts'
import {
  answersLikeAnLlm,
  aRequest,
  collect,
  type LlmScene,
  NONSENSE,
  REPLY_USAGE,
  REPLY_WORDS,
  TOOL_CALL,
  TOOL_CALLS,
} from './conformance/llm.ts'
import { faultsOfRequest } from './conformance/requests.ts'
import { HEARD, hearsLikeAnStt, type SttScene } from './conformance/stt.ts'
import { SOUND_MS, speaksLikeATts, type TtsScene } from './conformance/tts.ts'
import {
  createScriptedLlm,
  createScriptedStt,
  createScriptedTts,
  type ScriptedFailure,
  type ScriptedListening,
  type ScriptedReply,
} from './scripted.ts'

/** A clock on which every wait takes until the release. */
function waiting() {
  const released = Promise.withResolvers<void>()
  const clock: Clock = {
    ms: () => 0,
    after(_, action) {
      let wanted = true
      released.promise.then(() => wanted && action())
      return () => {
        wanted = false
      }
    },
  }
  return { clock, release: released.resolve, gone: async () => {}, begun: async () => {}, close: async () => {} }
}

const broken: ScriptedFailure = { kind: 'unavailable', detail: 'failed on its side' }

function failureOn(scene: string): ScriptedFailure {
  if (!isFailure(scene)) return broken
  const { kind, detail } = FAILURES[scene]
  return { kind, detail: detail.source, ...(scene === 'rate-limited' ? { retryAfterMs: 2_000 } : {}) }
}

function replyFor(scene: LlmScene, answered: boolean): ScriptedReply {
  const whole = { words: REPLY_WORDS, usage: REPLY_USAGE }
  if (scene === 'plain') return whole
  if (scene === 'held') return { ...whole, firstAfterMs: 1 }
  if (scene === 'halting') return { ...whole, betweenMs: 1 }
  if (scene === 'tool') return { toolCalls: [TOOL_CALL] }
  if (scene === 'tools') return answered ? whole : { toolCalls: TOOL_CALLS }
  if (scene === 'nonsense') return { toolCalls: [{ ...TOOL_CALL, input: NONSENSE }] }
  if (scene === 'refusal') return { reason: 'refusal' }
  const begun = scene === 'cut' || scene === 'closed' || scene === 'garbage'
  return { words: begun ? REPLY_WORDS.slice(0, 1) : [], fail: failureOn(scene) }
}

describe('scripted model', () => {
  answersLikeAnLlm(async (scene) => {
    const stage = waiting()
    const llm = createScriptedLlm(({ messages }) => replyFor(scene, messages.at(-1)?.results !== undefined), stage)
    return {
      ...stage,
      llm,
      asked: () => llm.requests.length,
      faults: () => llm.requests.flatMap(faultsOfRequest),
    }
  })

  test('answers by the number of the call, and remembers what it was asked', async () => {
    const llm = createScriptedLlm((_, call) => ({ words: [`Answer ${call}.`] }))
    const signal = AbortSignal.timeout(5_000)
    const replies = [
      await collect(llm.stream(aRequest(), { signal })),
      await collect(llm.stream(aRequest(), { signal })),
    ]
    expect(replies.map((parts) => parts[1])).toEqual([
      { type: 'delta', text: 'Answer 0.' },
      { type: 'delta', text: 'Answer 1.' },
    ])
    expect(llm.requests).toHaveLength(2)
  })

  test('misbehaves on cue', async () => {
    const signal = AbortSignal.timeout(5_000)
    const short = createScriptedLlm(() => ({ words: ['Half'], misbehave: 'stop-short' }))
    expect((await collect(short.stream(aRequest(), { signal }))).map((part) => part.type)).toEqual(['start', 'delta'])
    const bug = createScriptedLlm(() => ({ words: ['Half'], misbehave: 'throw-anything' }))
    await expect(collect(bug.stream(aRequest(), { signal }))).rejects.toThrow(TypeError)
    const stubborn = createScriptedLlm(() => ({ words: ['One ', 'two.'], misbehave: 'ignore-abort' }))
    const leaving = new AbortController()
    const heard: string[] = []
    for await (const part of stubborn.stream(aRequest(), { signal: leaving.signal })) {
      heard.push(part.type)
      leaving.abort()
    }
    expect(heard).toEqual(['start', 'delta', 'delta'])
  })
})

describe('scripted recogniser', () => {
  hearsLikeAnStt(async (scene: SttScene) => {
    const stage = waiting()
    const stt = createScriptedStt(() => {
      if (scene === 'plain') return { text: HEARD, confidence: 0.9 }
      if (scene === 'silent') return { text: '' }
      return scene === 'hangs' ? { firstAfterMs: 1 } : { fail: failureOn(scene) }
    }, stage)
    return { ...stage, stt }
  })
})

function listeningFor(scene: ListeningScene): ScriptedListening {
  const first = { type: 'partial', text: LISTENED[0], atMs: 0 } as const
  if (scene === 'silent' || scene === 'hangs' || scene === 'page') return {}
  if (scene === 'halting') return { signals: [first], answer: { text: HEARD } }
  if (scene === 'talk')
    return {
      signals: [
        first,
        { type: 'eager', text: 'Good morning.', atMs: 1 },
        { type: 'resumed', text: 'Good morning. What', atMs: 2 },
        { type: 'final', text: HEARD, atMs: 3 },
        { type: 'final', text: 'Yes.', atMs: 4 },
      ],
    }
  const begun = scene === 'drop' || scene === 'garbage'
  return { signals: begun ? [first] : [], fail: { ...failureOn(scene), atMs: 1 } }
}

describe('scripted recogniser that listens', () => {
  listensLikeAnStt(async (scene) => {
    const stt = createScriptedStt(() => ({}), { listening: () => listeningFor(scene) })
    return {
      stt,
      sound: () => allOf(stt.streams[0]?.frames ?? []),
      begun: async () => {},
      gone: async () => expect(stt.streams[0]?.over).toBe(true),
      advance: async () => {},
      close: async () => {},
    }
  })

  const listening = (script: ScriptedListening) => {
    const clock = createHandClock()
    const stt = createScriptedStt(() => ({}), { clock, listening: () => script })
    const leave = new AbortController()
    const stream = stt.listen?.({ language: null, signal: leave.signal })
    const [seen] = stt.streams
    if (!stream || !seen) throw new Error('it does not listen')
    return { clock, stream, seen, leave }
  }

  test('keeps to the script’s times', async () => {
    const { clock, stream } = listening({
      signals: [
        { type: 'partial', text: 'Yes', atMs: 300 },
        { type: 'final', text: 'Yes.', atMs: 900 },
      ],
    })
    const heard = heardUntil(stream.signals, 1)
    await clock.advance(900)
    expect((await heard).map(({ atMs }) => atMs)).toEqual([300, 900])
    expect(clock.pending).toBe(0)
  })

  test.each([
    ['late', { afterMs: 3_000 }, 1],
    ['twice', { times: 2 }, 2],
    ['never', { times: 0 }, 0],
  ] as const)('answers %s when it shall', async (_, answer, finals) => {
    const { clock, stream, seen, leave } = listening({ answer })
    const heard = heardUntil(stream.signals, 3)
    seen.say({ type: 'partial', text: 'Yes' })
    stream.flush()
    await clock.advance('afterMs' in answer ? answer.afterMs : 0)
    leave.abort()
    expect((await heard).filter(({ type }) => type === 'final').map(({ text }) => text)).toEqual(
      Array.from({ length: finals }, () => 'Yes'),
    )
  })

  test('breaks its word only when it shall', async () => {
    const bug = listening({ misbehave: 'throw-anything' })
    const failing = heardUntil(bug.stream.signals, 1)
    await Promise.all([expect(failing).rejects.toThrow(TypeError), bug.clock.advance(0)])
    const short = listening({ misbehave: 'stop-short' })
    const ended = heardUntil(short.stream.signals, 1)
    await short.clock.advance(0)
    expect(await ended).toEqual([])
    const stubborn = listening({ misbehave: 'ignore-abort', signals: [{ type: 'final', text: 'Yes.', atMs: 10 }] })
    stubborn.leave.abort()
    const heard = heardUntil(stubborn.stream.signals, 1)
    await stubborn.clock.advance(10)
    expect(await heard).toMatchObject([{ text: 'Yes.' }])
  })
})

describe('scripted voice', () => {
  speaksLikeATts(async (scene: TtsScene) => {
    const stage = waiting()
    const pieces = [Buffer.alloc(SOUND_MS * 24), Buffer.alloc(SOUND_MS * 24)]
    const tts = createScriptedTts(() => {
      if (scene === 'plain') return { pieces }
      return scene === 'halting'
        ? { pieces, betweenMs: 1 }
        : { pieces: scene === 'cut' ? pieces.slice(1) : [], fail: failureOn(scene) }
    }, stage)
    return { ...stage, tts }
  })
})
