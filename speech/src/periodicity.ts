import { beyondTone, SILENT } from './beyond-tone.ts'
import { filterHalf, shareWithFive, shareWithPast } from './side-by-side.ts'
import { FRAME_SAMPLES, LISTENING_RATE_HZ } from './sound.ts'

/** The sound of one frame and the 30 to 40 ms before it: how loud it is, and how much it repeats itself. */
export interface Moment {
  /** Level of the frame in dB below full scale, without what lies below hearing (a constant offset, the shaking of a table). */
  level: number
  /** Level of the band that is looked at for a voice, tilted towards high frequencies: only good to be compared with itself. */
  bandLevel: number
  /** 0–1: the best normalised correlation with itself one pitch period earlier. 0 when it was not looked for. */
  periodicity: number
  /** That period in milliseconds; 0 without one. */
  periodMs: number
  /** How far below the sound itself lies what a single ringing tone cannot explain, in dB: very low for a beep or a struck bottle. */
  beyondOneTone: number
}

// The band holds two harmonics of a child's voice and five of a deep one; above it formants blur the period.
const BAND_HZ = 2_000
const FINE_RATE_HZ = 8_000
const FINE_HOP = FRAME_SAMPLES / 2
const COARSE_HOP = FRAME_SAMPLES / 4
// What is compared with its past: 32 ms.
const FINE_WINDOW = 256
const COARSE_WINDOW = FINE_WINDOW / 2
// 500 Hz, a child calling, down to 62 Hz, a deep voice: in samples of the coarse rate.
const SHORTEST = 8
const LONGEST = 64
const FINE_LENGTH = FINE_WINDOW + 2 * LONGEST + 4
const COARSE_LENGTH = COARSE_WINDOW + LONGEST + 2
// A period fits as well twice over; the shortest that fits nearly as well as the best is the voice's own.
const NEARLY = 0.92
// Half a coarse sample off, a short period fits this much worse than it would.
const WORTH_A_CLOSER_LOOK = 0.6
const MOST_LOOKS = 6
const TAPS = 40
// Below 40 Hz nobody speaks.
const OFFSET_POLE = 1 - (2 * Math.PI * 40) / LISTENING_RATE_HZ
const PRE_EMPHASIS = 0.97

export type Periodicity = ReturnType<typeof createPeriodicity>

/**
 * Looks for the pitch of a voice in sound that arrives in frames of 20 ms at 16 kHz, and allocates nothing while it does. The sound is
 * tilted towards high frequencies first, so that rumble, which wanders slowly and so resembles itself, does not pass for a voice.
 * Periods are found on every fourth sample and then looked at closely on every second.
 */
