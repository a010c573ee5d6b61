import { createPeriodicity, type Moment } from './periodicity.ts'
import { createCeiling, createDin, createFloor } from './surroundings.ts'
import { createWandering } from './wandering.ts'

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
const QUIETEST_BAND_DB = -85
/** Above the noise around it. */
const STANDS_OUT_DB = 7
/** Once a voice is heard, the end of a word may sink so far. */
const STILL_STANDS_OUT_DB = 4
const VOICED = 0.5
// Once a voice is heard it may grow rough for a moment; a consonant in the middle may hide it altogether.
const STILL_VOICED = 0.4
const LONGEST_GAP = 3
/** So many frames like a voice make one. */
const FRAMES_OF_A_VOICE = 3
// A vowel is held at about one level; a knock dies away sooner.
const SUSTAINED_DB = 12
const ONE_TONE_DB = -14
/** After so many frames without anything like a voice the notes that were heard are forgotten. */
const NOTES_FORGOTTEN_AFTER = 50
/** Hissing consonants and the end of a word belong to the voice before them for so many frames. */
const BELONGS = 12
/** Somebody this much quieter than who speaks into this microphone is somebody else, further away. */
const FAR_DB = 18
const FORGET_DB = 0.004
/** The same while they are speaking, when the murmur around them would go on for them; it is forgotten by 2.5 dB a second. */
const BESIDE_DB = 12
const FORGET_BESIDE_DB = 0.05
/** They are louder than the noise before the voice by so much; and what is no quieter than this below the voice belongs to it anyhow. */
const ABOVE_NOISE_DB = 8
const AUDIBLE_DB = 6
/** Their hissing consonants are quieter still. */
const FAR_HISS_DB = 30
/** How fast the noise around may grow, in dB a frame: while somebody speaks, near speech, under steady tones, and otherwise. */
const RISE = { voice: 0.01, nearVoice: 0.05, tone: 0.2, noise: 0.5 }

/**
 * A detector of voices by energy and periodicity: a voice stands out from the noise around it, repeats itself at 62–500 Hz, and
 * glides. Decides by what was heard so far, within 60 to 100 ms of a voice's beginning. Hiss, hum, clicks and beeps are no voice; nor is a whisper.
 */
export function createVoiceDetector(): SpeechDetector {
  const periodicity = createPeriodicity()
  const room = createFloor(QUIETEST_ROOM_DB)
  const band = createFloor(QUIETEST_BAND_DB)
  const wandering = createWandering()
  const din = createDin()
  const noise = createCeiling()
  const sounding: Sounding = { speech: 0, voiced: false, level: -120 }
  let run = 0
  let gap = 0
  let loudest = -120
  let open = false
  let glides = true
  let sinceVoice = 1e9
  let sinceAlike = 0
  let speakersLevel = -120
  let spokenLevel = -120

  /** Below this it is somebody further away. */
  const nearest = () => Math.max(QUIETEST_DB, speakersLevel - FAR_DB, spokenLevel - BESIDE_DB)

  function alike({ level, bandLevel, periodicity, beyondOneTone }: Moment): boolean {
    if (level < nearest()) return false
    if (bandLevel < band.level() + (run > 0 ? STILL_STANDS_OUT_DB : STANDS_OUT_DB)) return false
    return periodicity >= (run > 0 ? STILL_VOICED : VOICED) && beyondOneTone > ONE_TONE_DB
  }

  function follow(moment: Moment): boolean {
    if (!alike(moment)) {
      if (++sinceAlike > NOTES_FORGOTTEN_AFTER) wandering.reset()
      if (run > 0 && ++gap > LONGEST_GAP) forget()
      return false
    }
    gap = 0
    sinceAlike = 0
    run++
    loudest = Math.max(loudest, moment.bandLevel)
    glides = wandering.push(moment.periodMs)
    if (run < FRAMES_OF_A_VOICE || !glides) return false
    if (moment.bandLevel >= loudest - SUSTAINED_DB) open = true
    return open
  }

  function forget(): void {
    run = 0
    gap = 0
    loudest = -120
    open = false
    glides = true
  }

  function likelihood(moment: Moment, voiced: boolean, standsOut: number): number {
    if (voiced) return 1
    if (!glides) return 0.3
    if (sinceVoice <= BELONGS && standsOut >= 5 && belongs(moment)) return 0.6
    if (run > 0 && gap === 0 && run < FRAMES_OF_A_VOICE) return 0.5
    if (moment.level < QUIETEST_DB) return 0
    return Math.max(0, Math.min(0.4, (standsOut - 6) / 20))
  }

  const belongs = ({ level }: Moment) =>
    level > Math.max(speakersLevel - FAR_HISS_DB, Math.min(noise.level() + ABOVE_NOISE_DB, spokenLevel - AUDIBLE_DB))

  function mostRise(): number {
    if (din.isUnbroken()) return RISE.noise
    if (sinceVoice === 0) return RISE.voice
    if (sinceVoice <= BELONGS) return RISE.nearVoice
    return run > 0 ? RISE.tone : RISE.noise
  }

  return {
    name: 'builtin',
    push(frame) {
      const moment = periodicity.push(frame, band.level() + STILL_STANDS_OUT_DB)
      const voiced = follow(moment)
      sinceVoice = voiced ? 0 : sinceVoice + 1
      din.push(moment.bandLevel)
      const now = likelihood(moment, voiced, moment.level - room.level())
      sounding.speech = Math.max(now, sounding.speech - 0.25)
      sounding.voiced = voiced
      sounding.level = moment.level
      const rise = mostRise()
      room.follow(moment.level, rise, din.isUnbroken())
      band.follow(moment.bandLevel, rise, din.isUnbroken())
      if (voiced) noise.voice()
      else if (sinceVoice > BELONGS) noise.push(moment.level)
      const spoken = voiced ? moment.level - 3 : -120
      speakersLevel = Math.max(speakersLevel, spoken) - FORGET_DB
      spokenLevel = Math.max(spokenLevel, spoken) - FORGET_BESIDE_DB
      return sounding
    },
    reset() {
      periodicity.reset()
      room.reset()
      band.reset()
      forget()
      wandering.reset()
      sinceVoice = 1e9
      din.reset()
      noise.reset()
      speakersLevel = -120
      spokenLevel = -120
      sounding.speech = 0
    },
  }
}
