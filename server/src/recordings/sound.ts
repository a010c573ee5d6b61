import { resample } from '@lva/speech/resample'
import { Problem } from '../problem.ts'
import { LISTENING_RATE_HZ, type Pcm } from '../providers/pcm.ts'

/** A piece of sound as a decoder gives it: one array per channel, −1 to 1. */
export interface Piece {
  channels: Float32Array[]
  /** Samples per second. */
  sampleRate: number
}

// A recorder told to stop at the limit is a little late, and encoders pad the last frame.
const GRACE_MS = 500
const SLOWEST_HZ = 4_000
const FASTEST_HZ = 192_000

/**
 * Gathers a recording piece by piece as one channel, and gives it up as soon as it is longer than `maxSeconds`
 * (Problem `audio-too-long`), so that a small file which unfolds to hours never does.
 */
export function gatherSound({ maxSeconds }: { maxSeconds: number }) {
  const pieces: Float32Array[] = []
  let sampleRate = 0
  let length = 0

  return {
    add(piece: Piece): void {
      const mono = toMono(piece.channels)
      if (mono.length === 0) return
      if (piece.sampleRate < SLOWEST_HZ || piece.sampleRate > FASTEST_HZ) {
        throw new Problem('unknown-audio', `Sound at ${piece.sampleRate} samples a second cannot be read here.`)
      }
      sampleRate ||= piece.sampleRate
      const fitting = resample(mono, piece.sampleRate, sampleRate)
      length += fitting.length
      if ((length / sampleRate) * 1000 > maxSeconds * 1000 + GRACE_MS) {
        throw new Problem('audio-too-long', `A recording may last ${maxSeconds} seconds at most.`)
      }
      pieces.push(fitting)
    },

    /** How long the sound is so far. */
    durationMs(): number {
      return sampleRate === 0 ? 0 : (length / sampleRate) * 1000
    },

    /** All of it, as recognisers want it: 16-bit, one channel, 16 kHz. */
    finish(): Pcm {
      const whole = new Float32Array(length)
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      return { samples: toInt16(resample(whole, sampleRate, LISTENING_RATE_HZ)), sampleRate: LISTENING_RATE_HZ }
    },
  }
}

function toMono(channels: Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = channels
  if (others.length === 0) return first
  const mono = Float32Array.from(first)
  for (const channel of others) for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0)
  for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) / channels.length
  return mono
}

function toInt16(samples: Float32Array): Int16Array {
  const whole = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++)
    whole[i] = Math.max(-32768, Math.min(32767, Math.round((samples[i] ?? 0) * 32768)))
  return whole
}
