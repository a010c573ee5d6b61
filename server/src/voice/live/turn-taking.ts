import { FRAME_MS, HEARING, TURN } from './tuning.ts'
import type { TurnSignal } from './turn-signal.ts'

/** What the reducer is told. `at` is the ear's time in milliseconds and never goes back. */
export type TurnInput =
  /** What the last frame sounded like. */
  | { type: 'sound'; at: number; speech: number; voiced: boolean }
  /** Words of a recogniser: the whole turn so far. `settled`: nothing of what was said until now is missing. */
  | { type: 'text'; at: number; text: string; settled: boolean; confidence: number | null }
  /** The recogniser gave up on this turn. */
  | { type: 'unheard'; at: number }
  /** "Done." */
  | { type: 'commit'; at: number }
  /** It was no turn: an echo, an "mm-hmm" into a reply. */
  | { type: 'dismiss'; at: number }
  /** Time has passed, where no sound tells it. */
  | { type: 'tick'; at: number }

export type TurnDecision =
  | Exclude<TurnSignal, { type: 'turn-resumed' }>
  /** They speak again; what was understood so far is no longer all. */
  | { type: 'turn-resumed'; at: number; pausedMs: number }
  /** A short silence: whoever writes down can begin. */
  | { type: 'provisional-end'; at: number }
  /** The text cannot be the end: they are waited for. */
  | { type: 'holding'; at: number }
  /** What was written down does not sound whole: its last word may be missing. */
  | { type: 'unclear'; at: number }
  /** There was sound, and no word in it. */
  | { type: 'nothing-said'; at: number }
  /** There was speech, and nobody could write it down. */
  | { type: 'not-written-down'; at: number }

/** How long a turn with some text waits; `whole`: it may stand as it is. */
export interface Wait {
  ms: number
  dangling: boolean
  whole: boolean
}

export interface TurnState {
  phase: 'quiet' | 'speaking' | 'pausing'
  /** Speech that is not yet believed, and in a pause what may be the rest of a word. */
  evidenceMs: number
  stirredMs: number
  startedAt: number
  /** Since when they have spoken without a pause. */
  unbrokenSince: number
  /** The last sound of speech, and of anything that may belong to it. */
  spokeUntil: number
  soundedUntil: number
  text: string
  /** When it last grew. */
  grewAt: number
  /** What sounds like speech has no words in it: only words are listened to. */
  wordless: boolean
  confidence: number | null
  settled: boolean
  /** `eager-end-of-turn` is out for `text`. */
  eager: boolean
  /** What is heard this moment may be them again. */
  stirs: boolean
  /** How long the settled text waits. */
  wait: Wait | null
  held: boolean
  /** Nothing more belongs to this turn; its words may still be missing. */
  committed: boolean
}

export const QUIET: TurnState = {
  phase: 'quiet',
  evidenceMs: 0,
  stirredMs: 0,
  startedAt: 0,
  unbrokenSince: 0,
  spokeUntil: 0,
  soundedUntil: 0,
  text: '',
  grewAt: 0,
  wordless: false,
  confidence: null,
  settled: false,
  eager: false,
  stirs: false,
  wait: null,
  held: false,
  committed: false,
}

/** What the reducer has to know of the learner, and of where the words come from. */
export interface TurnKnobs {
  /** How long after the last sound of speech a turn with this text is over. */
  wait(text: string): Wait
  /** Whether there is sound; without, words alone begin a turn. */
  sound: boolean
  /** Whether words come while they are spoken. */
  wordsWhileSpeaking: boolean
  /** Whether a reply is being given. */
  overlapping(): boolean
}

/**
 * Whose turn it is. Told one thing at a time, it answers with the state after it and what follows from it. Pure.
 * No turn begins without voiced sound. A turn ends when its words are there and the silence is long enough for them and for this
 * learner, or at once when it is committed.
 */
