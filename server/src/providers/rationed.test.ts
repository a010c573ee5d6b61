import { expect, test } from 'vitest'
import { aRequest, collect, TOOL_CALL } from './conformance/llm.ts'
import { speaking } from './conformance/tts.ts'
import type { LlmRequest } from './llm/llm.ts'
import type { Portion } from './ration.ts'
import { forEachLearner, rationedStt, rationedTts } from './rationed.ts'
import { createScriptedLlm, createScriptedStt, createScriptedTts } from './scripted.ts'

test('a voice that times its words uses as much of the day as one that does not', async () => {
  const used: Portion[] = []
  const ration = { take: async () => (portion: Portion) => void used.push(portion) }
  const plain = createScriptedTts()
  expect(rationedTts(plain, 'ann', ration).speakTimed).toBeUndefined()
  const timed = rationedTts(
    {
      ...plain,
      async *speakTimed(text, options) {
        yield { sound: Buffer.alloc(0), words: [{ text, fromMs: 0, toMs: 50 }] }
        for await (const sound of plain.speak(text, options)) yield { sound }
      },
    },
    'ann',
    ration,
  )
  const pieces = await collect(timed.speakTimed?.('Hello.', speaking()) ?? (async function* () {})())
  expect(pieces[0]?.words).toEqual([{ text: 'Hello.', fromMs: 0, toMs: 50 }])
  await collect(timed.speak('Hello.', speaking()))
  expect(used.map(({ audioMs }) => audioMs)).toEqual([60, 60])
})

test('speech whose writing down was broken off uses the day, speech nobody could write down does not', async () => {
  const used: Portion[] = []
  const ration = { take: async () => (portion: Portion) => void used.push(portion) }
  const second = { samples: new Int16Array(16_000), sampleRate: 16_000 }
  const write = (stop: AbortController, transcribe: () => void) => {
    const stt = createScriptedStt(() => {
      transcribe()
      return { fail: { kind: 'unavailable' } }
    })
    return rationedStt(stt, 'ann', ration)
      .transcribe(second, { language: null, signal: stop.signal })
      .catch(() => {})
  }
  const [kept, broken, early] = [new AbortController(), new AbortController(), new AbortController()]
  await write(kept, () => {})
  await write(broken, () => broken.abort())
  early.abort()
  await write(early, () => {})
  expect(used.map(({ audioMs }) => audioMs)).toEqual([0, 1_000, 0])
})

test('what a model calls, what it is told of that and what it may call are read, and count', async () => {
  const taken: Portion[] = []
  const used: Portion[] = []
  const ration = {
    take: async (_: string, portion: Portion) => {
      taken.push(portion)
      return (portion: Portion) => void used.push(portion)
    },
  }
  const llm = createScriptedLlm(() => ({ toolCalls: [TOOL_CALL] }))
  const { llmFor } = forEachLearner({ llm, stt: null, tts: null, sight: null }, { ration, freely: null })
  const tools = [{ name: 'find_note', description: 'x'.repeat(3_000), parameters: { type: 'object' } }]
  const results = [{ id: TOOL_CALL.id, name: TOOL_CALL.name, text: 'y'.repeat(6_000), failed: false }]
  const messages: LlmRequest['messages'] = [
    ...aRequest().messages,
    { role: 'companion', text: '', calls: [TOOL_CALL] },
    { role: 'learner', text: '', results },
  ]
  const requests = [aRequest(), aRequest({ tools }), aRequest({ tools, messages })]
  for (const request of requests) await collect(llmFor('ann').stream(request, { signal: AbortSignal.timeout(5_000) }))
  const [plain = 0, declared = 0, answered = 0] = taken.map(({ tokens }) => tokens)
  expect(declared - plain).toBeGreaterThan(1_000)
  expect(answered - declared).toBeGreaterThan(2_000)
  // The call was written by the model.
  expect((used[0]?.tokens ?? 0) - (plain - aRequest().maxTokens)).toBeGreaterThan(5)
})
