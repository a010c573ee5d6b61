import { expect, test } from 'vitest'
import { collect } from './conformance/llm.ts'
import { speaking } from './conformance/tts.ts'
import type { Portion } from './ration.ts'
import { rationedStt, rationedTts } from './rationed.ts'
import { createScriptedStt, createScriptedTts } from './scripted.ts'

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
