/** Who speaks falls silent in between; what stays within so much of its own height for so long is a room full of people, or music. */
const UNBROKEN_DB = 14
const UNBROKEN = 0.8
const UNBROKEN_FRAMES = 60
const PEAK_FALLS_DB = 0.06
const NEW_HEIGHT_DB = 4
const CEILING_FALLS_DB = 0.1
const CONSONANT_FRAMES = 12

/** How fast a floor falls, as a part of the way; under an unbroken din it stays in the middle of it instead of at its lowest. */
const FALL = 0.1
const FALL_IN_DIN = 0.03
const RISE = 0.1
/** The first frame may already be speech: a floor does not begin higher than this above the least. */
const FIRST_DB = 25

/** The level of the noise around, in dB and never below `least`: falls faster than it rises, and rises by `mostRise` dB a frame at most. */
export function createFloor(least: number) {
  let floor = Number.NaN
  return {
    level: () => (Number.isNaN(floor) ? least : floor),
    follow(level: number, mostRise: number, unbroken: boolean): void {
      if (Number.isNaN(floor)) floor = Math.min(level, least + FIRST_DB)
      floor +=
        level < floor ? (unbroken ? FALL_IN_DIN : FALL) * (level - floor) : Math.min(RISE * (level - floor), mostRise)
      floor = Math.max(floor, least)
    },
    reset(): void {
      floor = Number.NaN
    },
  }
}

/** Whether there is a sound that goes on and on at about one level, voices or not: a room full of people, music, a machine. */
export function createDin() {
  let peak = -120
  let part = 0
  return {
    push(level: number): void {
      if (level > peak + NEW_HEIGHT_DB) part = 0
      peak = Math.max(level, peak - PEAK_FALLS_DB)
      part += ((level > peak - UNBROKEN_DB ? 1 : 0) - part) / UNBROKEN_FRAMES
    },
    isUnbroken: () => part > UNBROKEN,
    reset(): void {
      peak = -120
      part = 0
    },
  }
}

/** How loud it has been lately while nobody spoke, in dB. What lies right before a voice is its first consonant, and does not count. */
export function createCeiling() {
  const waiting = new Float64Array(CONSONANT_FRAMES)
  let count = 0
  let ceiling = -120
  return {
    level: () => ceiling,
    push(level: number): void {
      const at = count++ % CONSONANT_FRAMES
      if (count > CONSONANT_FRAMES) ceiling = Math.max(waiting[at] ?? -120, ceiling - CEILING_FALLS_DB)
      waiting[at] = level
    },
    /** A voice is heard. */
    voice(): void {
      count = 0
    },
    reset(): void {
      count = 0
      ceiling = -120
    },
  }
}
