import type { OverlapStep } from '@lva/speech/overlap'
import { FRAME_MS, INTERRUPTION } from './tuning.ts'

/** What words into a reply are: its own echo, "mm-hmm", "wait", or the wish to speak; `unclear` may still become any of them. */
export type Judged = 'echo' | 'backchannel' | 'wait' | 'go-on' | 'unclear' | 'words'

/** What the reducer is told while a reply is being given. `at` is the clock's time in milliseconds and never goes back. */
export type OverlapInput =
  /** One frame of what is heard beside the reply (stages 1 and 2), `advice` null when nothing changed. `spokeMs`: for how long so far; `quietMs`: since when not. */
  | {
      type: 'sound'
      at: number
      advice: OverlapStep | null
      voiced: boolean
      spokeMs: number
      quietMs: number
    }
  /** Words so far. `settled`: nothing is missing. */
  | { type: 'words'; at: number; judged: Judged; settled: boolean }
  /** It is over, and there were no words in it. */
  | { type: 'no-words'; at: number }
  | { type: 'tick'; at: number }

/**
 * What follows: louder or softer, silent or not, or the end of the reply. `insist` and `hold`: silent, and no ear may take that back because it
 * hears nothing any more. `dismiss`: what was said is no turn.
 */
export type OverlapDecision = 'duck' | 'unduck' | 'pause' | 'insist' | 'resume' | 'hold' | 'cut' | 'dismiss' | 'let-go'

export interface OverlapState {
  stage: 'clear' | 'ducked' | 'paused' | 'held'
  since: number
  /** When whoever made it wait began to speak, and was heard last. */
  began: number
  spokeAt: number
  /** How much voice there was in between. */
  voicedMs: number
  /** What was understood so far, more may follow: "mm-hmm", or words that may still become anything. */
  said: 'nothing' | 'harmless' | 'unclear'
}

export const CLEAR: OverlapState = { stage: 'clear', since: 0, began: 0, spokeAt: 0, voicedMs: 0, said: 'nothing' }

export interface OverlapKnobs {
  /** Whether words come while they are spoken. Where they come only afterwards, long voicing has to do. */
  wordsWhileSpeaking: boolean
  /** Off: whatever pauses a reply ends it. For measuring. */
  resume: boolean
}

/**
 * Whether a reply that is being given is interrupted: reversible until it is proven. Told one thing at a time, it answers with the state
 * after it and what follows. Pure. The stages are those of voice.md; no pause lasts for ever.
 */
