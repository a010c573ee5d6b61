import { createPeriodicity, type Moment } from './periodicity.ts'

/** What one 20 ms frame sounds like. */
export interface Sounding {
  /** 0–1: how likely somebody speaks. From 0.5 on it is to be taken for speech. */
  speech: number
  /** Whether a throat makes this sound, and not a thing. */
  voiced: boolean
  /** dB below full scale. */
  level: number
}

/** Hears frame by frame (20 ms, 16 kHz) whether somebody speaks. */
export interface SpeechDetector {
  readonly name: string
  /** What this frame sounds like, in an object that the next frame changes. Never throws. */
  push(frame: Int16Array): Sounding
  /** Begins anew, as if nothing had been heard. */
  reset(): void
}

/** Below this nobody could have meant to be heard. */
const QUIETEST_DB = -62
/** A room is never taken to be quieter than this: silence that a machine puts in must not make its own noise stand out. */
const QUIETEST_ROOM_DB = -75
const QUIETEST_BAND_DB = -90
/** Above the noise around it. */
const STANDS_OUT_DB = 7
/** Once a voice is heard, the end of a word may sink so far. */
const STILL_STANDS_OUT_DB = 4
const VOICED = 0.6
// Once a voice is heard it may grow rough for a moment; a consonant in the middle may hide it altogether.
const STILL_VOICED = 0.4
const LONGEST_GAP = 3
/** So many frames like a voice make one. */
const FRAMES_OF_A_VOICE = 3
// A vowel is held at about one level; a knock dies away sooner.
const SUSTAINED_DB = 12
const ONE_TONE_DB = -14
/** No throat holds a note as a machine does: hum, beeps and strings stay within this. */
const LIVELY = 0.003
const REMEMBERED = 8
const FRAMES_TO_JUDGE = 4
/** Hissing consonants and the end of a word belong to the voice before them for so many frames. */
const BELONGS = 12
/** Somebody this much quieter than who speaks into this microphone is somebody else, further away. */
const FAR_DB = 20
const FORGET_DB = 0.004

/**
 * A detector of voices by energy and periodicity: a voice stands out from the noise around it, repeats itself at 62–500 Hz, and
 * glides. Decides by what was heard so far, within 60 to 80 ms of a voice's beginning. Hiss, hum, clicks and beeps are no voice; nor is a whisper.
 */
export function createVoiceDetector(): SpeechDetector {
  const periodicity = createPeriodicity()
  const room = createFloor(QUIETEST_ROOM_DB)
  const band = createFloor(QUIETEST_BAND_DB)
  const periods = new Float64Array(REMEMBERED)
  const sounding: Sounding = { speech: 0, voiced: false, level: -120 }
  let run = 0
  let gap = 0
  let loudest = 0
  let sinceVoice = 1e9
  let speakersLevel = -120

  function alike(moment: Moment): boolean {
    const { level, bandLevel, periodicity, beyondOneTone } = moment
    const open = run > 0
    if (level < Math.max(QUIETEST_DB, speakersLevel - FAR_DB)) return false
    if (bandLevel < band.level() + (open ? STILL_STANDS_OUT_DB : STANDS_OUT_DB)) return false
    return periodicity >= (open ? STILL_VOICED : VOICED) && beyondOneTone > ONE_TONE_DB
  }

  /** The periods of a voice wander. */
  function isLively(): boolean {
    const count = Math.min(run, REMEMBERED)
    if (count < FRAMES_TO_JUDGE) return true
    let mean = 0
    for (let i = 0; i < count; i++) mean += (periods[i] ?? 0) / count
    let spread = 0
    for (let i = 0; i < count; i++) spread += ((periods[i] ?? 0) - mean) ** 2 / count
    return Math.sqrt(spread) / mean >= LIVELY
  }

  function follow(moment: Moment): boolean {
    if (!alike(moment)) {
      if (run > 0 && ++gap > LONGEST_GAP) run = 0
      return false
    }
    if (run === 0) loudest = -120
    gap = 0
    periods[run % REMEMBERED] = moment.periodMs
    run++
    loudest = Math.max(loudest, moment.bandLevel)
    return run >= FRAMES_OF_A_VOICE && moment.bandLevel >= loudest - SUSTAINED_DB * 2 && isLively()
  }

  function likelihood(moment: Moment, voiced: boolean, standsOut: number): number {
    if (voiced) return 1
    if (run > 0 && gap === 0) return 0.6
    if (sinceVoice <= BELONGS && standsOut >= 5) return 0.6
    if (moment.level < QUIETEST_DB) return 0
    return Math.max(0, Math.min(0.4, (standsOut - 6) / 20))
  }

  return {
    name: 'builtin',
    push(frame) {
      const moment = periodicity.push(frame, band.level() + STILL_STANDS_OUT_DB)
      const voiced = follow(moment)
      sinceVoice = voiced ? 0 : sinceVoice + 1
      const now = likelihood(moment, voiced, moment.level - room.level())
      sounding.speech = Math.max(now, sounding.speech - 0.25)
      sounding.voiced = voiced
      sounding.level = moment.level
      const mostRise = sinceVoice === 0 ? 0.01 : sinceVoice <= BELONGS ? 0.05 : run > 0 ? 0.2 : 0.5
      room.follow(moment.level, mostRise)
      band.follow(moment.bandLevel, mostRise)
      speakersLevel = voiced ? Math.max(speakersLevel, moment.level - 3) : speakersLevel
      speakersLevel -= FORGET_DB
      return sounding
    },
    reset() {
      periodicity.reset()
      room.reset()
      band.reset()
      run = 0
      gap = 0
      loudest = 0
      sinceVoice = 1e9
      speakersLevel = -120
      sounding.speech = 0
    },
  }
}

/** The level of the noise around: falls at once, rises by `mostRise` dB a frame at most. */
function createFloor(least: number) {
  let floor = Number.NaN
  return {
    level: () => (Number.isNaN(floor) ? least : floor),
    follow(level: number, mostRise: number): void {
      if (Number.isNaN(floor)) floor = Math.min(level, least + 25)
      floor += level < floor ? 0.15 * (level - floor) : Math.min(0.1 * (level - floor), mostRise)
      floor = Math.max(floor, least)
    },
    reset(): void {
      floor = Number.NaN
    },
  }
}