export function takeTurns(
  before: TurnState,
  input: TurnInput,
  knobs: TurnKnobs,
): { state: TurnState; decisions: TurnDecision[] } {
  const state = { ...before }
  const decisions: TurnDecision[] = []
  const { at } = input

  if (input.type === 'sound') hear(state, input, knobs, decisions)
  if (input.type === 'text') read(state, input, knobs, decisions)
  if (input.type === 'text' && isLongest(state, at, knobs)) closeNow(state, at, decisions)
  if (input.type === 'tick' && !knobs.sound) wordsStopped(state, at, decisions)
  if (input.type === 'dismiss') next(state)
  if (input.type === 'commit' && state.phase !== 'quiet') closeNow(state, at, decisions)
  if (input.type === 'unheard' && state.phase === 'pausing' && !state.settled) {
    if (state.text) settle(state, at, decisions)
    else {
      decisions.push({ type: 'not-written-down', at })
      next(state)
    }
  }
  if (state.phase === 'pausing' && state.settled) conclude(state, at, knobs, decisions)
  // What was said while the words of the turn before were awaited.
  if (state.phase === 'quiet' && state.evidenceMs >= HEARING.startMs) begin(state, at, decisions)
  return { state, decisions }
}

function hear(
  state: TurnState,
  { at, speech, voiced }: TurnInput & { type: 'sound' },
  knobs: TurnKnobs,
  decisions: TurnDecision[],
) {
  const isSpeech = speech >= HEARING.speechFrom
  state.stirs = isSpeech && !state.wordless
  if (state.phase === 'speaking') {
    if (isSpeech) state.spokeUntil = at
    if (speech >= HEARING.stillBelow) state.soundedUntil = at
    return mayPause(state, at, knobs, decisions)
  }
  const before = state.evidenceMs
  const fades = (ms: number) => Math.max(0, ms - FRAME_MS / 2)
  if (isSpeech && voiced) state.evidenceMs = before + FRAME_MS
  // Between two vowels lie the consonants of one word: only silence speaks against it.
  else if (!isSpeech) state.evidenceMs = fades(before)
  state.stirredMs = isSpeech ? state.stirredMs + FRAME_MS : fades(state.stirredMs)
  // A turn that is closed keeps what comes after it for the next one.
  if (state.committed && before >= HEARING.startMs) state.evidenceMs = before
  const goesOn = state.evidenceMs >= HEARING.resumeMs || state.stirredMs >= HEARING.restMs
  if (state.phase === 'pausing' && !state.committed && !state.wordless && goesOn) resume(state, at, decisions)
}

function mayPause(state: TurnState, at: number, knobs: TurnKnobs, decisions: TurnDecision[]) {
  const tooLong = at - state.unbrokenSince >= TURN.unbrokenMs
  state.wordless = knobs.wordsWhileSpeaking && state.text !== '' && at - state.grewAt >= TURN.wordlessMs
  if (state.wordless) state.spokeUntil = Math.min(state.spokeUntil, state.grewAt)
  const pauses = isProvisionallyOver(state, at, knobs) || state.wordless || tooLong
  if (pauses) pauseNow(state, at, decisions)
  if (tooLong || (pauses && at - state.startedAt >= TURN.longestMs)) state.committed = true
}

function isProvisionallyOver(
  { startedAt, spokeUntil, soundedUntil }: TurnState,
  at: number,
  knobs: TurnKnobs,
): boolean {
  const silentMs = at - spokeUntil
  if (knobs.wordsWhileSpeaking) return silentMs >= TURN.provisionalMs
  if (knobs.overlapping()) return silentMs >= TURN.overlapProvisionalMs
  if (spokeUntil - startedAt > TURN.shortSpeechMs) return silentMs >= TURN.longProvisionalMs
  return silentMs >= TURN.segmentProvisionalMs || at - soundedUntil >= TURN.stillProvisionalMs
}

function begin(state: TurnState, at: number, decisions: TurnDecision[]) {
  const from = Math.max(0, at - state.evidenceMs)
  Object.assign(state, {
    ...QUIET,
    phase: 'speaking',
    startedAt: from,
    unbrokenSince: from,
    spokeUntil: at,
    grewAt: at,
  })
  decisions.push({ type: 'start-of-turn', at })
}

