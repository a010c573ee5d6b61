import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { decode } from '../recordings/decode.ts'
import { has, random, speak } from '../recordings/testing/sounds.ts'
import { createDetectors, type DetectorSettings, type Detectors } from './detectors.ts'

const noSpeaker = !has('flite') && !process.env.CI
const FRAME = 320

function detectorsOf(settings: DetectorSettings) {
  const detectors = createDetectors(settings)
  onTestFinished(() => detectors.close())
  return detectors
}

/** In how many of a hundred frames there was a voice; the model is waited for. */
async function voiced(detector: ReturnType<Detectors['make']>, samples: Int16Array): Promise<number> {
  let count = 0
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    if (detector.push(samples.subarray(at, at + FRAME)).voiced) count++
    await detector.settled?.()
  }
  return (100 * count) / Math.floor(samples.length / FRAME)
}

const noise = () => {
  const hiss = random(5)
  return Int16Array.from({ length: 48_000 }, () => hiss() * 2_000)
}
const words = async () =>
  (await decode(speak('flite:slt', 'Leaves are green in spring.'), 'wav', { maxSeconds: 60 })).samples

test.skipIf(noSpeaker)('the built-in detector needs nothing', async () => {
  const detectors = detectorsOf({ kind: 'builtin', model: null })
  await detectors.ready()
  expect(detectors.make().name).toBe('builtin')
  expect(await voiced(detectors.make(), noise())).toBe(0)
  expect(await voiced(detectors.make(), await words())).toBeGreaterThan(15)
})

test.skipIf(noSpeaker)('the model hears in a thread of its own, for several voices at a time', async () => {
  const detectors = detectorsOf({ kind: 'silero', model: null })
  await detectors.ready()
  const [one, other] = [detectors.make(), detectors.make()]
  expect(one.name).toBe('silero')
  const [spoken, hissed] = await Promise.all([voiced(one, await words()), voiced(other, noise())])
  expect(spoken).toBeGreaterThan(50)
  expect(hissed).toBe(0)
})

test('a model that is not there, or is none, is named at the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lva-model-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const missing = detectorsOf({ kind: 'silero', model: join(folder, 'nothing.onnx') })
  await expect(missing.ready()).rejects.toThrow(/VOICE_DETECTOR=silero cannot be used: .*nothing\.onnx/)
  writeFileSync(join(folder, 'letter.onnx'), 'Dear model')
  const wrong = detectorsOf({ kind: 'silero', model: join(folder, 'letter.onnx') })
  await expect(wrong.ready()).rejects.toThrow(/VOICE_DETECTOR=silero cannot be used/)
})

test.skipIf(noSpeaker)('when the model ends, the built-in detector goes on', async () => {
  const detectors = detectorsOf({ kind: 'silero', model: null })
  await detectors.ready()
  const detector = detectors.make()
  detector.push(new Int16Array(FRAME))
  await detectors.close()
  expect(detector.name).toBe('builtin')
  detector.reset()
  expect(await voiced(detector, await words())).toBeGreaterThan(15)
})