export function createPeriodicity() {
  const filter = lowPass(BAND_HZ / LISTENING_RATE_HZ, TAPS)
  const raw = new Float64Array(TAPS + FRAME_SAMPLES)
  const fine = new Float64Array(FINE_LENGTH)
  const coarse = new Float64Array(COARSE_LENGTH)
  const band = new Float64Array(FINE_HOP)
  const likeness = new Float64Array(LONGEST + 2)
  const shared = new Float64Array(LONGEST - SHORTEST + 4)
  const near = { shared: new Float64Array(5), powers: new Float64Array(5) }
  const moment: Moment = { level: -120, bandLevel: -120, periodicity: 0, periodMs: 0, beyondOneTone: 0 }
  let lastIn = 0
  let lastOut = 0
  let lastBand = 0
  let started = false

  return {
    /**
     * The moment of this frame, in an object that the next frame changes. Below `quietest` (dB, as `bandLevel`) no period is looked
     * for. A frame of another length than 320 samples is cut, or filled with silence.
     */
    push(frame: Int16Array, quietest = Number.NEGATIVE_INFINITY): Moment {
      moment.level = decibels(takeIn(frame) / FRAME_SAMPLES)
      moment.bandLevel = decibels(narrow() / FINE_HOP)
      moment.periodicity = 0
      moment.periodMs = 0
      moment.beyondOneTone = 0
      if (moment.bandLevel > quietest) {
        lookForPeriod()
        if (moment.periodicity > 0) moment.beyondOneTone = beyondTone(coarse, COARSE_LENGTH - COARSE_WINDOW)
      }
      return moment
    },

    reset(): void {
      raw.fill(0)
      fine.fill(0)
      coarse.fill(0)
      lastIn = 0
      lastOut = 0
      lastBand = 0
      started = false
    },
  }

  function takeIn(frame: Int16Array): number {
    raw.copyWithin(0, FRAME_SAMPLES)
    // A microphone with a constant offset does not begin with a bang.
    if (!started) lastIn = (frame[0] ?? 0) / 32_768
    started = true
    // What outlives a call is a number on the heap, and a new one each time it changes.
    let before = lastIn
    let out = lastOut
    let energy = 0
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      const sample = (frame[i] ?? 0) / 32_768
      out = sample - before + OFFSET_POLE * out
      before = sample
      raw[TAPS + i] = out
      energy += out * out
    }
    lastIn = before
    lastOut = out
    return energy
  }

  function narrow(): number {
    fine.copyWithin(0, FINE_HOP)
    coarse.copyWithin(0, COARSE_HOP)
    filterHalf(filter, raw, 1, band)
    let before = lastBand
    let energy = 0
    for (let i = 0; i < FINE_HOP; i++) {
      const here = band[i] ?? 0
      const tilted = here - PRE_EMPHASIS * before
      before = here
      fine[FINE_LENGTH - FINE_HOP + i] = tilted
      if (i % 2 === 1) coarse[COARSE_LENGTH - COARSE_HOP + (i >> 1)] = tilted
      energy += tilted * tilted
    }
    lastBand = before
    return energy
  }

  function lookForPeriod(): void {
    const best = compareCoarsely()
    if (best <= 0) return
    const energy = energyOf(fine, FINE_LENGTH - FINE_WINDOW, FINE_WINDOW)
    let looks = 0
    let bestLikeness = 0
    for (let lag = SHORTEST; lag <= LONGEST && looks < MOST_LOOKS; lag++) {
      const here = likeness[lag] ?? 0
      if (here < best * WORTH_A_CLOSER_LOOK) continue
      if (here < (likeness[lag - 1] ?? 0) || here <= (likeness[lag + 1] ?? 0)) continue
      looks++
      // The shortest that fits comes first; a longer one has to fit clearly better.
      const before = bestLikeness
      const period = lookClosely(2 * lag, before / NEARLY, energy)
      if (period === 0) continue
      bestLikeness = moment.periodicity
      moment.periodMs = (period * 1000) / FINE_RATE_HZ
    }
  }

  /** Fills `likeness` for every period in coarse samples; answers the best. */
  function compareCoarsely(): number {
    const base = COARSE_LENGTH - COARSE_WINDOW
    const energy = energyOf(coarse, base, COARSE_WINDOW)
    let earlier = energyOf(coarse, base - SHORTEST + 1, COARSE_WINDOW)
    let best = 0
    shareWithPast(coarse, base, SHORTEST - 1, shared)
    for (let lag = SHORTEST - 1; lag <= LONGEST + 1; lag++) {
      const likely = (shared[lag - SHORTEST + 1] ?? 0) / Math.sqrt(energy * earlier + SILENT * SILENT)
      likeness[lag] = likely
      if (lag >= SHORTEST && lag <= LONGEST && likely > best) best = likely
      earlier += (coarse[base - lag - 1] ?? 0) ** 2 - (coarse[base - lag - 1 + COARSE_WINDOW] ?? 0) ** 2
    }
    return best
  }

  /** The top near `lag` fine samples when it is higher than `enough`, which it then leaves in the moment; otherwise 0. `energy` is that of the window. */
  function lookClosely(lag: number, enough: number, energy: number): number {
    const base = FINE_LENGTH - FINE_WINDOW
    shareWithFive(fine, base, lag - 2, near)
    let top = lag
    let before = 0
    let here = 0
    let after = 0
    let highest = -1
    let last = 0
    let rising = 0
    for (let each = lag - 2; each <= lag + 2; each++) {
      const earlier = near.powers[each - lag + 2] ?? 0
      const likely = (near.shared[each - lag + 2] ?? 0) / Math.sqrt(energy * earlier + SILENT * SILENT)
      if (likely > highest) {
        highest = likely
        top = each
        before = last
        here = likely
        after = 0
        rising = 1
      } else if (rising === 1) {
        after = likely
        rising = 0
      }
      last = likely
    }
    if (highest <= enough) return 0
    moment.periodicity = Math.min(1, highest)
    // The top of the parabola through three points, where there is one on each side.
    const bend = before - 2 * here + after
    const isPeak = top > lag - 2 && top < lag + 2 && bend < 0
    return isPeak ? top + (before - after) / (2 * bend) : top
  }
}

function energyOf(samples: Float64Array, from: number, length: number): number {
  let energy = 0
  for (let i = from; i < from + length; i++) energy += (samples[i] ?? 0) * (samples[i] ?? 0)
  return energy
}

const decibels = (power: number) => 10 * Math.log10(power + SILENT)

/** A windowed-sinc low-pass (Hamming window) that ends at `cutoff`, as a part of the sample rate; its weights sum to 1. */
function lowPass(cutoff: number, taps: number): Float64Array {
  const weights = Float64Array.from({ length: taps }, (_, i) => {
    const x = 2 * Math.PI * cutoff * (i - (taps - 1) / 2)
    const window = 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (taps - 1))
    return (x === 0 ? 1 : Math.sin(x) / x) * window
  })
  const sum = weights.reduce((all, each) => all + each, 0)
  return weights.map((weight) => weight / sum)
}
