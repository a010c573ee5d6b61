import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVoiceDetector, type SpeechDetector } from './detector.ts'
import { FRAME_SAMPLES } from './sound.ts'

const frameOf = fc.oneof(
  fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: FRAME_SAMPLES, maxLength: FRAME_SAMPLES }),
  fc.integer({ min: -32_768, max: 32_767 }).map((level) => Array<number>(FRAME_SAMPLES).fill(level)),
  // A client may send anything.
  fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 700 }),
)

const heard = (detector: SpeechDetector, frames: number[][]) =>
  frames.map((frame) => ({ ...detector.push(Int16Array.from(frame)) }))

test('whatever comes, it answers within its bounds', () => {
  fc.assert(
    fc.property(fc.array(frameOf, { maxLength: 30 }), (frames) => {
      for (const { speech, level } of heard(createVoiceDetector(), frames)) {
        expect(speech).toBeGreaterThanOrEqual(0)
        expect(speech).toBeLessThanOrEqual(1)
        expect(level).toBeGreaterThanOrEqual(-120)
        expect(level).toBeLessThanOrEqual(6)
      }
    }),
  )
})

test('after a reset it hears as if it were new', () => {
  fc.assert(
    fc.property(fc.array(frameOf, { maxLength: 20 }), fc.array(frameOf, { maxLength: 20 }), (before, frames) => {
      const used = createVoiceDetector()
      heard(used, before)
      used.reset()
      expect(heard(used, frames)).toEqual(heard(createVoiceDetector(), frames))
    }),
  )
})
