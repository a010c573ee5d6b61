import { describe, expect, test } from 'vitest'
import { createResampler, resample } from './resample.ts'

const tone = (hz: number, rate: number, seconds = 0.5) =>
  Int16Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)),
  )

function resampled(samples: Int16Array, from: number, to: number, piece = samples.length) {
  const resampler = createResampler(from, to)
  const out: number[] = []
  for (let at = 0; at < samples.length; at += piece) out.push(...resampler.push(samples.subarray(at, at + piece)))
  return Int16Array.from([...out, ...resampler.end()])
}

const rms = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length)
const middle = (samples: Int16Array) => samples.subarray(samples.length * 0.1, samples.length * 0.9)

describe('a tone keeps its pitch, place and loudness', () => {
  test.each([
    [22_050, 24_000],
    [16_000, 24_000],
    [8_000, 24_000],
    [48_000, 24_000],
    [44_100, 24_000],
    [24_000, 16_000],
    [11_025, 24_000],
  ])('%i → %i Hz', (from, to) => {
    const out = resampled(tone(1_000, from), from, to)
    const wanted = tone(1_000, to)
    expect(Math.abs(out.length - wanted.length)).toBeLessThanOrEqual(2)
    const error = middle(out).map((x, i) => x - (middle(wanted)[i] ?? 0))
    // 60 dB below the tone.
    expect(rms(error)).toBeLessThan(rms(wanted) / 1_000)
  })
})

test('what the lower rate cannot carry is gone, not folded back', () => {
  const out = resampled(tone(15_000, 48_000), 48_000, 24_000)
  expect(rms(middle(out))).toBeLessThan(10)
})

test.each([1, 7, 160, 1_000])('pieces of %i samples sound like the whole', (piece) => {
  const sound = tone(440, 22_050, 0.2)
  expect(resampled(sound, 22_050, 24_000, piece)).toEqual(resampled(sound, 22_050, 24_000))
})

test('the loudest sound does not wrap around', () => {
  const square = Int16Array.from({ length: 2_205 }, (_, i) => (i % 50 < 25 ? 32_767 : -32_768))
  const out = resampled(square, 22_050, 24_000)
  // In the middle of a loud half-wave every sample has to stay positive.
  expect(out[Math.round((1_012 * 24_000) / 22_050)]).toBeGreaterThan(30_000)
})

test('the same rate is left alone', () => {
  const sound = tone(440, 24_000, 0.1)
  expect(resampled(sound, 24_000, 24_000, 100)).toEqual(sound)
})

const sine = (hz: number, rate: number, seconds = 0.48) =>
  Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))

/** Loudness in dB of what is left after taking away the sine that was expected; the ends, where the filter starts up, left out. */
function errorDb(found: Float32Array, expected: Float32Array): number {
  let wrong = 0
  const edge = 400
  for (let i = edge; i < found.length - edge; i++) wrong += (found[i]! - expected[i]!) ** 2
  return 10 * Math.log10(wrong / (found.length - 2 * edge) / 0.5)
}

describe('a whole recording', () => {
  test.each([
    [8_000, 16_000],
    [11_025, 16_000],
    [44_100, 16_000],
    [48_000, 16_000],
    [16_000, 8_000],
  ])('a tone at %i Hz is the same tone at %i Hz, at the same moment', (from, to) => {
    for (const hz of [100, 440, 1_000, 3_000]) {
      const found = resample(sine(hz, from), from, to)
      expect(found.length).toBe(to * 0.48)
      expect(errorDb(found, sine(hz, to))).toBeLessThan(-60)
    }
  })

  test('what the new rate cannot carry is removed, not folded back', () => {
    for (const [from, hz] of [
      [48_000, 8_300],
      [48_000, 12_000],
      [48_000, 15_500],
      [44_100, 9_000],
      [44_100, 20_000],
    ] as const) {
      const left = resample(sine(hz, from), from, 16_000)
      expect(errorDb(left, new Float32Array(left.length)), `${hz} Hz at ${from}`).toBeLessThan(-40)
    }
  })

  test('a steady level stays steady', () => {
    const level = resample(new Float32Array(44_100).fill(0.5), 44_100, 16_000).subarray(400, -400)
    expect(Math.max(...level) - Math.min(...level)).toBeLessThan(1e-4)
  })
})
