import { expect, test } from 'vitest'
import { resample } from './resample.ts'

const sine = (hz: number, rate: number, seconds = 0.48) =>
  Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))

/** Loudness in dB of what is left after taking away the sine that was expected; the ends, where the filter starts up, left out. */
function errorDb(found: Float32Array, expected: Float32Array): number {
  let wrong = 0
  const edge = 400
  for (let i = edge; i < found.length - edge; i++) wrong += (found[i]! - expected[i]!) ** 2
  return 10 * Math.log10(wrong / (found.length - 2 * edge) / 0.5)
}

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
