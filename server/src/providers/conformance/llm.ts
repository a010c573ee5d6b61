import { afterEach, describe, expect, test } from 'vitest'
import type { Llm, LlmPart, LlmRequest } from '../llm/llm.ts'
import { type FailureScene, failureFrom, tellsFailuresApart } from './failures.ts'

/**
 * What a vendor does in a test. `held`: nothing until `release`; `halting`: one word, the rest after `release`; `cut`: one word and the
 * connection breaks; `closed`: one word and a tidy end that is none; `garbage` and `web-page`: not the protocol; `tools`: two calls at once,
 * and words once they are answered; `nonsense`: a call whose input is no JSON.
 */
export type LlmScene =
  | 'plain'
  | 'tool'
  | 'tools'
  | 'nonsense'
  | 'held'
  | 'halting'
  | 'cut'
  | 'closed'
  | 'garbage'
  | 'web-page'
  | 'wordless'
  | 'refusal'
  | FailureScene

export interface LlmStage {
  llm: Llm
  /** Lets a vendor that holds back go on. */
  release(): void
  /** Resolves when the vendor sees that we hung up. */
  gone(): Promise<void>
  /** How often the vendor was asked. */
  asked(): number
  /** What was wrong with what it was asked; it refuses that. */
  faults(): string[]
  close(): Promise<void>
}

export const REPLY_WORDS = ['Good ', 'morning. ', 'What will you learn today?']
export const REPLY_USAGE = { inputTokens: 120, outputTokens: 9, cachedInputTokens: 100 }
export const TOOL_CALL = { id: 'call_1', name: 'find_note', input: { topic: 'tides', limit: 3 } }

/** Two calls at once. */
export const TOOL_CALLS = [TOOL_CALL, { id: 'call_2', name: 'find_note', input: { topic: 'the moon' } }]
/** Input of a call that is no JSON. */
export const NONSENSE = '{"topic": tides'

const TOOLS = [{ name: 'find_note', description: 'Finds a note.', parameters: { type: 'object', properties: {} } }]

/** A turn as the conversation would ask for it. */
export function aRequest(changes: Partial<LlmRequest> = {}): LlmRequest {
  const text = 'Good morning!'
  return {
    purpose: 'reply',
    system: { stable: 'You are a curious companion.', changing: 'It is morning.' },
    messages: [
      { role: 'learner', text: 'Hello.' },
      { role: 'companion', text: 'Hello, Ana.' },
      { role: 'learner', text },
    ],
    facts: {
      intent: 'statement',
      now: new Date('2026-03-01T08:00:00Z'),
      timezone: 'Europe/Lisbon',
      locale: 'en',
      learnerName: 'Ana',
      text,
      recalled: [],
      saidInSession: ['Hello.'],
      repliedInSession: ['Hello, Ana.'],
    },
    maxTokens: 200,
    ...changes,
  }
}

/** Everything a stream yields. */
export async function collect<Part>(parts: AsyncIterable<Part>): Promise<Part[]> {
  const all: Part[] = []
  for await (const part of parts) all.push(part)
  return all
}

const words = (parts: LlmPart[]) => parts.map((part) => (part.type === 'delta' ? part.text : '')).join('')
const inTime = () => AbortSignal.timeout(10_000)

