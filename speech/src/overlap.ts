import type { Sounding } from './detector.ts'
import { FRAME_MS } from './sound.ts'

/**
 * What to do with a reply that is playing. `release` takes back what was asked for: nothing was said in so short a time, or it is said again. `end`
 * asks for nothing: whoever made it wait has stopped, and what they said decides.
 */
export type OverlapStep = 'duck' | 'pause' | 'release' | 'end'

const SPEECH = 0.5
/** Below this it is as good as still; a room that is not is silent for longer before that counts. */
const STILL = 0.3
/** A detector is sure of a voice when it has heard it for so long. */
const SURE_AFTER_MS = 60

const TUNING = {
  /** So much speech makes the reply quieter. */
  duckMs: 60,
  /** So much voice makes it wait. */
  pauseMs: 160,
  /** Or so much speech that has a voice in it: a word may begin with a hiss, and pitch jumps between sounds. */
  pauseSpeechMs: 180,
  /** Speech that is shorter, and over for so long, was an "mm-hmm" more likely than not. */
  briefMs: 440,
  overStillMs: 60,
  overMs: 120,
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
  const { duckMs, pauseMs, pauseSpeechMs, briefMs, overStillMs, overMs, gapMs, releaseDuckedMs } = {
    ...TUNING,
    ...tuning,
  }
  let speechMs = 0
  let voicedMs = 0
  /** Since the last frame with speech, and with a voice. */
  let silentMs = 0
  let unvoicedMs = 0
  let stillMs = 0
  /** From the first speech of this burst until now. */
  let burstMs = 0
  let step: 'duck' | 'pause' | null = null

  function follow({ speech, voiced }: Sounding): void {
    const speaks = voiced || speech >= SPEECH
    burstMs = silentMs > gapMs ? 0 : burstMs + FRAME_MS
    silentMs = speaks ? 0 : silentMs + FRAME_MS
    stillMs = speaks || speech >= STILL ? 0 : stillMs + FRAME_MS
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

  function takenBack(): OverlapStep | null {
    const was = step
    const isBrief = burstMs - silentMs < briefMs
    if (was === null || !isOver(was, isBrief)) return null
    step = null
    if (was === 'pause' && !isBrief) return 'end'
    forgive()
    return 'release'
  }

  function isOver(was: 'duck' | 'pause', isBrief: boolean): boolean {
    if (was === 'duck') return silentMs > releaseDuckedMs
    return isBrief ? stillMs >= overStillMs || silentMs >= overMs : silentMs > gapMs
  }

  /** A voice that goes on asks for a pause once more, soon. */
  function forgive() {
    speechMs = 0
    voicedMs = Math.min(voicedMs, pauseMs - SURE_AFTER_MS)
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
      return takenBack()
    },

    /** The reply was given back by somebody else. */
    giveBack(): void {
      step = null
      forgive()
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
      stillMs = 0
      burstMs = 0
      step = null
    },
  }
}
