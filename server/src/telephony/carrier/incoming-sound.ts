import { createResampler } from '@lva/speech/resample'
import { fromMulaw, MULAW_SILENCE } from './mulaw.ts'

/** 20 ms of a telephone. */
export const FRAME_BYTES = 160
const FRAME_MS = 20
const BYTES_PER_MS = FRAME_BYTES / FRAME_MS
/** Frames that may overtake a missing one before it is given up: what comes late is delayed by so much, and nothing else is. */
const WAITING_MAX = 2
/** A longer gap is no loss: somebody was put on hold, or the clock was set anew. */
const GAP_MAX_MS = 2_000
/** What the filter holds back, as silence in front: so a frame goes out for each that comes in. */
const LEAD = 32
const HEARD_SAMPLES = 320
/** Of one message; more is not what a telephone sends. */
const MESSAGE_MAX = 100 * FRAME_BYTES

/**
 * A caller's sound as the engine hears it: 16-bit at 16 kHz, in frames of 20 ms. What is missing becomes silence of the same length, what
 * comes a little too late is put where it belongs, and what comes later than that or twice is left out.
 */
export function createIncomingSound(hear: (frame: Int16Array) => void) {
  const resampler = createResampler(8_000, 16_000)
  let rest = new Int16Array(LEAD)
  /** The moment of the caller's sound that comes next, in milliseconds; null before the first. */
  let nextMs: number | null = null
  /** The moment of a message that is far from where we are; null: the last one was not. */
  let strayMs: number | null = null
  const waiting: { atMs: number; bytes: Uint8Array }[] = []

  function put(bytes: Uint8Array) {
    const came = resampler.push(fromMulaw(bytes))
    let samples = new Int16Array(rest.length + came.length)
    samples.set(rest)
    samples.set(came, rest.length)
    while (samples.length >= HEARD_SAMPLES) {
      hear(samples.slice(0, HEARD_SAMPLES))
      samples = samples.subarray(HEARD_SAMPLES)
    }
    rest = samples.slice()
    nextMs = (nextMs ?? 0) + bytes.length / BYTES_PER_MS
  }

  function silence(ms: number) {
    for (let left = Math.round(ms * BYTES_PER_MS); left > 0; left -= FRAME_BYTES)
      put(new Uint8Array(Math.min(FRAME_BYTES, left)).fill(MULAW_SILENCE))
  }

  /** Hands on what follows without a gap; with `patience` at its end, also what does not. */
  function handOn() {
    waiting.sort((one, other) => one.atMs - other.atMs)
    for (let first = waiting[0]; first; first = waiting[0]) {
      const gap = first.atMs - (nextMs ?? first.atMs)
      if (gap > 0 && waiting.length <= WAITING_MAX) return
      waiting.shift()
      if (gap < 0) continue
      if (gap > 0) silence(gap)
      nextMs = first.atMs
      put(first.bytes)
    }
  }

  /** A moment far away is believed when the next message says so as well: one alone is absurd. */
  function astray(atMs: number, bytes: Uint8Array, isAhead: boolean) {
    const agrees = strayMs !== null && Math.abs(atMs - strayMs) <= GAP_MAX_MS
    strayMs = agrees ? null : atMs
    if (agrees) {
      for (const one of waiting.splice(0)) put(one.bytes)
      nextMs = atMs
    }
    if (agrees || isAhead) put(bytes)
  }

  return {
    /** One message: when its sound begins, in milliseconds of the call, and the sound. `atMs` NaN: the carrier does not say. */
    take(atMs: number, bytes: Uint8Array) {
      if (bytes.length === 0 || bytes.length > MESSAGE_MAX) return
      if (!Number.isFinite(atMs)) return put(bytes)
      const awayMs = atMs - (nextMs ?? atMs)
      if (Math.abs(awayMs) > GAP_MAX_MS) return astray(atMs, bytes, awayMs > 0)
      strayMs = null
      if (awayMs < 0) return
      waiting.push({ atMs, bytes })
      handOn()
    },
  }
}
