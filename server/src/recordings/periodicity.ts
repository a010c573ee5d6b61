import { beyondTone } from '@lva/speech/beyond-tone'
import { resample } from '@lva/speech/resample'

/** One moment of sound: how loud it is, and how much it repeats itself. */
export interface Frame {
  /** Level in dB below full scale. */
  level: number
  /** 0–1: the best normalised correlation with itself one pitch period later. */
  periodicity: number
  /** That period in samples, finer than whole ones. */
  period: number
  /** How far below the sound itself lies what a single ringing tone cannot explain, in dB. */
  beyondOneTone: number
}

// The low band holds two harmonics of a child's voice and five of a deep one; above it formants blur the period.
const LOW_BAND_HZ = 2_400
// Sampled finer than the band needs, because a period seldom is a whole number of samples.
const FRAME_RATE_HZ = 8_000
/** From one frame to the next. */
export const FRAME_MS = 20

const HOP = (FRAME_RATE_HZ * FRAME_MS) / 1000
const WINDOW = HOP * 1.6
// 500 Hz, a child calling, down to 62 Hz, a deep voice.
const SHORTEST = 16
const LONGEST = 128
// A period fits as well twice over; the shortest that fits nearly as well as the best is the voice's own.
const NEARLY = 0.92
const PRE_EMPHASIS = 0.97

/**
 * Cuts sound (−1 to 1, at `sampleRate` Hz) into frames of 32 ms every 20 ms. The sound is tilted towards high frequencies first, so that
 * rumble, which wanders slowly and so resembles itself, does not pass for a voice.
 */
export function frames(sound: Float32Array, sampleRate: number): Frame[] {
  const low = resample(sound, sampleRate, LOW_BAND_HZ)
  const samples = tilt(resample(low, LOW_BAND_HZ, FRAME_RATE_HZ))
  const coarse = tilt(low)
  const found: Frame[] = []
  for (let at = 0; at + WINDOW + LONGEST + 1 <= samples.length; at += HOP) {
    const from = Math.round((at * LOW_BAND_HZ) / FRAME_RATE_HZ)
    const beyondOneTone = beyondTone(coarse.subarray(from, from + (WINDOW * LOW_BAND_HZ) / FRAME_RATE_HZ), 2)
    found.push({ ...frameAt(samples, at), beyondOneTone })
  }
  return found
}

function tilt(samples: Float32Array): Float32Array {
  return samples.map((sample, i) => sample - PRE_EMPHASIS * (samples[i - 1] ?? sample))
}

function frameAt(samples: Float32Array, at: number): Omit<Frame, 'beyondOneTone'> {
  const energy = energyOf(samples, at)
  const level = 10 * Math.log10(energy / WINDOW + 1e-12)
  const likeness = new Float32Array(LONGEST + 2)
  let best = 0
  let later = energyOf(samples, at + SHORTEST - 1)
  for (let lag = SHORTEST - 1; lag <= LONGEST + 1; lag++) {
    let shared = 0
    for (let i = at; i < at + WINDOW; i++) shared += (samples[i] ?? 0) * (samples[i + lag] ?? 0)
    const likely = shared / Math.sqrt(energy * later + 1e-12)
    likeness[lag] = likely
    if (lag >= SHORTEST && lag <= LONGEST && likely > best) best = likely
    later += (samples[at + lag + WINDOW] ?? 0) ** 2 - (samples[at + lag] ?? 0) ** 2
  }
  const period = firstPeak(likeness, best * NEARLY)
  return { level, periodicity: period === 0 ? 0 : best, period }
}

function firstPeak(likeness: Float32Array, enough: number): number {
  for (let lag = SHORTEST; lag <= LONGEST; lag++) {
    const [before = 0, here = 0, after = 0] = likeness.subarray(lag - 1, lag + 2)
    if (here >= enough && here >= before && here > after) {
      // The top of the parabola through three points.
      return lag + (before - after) / (2 * (before - 2 * here + after))
    }
  }
  return 0
}

function energyOf(samples: Float32Array, at: number): number {
  let energy = 0
  for (let i = at; i < at + WINDOW; i++) energy += (samples[i] ?? 0) ** 2
  return energy
}
