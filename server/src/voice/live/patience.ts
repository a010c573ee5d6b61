import { between, HABITS, TURN } from './tuning.ts'
import type { Wait } from './turn-taking.ts'

/** How a learner pauses while they speak, as it is kept for them. */
export interface Habits {
  /** Their last pauses within a turn, in milliseconds, oldest first; 0 for a turn without one. */
  pausesMs: number[]
}

/** How long one learner is waited for. */
export interface Patience {
  /** Their own choice: 0 is quick, 1 is patient. */
  slider: number
  habits: Habits
}

/** What a turn taught: its pauses, in milliseconds. One without any counts too, or nobody would ever be quick again. Pure. */
export function learnTurn(habits: Habits, pausesMs: readonly number[]): Habits {
  const learnt = pausesMs.length > 0 ? pausesMs.map(Math.round) : [0]
  return { pausesMs: [...habits.pausesMs, ...learnt].slice(-HABITS.kept) }
}

/** The pause this learner is known to make, with room; 0 while too little is known. Pure. */
export function learntPauseMs({ pausesMs }: Habits): number {
  if (pausesMs.length < HABITS.needed) return 0
  const sorted = pausesMs.toSorted((a, b) => a - b)
  const longest = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * HABITS.covered))] ?? 0
  return Math.min(HABITS.longestMs, longest * HABITS.margin)
}

/**
 * How long after the last sound of speech a turn is over, in milliseconds, and whether that is because it cannot be over as it stands.
 * `completeness` is 0–1 of `text`. A short answer that is whole does not wait for what is known of the learner; nor does a dangling
 * one. Pure.
 */
export function waitFor(text: string, completeness: number, { slider, habits }: Patience): Wait {
  // Nothing was understood: a noise, or a first word that was too weak, which the next one will explain.
  if (text.trim() === '')
    return { ms: between(TURN.usualMs, slider) * TURN.doubtfulTimes, dangling: false, whole: false }
  if (completeness <= TURN.danglingUpTo)
    return { ms: Math.max(between(TURN.danglingMs, slider), learntPauseMs(habits)), dangling: true, whole: false }
  const whole = completeness >= TURN.completeFrom
  if (whole && isShort(text)) return { ms: between(TURN.shortMs, slider), dangling: false, whole }
  const times = whole ? TURN.completePart : completeness < TURN.doubtfulBelow ? TURN.doubtfulTimes : 1
  return { ms: Math.max(between(TURN.usualMs, slider) * times, learntPauseMs(habits)), dangling: false, whole }
}

// Japanese writes no spaces, so there it is characters that are counted.
function isShort(text: string): boolean {
  const characters = [...text.trim()]
  if (characters.some((one) => one >= '\u3040' && one < '\uac00')) return characters.length <= TURN.shortCharacters
  return text.trim().split(' ').filter(Boolean).length <= TURN.shortWords
}
