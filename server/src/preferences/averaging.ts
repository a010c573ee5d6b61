import { CONFIDENCE_USED, type EvidenceSource } from '@lva/contracts/preferences'

/** How much one ordinary observation moves what is known. */
export const ALPHA = 0.1
/** How much confidence goes with each day since the last evidence. */
const DECAY_PER_DAY = 0.01
const DAY_MS = 86_400_000
/** Neither the one nor the other. */
const NEUTRAL = 0.5

/** One piece of evidence. `toward` is null where it speaks for nothing, as a lock. */
export interface Observation {
  source: EvidenceSource
  toward: number | null
  weight: number
  at: Date
}

/** What is known of one preference, as it was at its last evidence. */
export interface Known {
  value: number
  confidence: number
  at: Date | null
  locked: boolean
  /** The learner set it by hand, and nothing has moved it since. */
  overridden: boolean
}

export const UNKNOWN: Known = { value: NEUTRAL, confidence: 0, at: null, locked: false, overridden: false }

/**
 * What is known after one more piece of evidence, in the order in which they came. An exponential average, where evidence of weight w
 * counts as w observations in a row; confidence is the same average of whether they agree, and begins anew when the preference turns
 * round. What the learner sets by hand is certain, and what is locked nothing moves. Pure.
 */
export function learn(before: Known, { source, toward, weight, at }: Observation): Known {
  if (source === 'lock' || source === 'unlock') return { ...before, locked: source === 'lock', at: before.at }
  if (toward === null) return before
  if (source === 'override') return { ...before, value: toward, confidence: 1, at, overridden: true }
  if (before.locked) return before
  const step = 1 - (1 - ALPHA) ** weight
  const value = before.value + step * (toward - before.value)
  const agrees = sideOf(toward) === 0 ? NEUTRAL : sideOf(toward) === sideOf(value) ? 1 : 0
  const turned = sideOf(before.value) !== 0 && sideOf(value) !== sideOf(before.value)
  const confidence = turned ? 0 : confidenceAt(before, at)
  return { value, confidence: confidence + step * (agrees - confidence), at, locked: false, overridden: false }
}

/** The same from the first piece on. */
export function learnAll(observations: readonly Observation[]): Known {
  return observations.reduce(learn, UNKNOWN)
}

/** How sure it is at an instant; what is locked does not fade. */
export function confidenceAt({ confidence, at, locked }: Known, now: Date): number {
  if (locked || at === null) return confidence
  const days = Math.max(0, now.getTime() - at.getTime()) / DAY_MS
  return Math.max(0, confidence - DECAY_PER_DAY * days)
}

/** Whether replies are to be asked for in this way. */
export function isUsed(known: Known, now: Date): boolean {
  return known.at !== null && confidenceAt(known, now) >= CONFIDENCE_USED
}

const sideOf = (value: number) => Math.sign(value - NEUTRAL)
