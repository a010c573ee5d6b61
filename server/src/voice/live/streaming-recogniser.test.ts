import { expect, test } from 'vitest'
import { createHandClock } from '../../providers/conformance/hand-clock.ts'
import { createSignalQueue } from '../../providers/stt/signal-queue.ts'
import type { SttSignal } from '../../providers/stt/stt.ts'
import { createStreamingRecogniser } from './streaming-recogniser.ts'

/** A stream that understands what the test says it does, with each word 200 ms long. */
function listening() {
  const clock = createHandClock()
  const signals = createSignalQueue()
  const told: string[] = []
  const stt = { name: 'by hand', model: null, transcribe: async () => ({ text: '', confidence: null }) }
  const listen = () => ({ push() {}, flush() {}, signals: signals.read() })
  const recogniser = createStreamingRecogniser(
    { clock, stt, listen, language: 'en' },
    { understood: ({ text, settled }) => void told.push(settled ? `${text}!` : text), gone() {} },
  )
  return {
    recogniser,
    told,
    hear(ms: number) {
      for (let at = 0; at < ms; at += 20) recogniser.hear(new Int16Array(320))
    },
    async says(type: SttSignal['type'], ...words: [string, number][]) {
      const timed = words.map(([text, fromMs]) => ({ text, fromMs, toMs: fromMs + 200 }))
      signals.put({ type, text: words.map(([text]) => text).join(' '), confidence: 1, atMs: null, words: timed })
      await clock.settle()
    },
  }
}

test('what a stream understood late of the turn before is no part of the next one', async () => {
  const { recogniser, told, hear, says } = listening()
  recogniser.begin()
  hear(600)
  await says('partial', ['right', 100])
  recogniser.pause()
  await says('final', ['right', 100])
  recogniser.end()
  recogniser.begin()
  hear(400)
  await says('partial', ['the', 380], ['it', 620])
  recogniser.pause()
  await says('final', ['the', 380], ['it', 620], ['rains', 800])
  expect(told).toEqual(['right', 'right!', 'it', 'it rains!'])
  recogniser.close()
})

test('words of a turn that began before the one before it was answered are not lost', async () => {
  const { recogniser, told, hear, says } = listening()
  recogniser.begin()
  hear(400)
  await says('partial', ['stop', 100])
  recogniser.end()
  recogniser.begin()
  hear(400)
  await says('partial', ['stop', 100])
  await says('partial', ['yes', 500])
  expect(told).toEqual(['stop', 'yes'])
  recogniser.close()
})

test('a stream that is sure of the end is not asked for its words again', async () => {
  const { recogniser, told, hear, says } = listening()
  recogniser.begin()
  hear(600)
  await says('eager', ['yes', 100])
  recogniser.pause()
  expect(told).toEqual(['yes', 'yes!'])
  recogniser.resume(300)
  await says('resumed', ['yes', 100])
  await says('partial', ['yes', 100], ['and', 300])
  recogniser.pause()
  await says('eager', ['yes', 100], ['and', 300], ['no', 400])
  await says('final', ['yes', 100], ['and', 300], ['no', 400])
  expect(told.slice(2)).toEqual(['yes and', 'yes and no!', 'yes and no!'])
  recogniser.close()
})
