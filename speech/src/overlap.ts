import type { Sounding } from './detector.ts'
import { FRAME_MS } from './sound.ts'

/** What to do with a reply that is playing. */
export type OverlapStep = 'duck' | 'pause' | 'release'

const SPEECH = 0.5
/** A detector is sure of a voice when it has heard it for so long. */
const SURE_AFTER_MS = 60

const TUNING = {
  /** So much speech makes the reply quieter. */
  duckMs: 60,
  /** So much voice makes it wait. */
  pauseMs: 120,
  /** Or so much speech that has a voice in it: a word may begin with a hiss, and pitch jumps between sounds. */
  pauseSpeechMs: 140,
  /** A gap up to this long belongs to the speech: the closure of a p, t or k, a breath within a phrase. */
  gapMs: 160,
  /** A reply that was only made quieter is given back sooner. */
  releaseDuckedMs: 120,
}

export type Overlap = ReturnType<typeof createOverlap>

/**
 * The first two steps of an interruption, both of which can be taken back: speech makes the reply that is playing quieter, a voice makes it wait,
 * and when nobody speaks any more it is given back. Told what each frame of 20 ms sounds like; the same code runs next to the ear and on
 * the server, and comes to the same decisions from the same frames.
 */
export function createOverlap(tuning: Partial<typeof TUNING> = {}) {
  const { duckMs, pauseMs, pauseSpeechMs, gapMs, releaseDuckedMs } = { ...TUNING, ...tuning }
  let speechMs = 0
  let voicedMs = 0
  /** Since the last frame with speech, and with a voice. */
  let silentMs = 0
  let unvoicedMs = 0
  let step: 'duck' | 'pause' | null = null

  function follow({ speech, voiced }: Sounding): void {
    const speaks = voiced || speech >= SPEECH
    silentMs = speaks ? 0 : silentMs + FRAME_MS
    if (speaks) speechMs += FRAME_MS
    // Silence takes back what it lasts, so that clicks do not add up.
    else speechMs = Math.max(0, Math.min(speechMs, duckMs) - FRAME_MS)
    if (voiced) {
      // What lies between two voiced sounds of one phrase counts.
      voicedMs += voicedMs > 0 ? FRAME_MS + unvoicedMs : SURE_AFTER_MS
      unvoicedMs = 0
      return
    }
    unvoicedMs += FRAME_MS
    if (unvoicedMs > gapMs) voicedMs = 0
  }

  function given(back: boolean): OverlapStep | null {
    if (!back || step === null) return null
    step = null
    return 'release'
  }

  return {
    /** What this frame asks for, each step once; `null` for nothing new. While nothing plays there is nothing to be done. */
    push(sounding: Sounding, playing: boolean): OverlapStep | null {
      follow(sounding)
      // Paused, a reply does not play: it is given back by whoever speaks no more, or forgotten with `reset`.
      if (!playing && step === null) return null
      const isVoice = voicedMs >= pauseMs || (voicedMs >= SURE_AFTER_MS && speechMs >= pauseSpeechMs)
      if (silentMs === 0 && isVoice && step !== 'pause') {
        step = 'pause'
        return step
      }
      if (silentMs === 0 && step === null && speechMs >= duckMs) {
        step = 'duck'
        return step
      }
      return given(silentMs > (step === 'pause' ? gapMs : releaseDuckedMs))
    },

    /** The reply was given back by somebody else. A voice that goes on asks for a pause once more. */
    giveBack(): void {
      step = null
      speechMs = 0
      voicedMs = Math.min(voicedMs, SURE_AFTER_MS)
    },

    /** How long somebody has spoken, short silences taken off. */
    spokeMs: (): number => speechMs,

    /** How long a voice has been heard without a gap, so far. */
    voicedMs: (): number => voicedMs,

    /** Forgets what was heard and asked for: the reply has ended or was cut. */
    reset(): void {
      speechMs = 0
      voicedMs = 0
      silentMs = 0
      unvoicedMs = 0
      step = null
    },
  }
}
