import { bessel } from './bessel.ts'

const ZERO_CROSSINGS = 32
const BETA = 9
// The pass band ends a little below the lower Nyquist frequency, so that the filter has room to fall before it.
const PASS = 0.9

/**
 * The same sound at another rate. A polyphase windowed-sinc low-pass (Kaiser window, 32 zero crossings on each side), so that
 * what the new rate cannot carry is removed and not folded back: aliases lie below −70 dB. No delay: sample 0 stays at time 0.
 * Rates are in Hz, whole numbers. See J. O. Smith, "Digital Audio Resampling".
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to || samples.length === 0) return samples
  const shared = greatestCommonDivisor(from, to)
  const up = to / shared
  const down = from / shared
  const cutoff = Math.min(1, to / from) * PASS
  const reach = Math.ceil(ZERO_CROSSINGS / cutoff)
  const phases = new Map<number, Float32Array>()
  const output = new Float32Array(Math.round((samples.length * to) / from))
  for (let i = 0; i < output.length; i++) {
    const phase = (i * down) % up
    const taps = phases.get(phase) ?? rememberTaps(phases, phase, { up, cutoff, reach })
    output[i] = weigh(samples, Math.floor((i * down) / up) - reach + 1, taps)
  }
  return output
}

function weigh(samples: Float32Array, first: number, taps: Float32Array): number {
  let sum = 0
  const last = Math.min(taps.length, samples.length - first)
  for (let k = Math.max(0, -first); k < last; k++) sum += (samples[first + k] ?? 0) * (taps[k] ?? 0)
  return sum
}

function rememberTaps(
  phases: Map<number, Float32Array>,
  phase: number,
  { up, cutoff, reach }: { up: number; cutoff: number; reach: number },
): Float32Array {
  const taps = new Float32Array(2 * reach)
  let sum = 0
  for (let k = 0; k < taps.length; k++) {
    const distance = k - reach + 1 - phase / up
    const tap = cutoff * sinc(cutoff * distance) * kaiser(distance / reach)
    taps[k] = tap
    sum += tap
  }
  // Every phase must pass a steady level alike, or the phases themselves would be heard as a tone.
  for (let k = 0; k < taps.length; k++) taps[k] = (taps[k] ?? 0) / sum
  phases.set(phase, taps)
  return taps
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
