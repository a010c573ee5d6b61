import { describe, expect, test } from 'vitest'
import type { Clock } from './clock.ts'
import { FAILURES, isFailure } from './conformance/failures.ts'
import {
  answersLikeAnLlm,
  aRequest,
  collect,
  type LlmScene,
  REPLY_USAGE,
  REPLY_WORDS,
  TOOL_CALL,
} from './conformance/llm.ts'
import { HEARD, hearsLikeAnStt, type SttScene } from './conformance/stt.ts'
import { SOUND_MS, speaksLikeATts, type TtsScene } from './conformance/tts.ts'
import {
  createScriptedLlm,
  createScriptedStt,
  createScriptedTts,
  type ScriptedFailure,
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

function replyFor(scene: LlmScene): ScriptedReply {
  const whole = { words: REPLY_WORDS, usage: REPLY_USAGE }
  if (scene === 'plain') return whole
  if (scene === 'held') return { ...whole, firstAfterMs: 1 }
  if (scene === 'halting') return { ...whole, betweenMs: 1 }
  if (scene === 'tool') return { toolCalls: [TOOL_CALL] }
  if (scene === 'refusal') return { reason: 'refusal' }
  const begun = scene === 'cut' || scene === 'closed' || scene === 'garbage'
  return { words: begun ? REPLY_WORDS.slice(0, 1) : [], fail: failureOn(scene) }
}

describe('scripted model', () => {
  answersLikeAnLlm(async (scene) => {
    const stage = waiting()
    const llm = createScriptedLlm(() => replyFor(scene), stage)
    return { ...stage, llm, asked: () => llm.requests.length }
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