function resume(state: TurnState, at: number, decisions: TurnDecision[]) {
  const from = at - Math.max(state.evidenceMs, state.stirredMs)
  decisions.push({ type: 'turn-resumed', at, pausedMs: Math.max(0, from - state.spokeUntil) })
  Object.assign(state, { phase: 'speaking', unbrokenSince: from, spokeUntil: at, soundedUntil: at, evidenceMs: 0 })
  Object.assign(state, { settled: false, eager: false, wait: null, held: false, wordless: false, grewAt: at })
}

function pauseNow(state: TurnState, at: number, decisions: TurnDecision[]) {
  state.phase = 'pausing'
  state.evidenceMs = 0
  state.stirredMs = 0
  decisions.push({ type: 'provisional-end', at })
}

/** Nobody speaks for so long; where sound is heard, it tells how long that is. */
function isLongest({ phase, committed, text, startedAt }: TurnState, at: number, { sound }: TurnKnobs): boolean {
  if (phase === 'quiet' || committed) return false
  return text.length >= TURN.longestText || (!sound && at - startedAt >= TURN.longestMs)
}

function closeNow(state: TurnState, at: number, decisions: TurnDecision[]) {
  if (state.phase === 'speaking') pauseNow(state, at, decisions)
  state.committed = true
  state.evidenceMs = 0
}

function read(
  state: TurnState,
  { at, text, settled, confidence }: TurnInput & { type: 'text' },
  knobs: TurnKnobs,
  decisions: TurnDecision[],
) {
  if (state.phase === 'quiet') {
    // Recognisers invent words in silence; only where there is no sound are they all there is.
    if (knobs.sound || !text) return
    begin(state, at, decisions)
  }
  const changed = text !== state.text
  // More than a full stop that was added.
  const grew = text.length > state.text.length + 1
  const goesOn = knobs.sound ? grew && state.wordless : changed
  if (goesOn && state.phase === 'pausing' && !state.committed) resume(state, at, decisions)
  if (grew) state.grewAt = at
  if (!knobs.sound && changed) state.spokeUntil = at
  if (changed && state.eager && !state.committed) {
    decisions.push({ type: 'turn-resumed', at, pausedMs: 0 })
    state.eager = false
    state.held = false
  }
  if (changed && text && !state.eager) decisions.push({ type: 'update', at, text })
  // Words that were told as the end stay the end.
  if (!state.eager) Object.assign(state, { text, confidence, wait: null })
  if (settled && !knobs.sound && state.phase === 'speaking') state.phase = 'pausing'
  if (settled && state.phase === 'pausing') settle(state, at, decisions)
}

// Recognisers of browsers do not always say when they are done.
function wordsStopped(state: TurnState, at: number, decisions: TurnDecision[]) {
  if (state.phase === 'quiet' || state.settled) return
  const silentMs = at - state.spokeUntil
  if (silentMs < (state.committed ? TURN.unsettledCommitMs : TURN.unsettledMs)) {
    if (at - state.unbrokenSince < TURN.unbrokenMs) return
    state.committed = true
  }
  state.phase = 'pausing'
  settle(state, at, decisions)
}

function settle(state: TurnState, at: number, decisions: TurnDecision[]) {
  state.settled = true
  if (!state.text || state.eager) return
  state.eager = true
  decisions.push({ type: 'eager-end-of-turn', at, text: state.text, confidence: state.confidence })
}

function conclude(state: TurnState, at: number, knobs: TurnKnobs, decisions: TurnDecision[]) {
  const { text, confidence } = state
  // Asked once for a text, since silence is looked at fifty times a second.
  if (!state.wait) {
    state.wait = knobs.wait(text)
    if (text && !state.wait.whole && !state.committed) decisions.push({ type: 'unclear', at })
  }
  const { ms, dangling } = state.wait
  const waited = at - state.spokeUntil
  if (state.committed || waited >= ms + (state.stirs ? TURN.stirsMs : 0)) {
    decisions.push(text ? { type: 'end-of-turn', at, text, confidence } : { type: 'nothing-said', at })
    next(state)
  } else if (dangling && text && !state.held) {
    state.held = true
    decisions.push({ type: 'holding', at })
  }
}

/** The turn is over. What was heard after it was committed is the beginning of the next. */
function next(state: TurnState) {
  Object.assign(state, { ...QUIET, evidenceMs: state.committed ? state.evidenceMs : 0 })
}