export function judgeOverlap(
  before: OverlapState,
  input: OverlapInput,
  knobs: OverlapKnobs,
): { state: OverlapState; decisions: OverlapDecision[] } {
  const { at } = input
  const heard = input.type === 'sound' ? hear(before, input) : before
  const { began, spokeAt, voicedMs } = heard
  const to = (stage: OverlapState['stage'], ...decisions: OverlapDecision[]) => ({
    state: { stage, since: at, began, spokeAt, voicedMs, said: 'nothing' as const },
    decisions,
  })
  const stay = (change: Partial<OverlapState> = {}) => ({ state: { ...heard, ...change }, decisions: [] })
  const on = () => {
    if (before.stage === 'paused') return knobs.resume ? to('clear', 'resume') : to('clear', 'cut')
    return before.stage === 'ducked' ? to('clear', 'unduck') : stay()
  }

  if (input.type === 'words') return judgeWords(input)
  if (input.type === 'no-words') return before.stage === 'held' ? stay() : on()
  return input.type === 'sound' ? judgeSound(input) : timePasses()

  function judgeSound({ advice }: OverlapInput & { type: 'sound' }) {
    if (advice === 'duck' && before.stage === 'clear') return to('ducked', 'duck')
    if (advice === 'pause' && (before.stage === 'clear' || before.stage === 'ducked')) return to('paused', 'pause')
    if (advice === 'release' && before.stage === 'ducked') return to('clear', 'unduck')
    // So short a sound says nothing that could not be taken up again when its words are there.
    if (advice === 'release' && before.stage === 'paused' && before.said !== 'unclear') return on()
    return timePasses()
  }

  function judgeWords({ judged, settled }: OverlapInput & { type: 'words' }) {
    // Held, nothing sounds that would be in the way: "go" may become "go on".
    if (before.stage === 'held') return settled ? judgeHeld(judged) : stay()
    if (judged === 'words' || judged === 'go-on') return to('clear', 'cut')
    if (judged === 'unclear') return doubt()
    if (judged === 'wait') return settled ? to('held', 'hold', 'dismiss') : to('held', 'hold')
    if (!settled) return stay({ said: 'harmless' })
    const { state, decisions } = on()
    return { state, decisions: [...decisions, 'dismiss' as const] }
  }

  function judgeHeld(judged: Judged) {
    if (judged === 'words' || judged === 'unclear') return to('clear', 'cut')
    if (judged === 'go-on') return to('clear', 'resume', 'dismiss')
    return judged === 'wait' ? to('held', 'dismiss') : { state: before, decisions: ['dismiss' as const] }
  }

  function doubt() {
    // Paused by words, only words are waited for.
    const from = before.stage === 'paused' ? heard : { ...CLEAR, since: at }
    return {
      state: { ...from, stage: 'paused' as const, said: 'unclear' as const },
      decisions: before.said === 'unclear' ? [] : ['insist' as const],
    }
  }

  function timePasses() {
    const ms = at - before.since
    if (before.stage === 'held') return ms >= INTERRUPTION.heldMs ? to('clear', 'let-go') : stay()
    if (before.stage !== 'paused') return stay()
    // They do say something: what it is will be known, and should it not, it is no "mm-hmm".
    if (before.said === 'unclear') return ms >= INTERRUPTION.judgedWithinMs ? to('clear', 'cut') : stay()
    const spokenMs = spokeAt - began
    const isVoice = voicedMs >= spokenMs * INTERRUPTION.voicedShare
    const interrupts =
      !knobs.wordsWhileSpeaking && before.said === 'nothing' && isVoice && spokenMs >= INTERRUPTION.voicingMs
    if (interrupts) return to('clear', 'cut')
    return isOver(spokenMs, at - spokeAt) || ms >= longest(isVoice) ? on() : stay()
  }

  /** Whether they have stopped, and no words are to be expected that would not come in time. */
  function isOver(spokenMs: number, quietMs: number): boolean {
    if (before.said === 'harmless') return quietMs >= INTERRUPTION.quietMs
    if (before.began === 0) return false
    if (spokenMs < INTERRUPTION.briefMs) return quietMs >= INTERRUPTION.briefQuietMs
    return quietMs >= (knobs.wordsWhileSpeaking ? INTERRUPTION.wordsAfterMs : INTERRUPTION.segmentAfterMs)
  }

  /** How long a reply waits for somebody who goes on without a word. */
  function longest(isVoice: boolean): number {
    if (!isVoice) return INTERRUPTION.wordsWithinMs
    return knobs.wordsWhileSpeaking ? INTERRUPTION.firstWordMs : INTERRUPTION.judgedWithinMs
  }
}

/** Keeps how long they have been speaking: gaps within a sentence belong to it, and so does what was given back too soon. */
function hear(
  before: OverlapState,
  { at, advice, voiced, spokeMs, quietMs }: OverlapInput & { type: 'sound' },
): OverlapState {
  const begins = advice === 'pause' && (before.stage === 'clear' || before.stage === 'ducked')
  const spokenMs = before.spokeAt - before.began
  // Where many talk it is never still: what went on for so long without a voice is somebody else's.
  const isTheirs = spokenMs < INTERRUPTION.judgedWithinMs || before.voicedMs >= spokenMs * INTERRUPTION.voicedShare
  const goesOn = before.began > 0 && at - before.spokeAt <= INTERRUPTION.bridgedMs && isTheirs
  const voicedMs = before.voicedMs + (voiced ? FRAME_MS : 0)
  const spokeAt = Math.max(before.spokeAt, at - quietMs)
  if (begins && !goesOn) {
    const [least, most] = INTERRUPTION.leadMs
    return { ...before, began: at - Math.min(most, Math.max(least, spokeMs)), spokeAt, voicedMs: least / 2 }
  }
  return before.began > 0 ? { ...before, spokeAt, voicedMs } : before
}
