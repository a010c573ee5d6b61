import { createResampler } from '@lva/speech/resample'
import { createRandom } from '../../random.ts'
import type { Condition, Language } from '../corpus/corpus.ts'
import { atLevel, RATE_HZ } from '../sound/level.ts'
import { fingerprint } from './fingerprint.ts'
import { createTelephone } from './mulaw.ts'

// What the learner's microphone picks up: their voice, the room, and what their own loudspeaker says. One frame of 20 ms at a time.

export const FRAME = 320
const SPEECH_DBFS = -24
/** Decibels of speech over noise; corpus/README.md. */
const SIGNAL_TO_NOISE: Partial<Record<Condition, number>> = { fan: 15, traffic: 10, babble: 15 }
/** Sound with as much energy as the echo hides it; so does the noise of every condition that has one. */
const MASKS = 1
/** A quiet room is not digital silence. */
const FLOOR_DBFS = -70
// A prime length: no frame of half an hour is like another.
const FLOOR = floor(96_001)

function floor(length: number): Float32Array {
  const random = createRandom('floor')
  const gain = 10 ** (FLOOR_DBFS / 20)
  return Float32Array.from({ length }, () => random.normal() * gain)
}

/** Something that sounds into the microphone, from this frame on. */
export interface Sounding {
  fromFrame: number
  samples: Float32Array
}

/** How much of what the loudspeaker says comes back, and how late. */
export interface Echo {
  leakDb: number
  delayMs: number
}

export type Microphone = ReturnType<typeof createMicrophone>

/** `background` is the noise of the condition at any level, repeated for as long as it takes; null where it is quiet. */
export function createMicrophone({
  condition,
  background,
  echo,
  seed,
}: {
  condition: Condition
  background: Float32Array | null
  echo: Echo | null
  seed: string
  language?: Language
}) {
  const noise = background && atLevel(background, SPEECH_DBFS - (SIGNAL_TO_NOISE[condition] ?? 15))
  const telephone = condition === 'mulaw' ? createTelephone() : null
  const floorFrom = createRandom(`floor ${seed}`).whole(0, FLOOR.length - 1)
  const soundings: Sounding[] = []
  const toMicrophone = createResampler(24_000, RATE_HZ)
  const leak = echo ? 10 ** (echo.leakDb / 20) : 0
  const echoes: Float32Array[] = []
  const delayFrames = Math.round((echo?.delayMs ?? 0) / 20)
  const prints = new Map<number, number>()
  const recording: Int16Array[] = []
  const masked: boolean[] = []

  function addEcho(mixed: Float32Array, frame: number) {
    const returned = echoes[frame - delayFrames]
    if (returned) for (let i = 0; i < FRAME; i++) mixed[i] = (mixed[i] ?? 0) + (returned[i] ?? 0) * leak
  }

  function addVoices(mixed: Float32Array, frame: number) {
    for (const { fromFrame, samples } of soundings) {
      const offset = (frame - fromFrame) * FRAME
      if (offset < 0 || offset >= samples.length) continue
      for (let i = 0; i < FRAME; i++) mixed[i] = (mixed[i] ?? 0) + (samples[offset + i] ?? 0)
    }
  }

  /** The room's own noise on top, as 16-bit samples. */
  function inTheRoom(mixed: Float32Array, frame: number): Int16Array {
    const heard = new Int16Array(FRAME)
    let [inFloor, inNoise] = [(floorFrom + frame * FRAME) % FLOOR.length, noise ? (frame * FRAME) % noise.length : 0]
    for (let i = 0; i < FRAME; i++) {
      let sample = (mixed[i] ?? 0) + (FLOOR[inFloor++] ?? 0)
      if (inFloor === FLOOR.length) inFloor = 0
      if (noise) {
        sample += noise[inNoise++] ?? 0
        if (inNoise === noise.length) inNoise = 0
      }
      heard[i] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
    }
    return heard
  }

  return {
    /** From the frame that comes next. */
    sound(samples: Float32Array): Sounding {
      const sounding = { fromFrame: recording.length, samples }
      soundings.push(sounding)
      return sounding
    },
    /** What the loudspeaker does meanwhile (24 kHz, 20 ms), or null. */
    pick(loud: Int16Array | null): Int16Array {
      const frame = recording.length
      const returned = toMicrophone.push(loud ?? new Int16Array(480))
      // The resampler holds back its first samples once; from then on 20 ms give 20 ms.
      const aligned = new Float32Array(FRAME)
      for (let i = 0; i < Math.min(FRAME, returned.length); i++)
        aligned[FRAME - Math.min(FRAME, returned.length) + i] = (returned[i] ?? 0) / 32_768
      echoes.push(aligned)
      const mixed = new Float32Array(FRAME)
      if (echo) addEcho(mixed, frame)
      const echoed = energyOf(mixed)
      addVoices(mixed, frame)
      masked.push(energyOf(mixed) > echoed * (1 + MASKS) || noise !== null)
      const heard = inTheRoom(mixed, frame)
      const sent = telephone ? telephone(heard) : heard
      prints.set(fingerprint(sent), frame)
      recording.push(sent)
      return sent
    },
    /** Which frame of this microphone a piece of sound is; null for what it never picked up. */
    frameOf: (samples: Int16Array): number | null => prints.get(fingerprint(samples)) ?? null,
    /** Something louder than the echo sounds in that frame, so that nobody makes out its words. */
    hidesEcho: (frame: number): boolean => masked[frame] ?? false,
    frames: () => recording.length,
    recording,
  }
}

function energyOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum
}