/** What every model promises. Run by each vendor's test against a local server, and by the scripted one. */
export function answersLikeAnLlm(open: (scene: LlmScene) => Promise<LlmStage>) {
  const stages: LlmStage[] = []
  const stage = async (scene: LlmScene) => {
    const opened = await open(scene)
    stages.push(opened)
    return opened
  }
  afterEach(async () => {
    await Promise.all(stages.splice(0).map((opened) => opened.close()))
  })

  describe('answers', () => {
    test('a reply begins with who speaks, comes word by word, and ends with what it used', async () => {
      const { llm } = await stage('plain')
      const parts = await collect(llm.stream(aRequest(), { signal: inTime() }))
      expect(parts[0]).toEqual({ type: 'start', provider: llm.name, model: llm.model })
      expect(parts.slice(1, -1)).toEqual(REPLY_WORDS.map((text) => ({ type: 'delta', text })))
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'complete', usage: REPLY_USAGE })
    })

    test('the first word is there while the vendor still writes', async () => {
      const { llm, release } = await stage('halting')
      const parts = llm.stream(aRequest(), { signal: inTime() })[Symbol.asyncIterator]()
      expect((await parts.next()).value).toMatchObject({ type: 'start' })
      expect((await parts.next()).value).toEqual({ type: 'delta', text: REPLY_WORDS[0] })
      release()
      expect((await parts.next()).value).toEqual({ type: 'delta', text: REPLY_WORDS[1] })
      await parts.return?.()
    })

    test('a slow first byte is waited for', async () => {
      const { llm, release } = await stage('held')
      const parts = collect(llm.stream(aRequest(), { signal: inTime() }))
      release()
      expect(words(await parts)).toBe(REPLY_WORDS.join(''))
    })

    test('a tool is called with what the model wrote', async () => {
      const { llm } = await stage('tool')
      const parts = await collect(llm.stream(aRequest({ tools: TOOLS }), { signal: inTime() }))
      expect(parts).toContainEqual({ type: 'tool-call', ...TOOL_CALL })
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'tool-call' })
    })

    test('two calls at once are answered together, a failed one too, and the reply goes on', async () => {
      const { llm, faults } = await stage('tools')
      const first = await collect(llm.stream(aRequest({ tools: TOOLS }), { signal: inTime() }))
      const calls = first.filter((part) => part.type === 'tool-call').map(({ type: _, ...call }) => call)
      expect(calls).toEqual(TOOL_CALLS)
      const results = calls.map(({ id, name }, at) => ({ id, name, text: 'High water at nine.', failed: at === 1 }))
      for (const text of ['', 'Let me look. ']) {
        const { messages } = aRequest()
        const told: LlmRequest['messages'] = [
          ...messages,
          { role: 'companion', text, calls },
          { role: 'learner', text: '', results },
        ]
        for (const over of [{}, { toolsOver: true }]) {
          const asking = aRequest({ tools: TOOLS, messages: told, ...over })
          expect(words(await collect(llm.stream(asking, { signal: inTime() })))).toBe(REPLY_WORDS.join(''))
        }
      }
      expect(faults()).toEqual([])
    })

    test('a call with something that is no JSON is a call with that text', async () => {
      const { llm } = await stage('nonsense')
      const parts = await collect(llm.stream(aRequest({ tools: TOOLS }), { signal: inTime() }))
      expect(parts).toContainEqual({ type: 'tool-call', ...TOOL_CALL, input: NONSENSE })
      expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'tool-call' })
    })

    test('a refusal says so', async () => {
      const { llm } = await stage('refusal')
      expect((await collect(llm.stream(aRequest(), { signal: inTime() }))).at(-1)).toMatchObject({
        type: 'end',
        reason: 'refusal',
      })
    })
  })

  describe('breaks off honestly', () => {
    test.each(['cut', 'closed', 'garbage'] as const)('%s after the first word', async (scene) => {
      const { llm } = await stage(scene)
      const parts: LlmPart[] = []
      const listening = (async () => {
        for await (const part of llm.stream(aRequest(), { signal: inTime() })) parts.push(part)
      })()
      expect(await failureFrom(listening)).toMatchObject({ kind: 'unavailable', retryable: true })
      expect(words(parts)).toBe(REPLY_WORDS[0])
      expect(parts.map((part) => part.type)).not.toContain('end')
    })

    test.each(['web-page', 'wordless'] as const)('%s where a reply should be', async (scene) => {
      const { llm } = await stage(scene)
      const listening = collect(llm.stream(aRequest(), { signal: inTime() }))
      expect(await failureFrom(listening)).toMatchObject({ kind: 'unavailable' })
    })
  })

  describe('stops', () => {
    test('an interrupted reply ends quietly and the vendor is told', async () => {
      const { llm, gone } = await stage('halting')
      const interruption = new AbortController()
      const parts: LlmPart[] = []
      for await (const part of llm.stream(aRequest(), { signal: interruption.signal })) {
        parts.push(part)
        if (part.type === 'delta') interruption.abort()
      }
      expect(parts.map((part) => part.type)).toEqual(['start', 'delta'])
      await gone()
    })

    test('a reply that was interrupted before its first byte ends quietly', async () => {
      const { llm } = await stage('held')
      const interruption = new AbortController()
      const parts = llm.stream(aRequest(), { signal: interruption.signal })[Symbol.asyncIterator]()
      expect((await parts.next()).value).toMatchObject({ type: 'start' })
      const next = parts.next()
      interruption.abort()
      expect(await next).toMatchObject({ done: true })
    })

    test('nobody is asked when it is over before it began', async () => {
      const { llm, asked } = await stage('plain')
      expect(await collect(llm.stream(aRequest(), { signal: AbortSignal.abort() }))).toEqual([])
      expect(asked()).toBe(0)
    })
  })

  tellsFailuresApart(async (scene) => {
    const { llm } = await stage(scene)
    await collect(llm.stream(aRequest(), { signal: inTime() }))
  })
}
