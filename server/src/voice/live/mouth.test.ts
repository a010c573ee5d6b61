import { expect, test } from 'vitest'
import { createHandClock } from '../../providers/conformance/hand-clock.ts'
import { createMouth } from './mouth.ts'
import { createMarkTts, createVocabulary } from './testing/marked-sound.ts'
import { createMemoryLine } from './testing/memory-line.ts'

test('what sounded until it was silent at the far end was heard, though it is told behind the cut', async () => {
  const clock = createHandClock()
  const line = { ...createMemoryLine(clock, { reportsEveryMs: null }), playedMs: () => 0 }
  const tts = createMarkTts(clock, createVocabulary(), { timed: true, wordMs: 250 })
  const mouth = createMouth(
    { clock, line, tts, language: 'en', reports: () => true },
    { manner: () => ({ voice: null, rate: 1 }), began() {}, failed() {} },
  )
  mouth.write('one two three four five six seven eight. ')
  await clock.advance(1_000)
  mouth.report(620)
  const account = mouth.cut()
  await clock.advance(40)
  mouth.report(1_120)
  await clock.advance(2_000)
  expect((await account).heard.trim()).toBe('one two three four')
  expect(clock.pending).toBe(0)
})

test('a far end that told once and never again is spoken to until the end', async () => {
  const clock = createHandClock()
  const line = { ...createMemoryLine(clock, { reportsEveryMs: null }), playedMs: () => 0 }
  const tts = createMarkTts(clock, createVocabulary(), { timed: true, wordMs: 250 })
  const mouth = createMouth(
    { clock, line, tts, language: 'en', reports: () => true },
    { manner: () => ({ voice: null, rate: 1 }), began() {}, failed() {} },
  )
  mouth.write('One two three four five six. '.repeat(5))
  mouth.end()
  await clock.advance(600)
  mouth.report(300)
  for (let beat = 0; beat < 200 && !mouth.over(); beat++) {
    await clock.advance(100)
    mouth.beat()
  }
  expect(mouth.over()).toBe(true)
  // It was all said, and no more is claimed than was told.
  expect(mouth.whole().heard.trim()).toBe('One')
})
