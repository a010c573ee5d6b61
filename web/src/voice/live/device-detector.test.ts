// @vitest-environment happy-dom
import type { SpeechDetector } from '@lva/speech/detector'
import { expect, test } from 'vitest'
import { createDeviceDetector } from './device-detector.ts'

const frame = new Int16Array(320)

function model(): SpeechDetector {
  return { name: 'model', push: () => ({ speech: 0.9, voiced: true, level: -20 }), reset() {} }
}

test('the built-in detector listens until the model is here, and again when it is not wanted any more', async () => {
  let careful = false
  const fetched = Promise.withResolvers<SpeechDetector>()
  let asked = 0
  const detector = createDeviceDetector({
    isCareful: () => careful,
    load: () => {
      asked++
      return fetched.promise
    },
  })
  expect(detector.push(frame).speech).toBe(0)
  expect(asked).toBe(0)
  careful = true
  expect(detector.push(frame).speech).toBe(0)
  expect(detector.name).toBe('builtin')
  fetched.resolve(model())
  await fetched.promise
  expect(detector.push(frame)).toMatchObject({ speech: 0.9, voiced: true })
  expect([detector.name, asked]).toEqual(['model', 1])
  careful = false
  expect(detector.push(frame).speech).toBe(0)
})

test('a model that cannot be fetched is asked for again in the next conversation, and not sooner', async () => {
  let asked = 0
  const detector = createDeviceDetector({
    isCareful: () => true,
    load: async () => {
      asked++
      throw new TypeError('Failed to fetch')
    },
  })
  for (let i = 0; i < 10; i++) expect(detector.push(frame).speech).toBe(0)
  await Promise.resolve()
  expect(asked).toBe(1)
  detector.reset()
  detector.push(frame)
  expect(asked).toBe(2)
})
