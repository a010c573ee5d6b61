import type { ServerFrame } from '@lva/contracts/socket'

/** Pauses before each new attempt at a lost line; the last one goes on for ever. */
const PAUSES_MS = [0, 250, 500, 1_000, 2_000]
/** A server that is asked too much gets the pause of this many failures at least. */
const BREATH = 3
/** A line that has held so long works: its failures are forgotten. Until then, an answer proves nothing. */
const PROVEN_MS = 5_000
/** An attempt that is not answered within this is given up for the next. */
const ANSWERED_WITHIN_MS = 5_000
/** A line over which nothing came for this long, though it was asked, is dead. */
export const SILENT_MS = 4_000
/** The page asks this often whether the line lives. */
const PING_EVERY_MS = 1_500

/** Why a live voice ended for good. `refused` carries the server's sentence. */
export type LineEnd =
  | { why: 'stopped' }
  | { why: 'taken-over' }
  | { why: 'time-up' }
  | { why: 'refused'; code: string; detail: string }

type Phase =
  | { name: 'resting' }
  /** `since` is the first tick after the attempt began. */
  | { name: 'connecting'; since: number | null }
  | { name: 'live'; since: number; heardAt: number; pingedAt: number }
  | { name: 'waiting' }
  | { name: 'over'; end: LineEnd }

/** All there is to know about the line. `attempt` numbers each socket, so that what an old one still says is ignored. */
export type Line = { phase: Phase; attempt: number; failures: number; voiceId: string | null; renewed: boolean }

export type LineEvent =
  | { type: 'start' }
  | { type: 'opened'; attempt: number; at: number }
  | { type: 'frame'; attempt: number; frame: ServerFrame; at: number }
  | { type: 'sound'; attempt: number; at: number }
  | { type: 'closed'; attempt: number; code: number; reason: string }
  | { type: 'retry'; attempt: number }
  | { type: 'online'; online: boolean }
  | { type: 'slept' }
  | { type: 'tick'; at: number }
  | { type: 'stop' }

export type LineEffect =
  /** Open socket `attempt` and sign in, with a token made anew where the old one was refused. */
  | { do: 'connect'; attempt: number; renew: boolean }
  | { do: 'hang-up'; attempt: number }
  | { do: 'greet'; resume: string | null }
  | { do: 'retry-in'; attempt: number; ms: number }
  /** The line is there. `throughMs` is what the server has of the same voice, null when another one begins. */
  | { do: 'go'; throughMs: number | null }
  | { do: 'ping' }
  | { do: 'pass-on'; frame: ServerFrame }

export type LineStep = { state: Line; effects: LineEffect[] }

export const restingLine: Line = {
  phase: { name: 'resting' },
  attempt: 0,
  failures: 0,
  voiceId: null,
  renewed: false,
}

/** Trying again with the same words would end the same way. */
const FINAL = new Set(['taken-over', 'voice-time-up'])
/** Close codes that mean: not you, not here. */
const FORBIDDEN = 4403
const SIGN_IN = 4401
const TOO_MUCH = 4429

/** What becomes of the line, and what must be done. Pure. It promises: one socket at a time, and never a state without a way out. */
export function lineStep(state: Line, event: LineEvent): LineStep {
  switch (event.type) {
    case 'start':
      return state.phase.name === 'resting' || state.phase.name === 'over'
        ? connect({ ...restingLine, attempt: state.attempt })
        : stay(state)
    case 'stop':
      return over(state, { why: 'stopped' })
    case 'online':
      return online(state, event.online)
    case 'slept':
      return state.phase.name === 'live' || state.phase.name === 'connecting' ? lost(state) : stay(state)
    case 'tick':
      return tick(state, event.at)
    default:
      return event.attempt === state.attempt ? fromSocket(state, event) : stay(state)
  }
}

function fromSocket(state: Line, event: Extract<LineEvent, { attempt: number }>): LineStep {
  const { phase } = state
  switch (event.type) {
    case 'opened':
      return phase.name === 'connecting' ? act(state, { do: 'greet', resume: state.voiceId }) : stay(state)
    case 'sound':
      return phase.name === 'live' ? stay({ ...state, phase: { ...phase, heardAt: event.at } }) : stay(state)
    case 'frame':
      return frame(state, event.frame, event.at)
    case 'closed':
      return closed(state, event.code, event.reason)
    case 'retry':
      return phase.name === 'waiting' ? connect(state) : stay(state)
  }
}

function frame(state: Line, said: ServerFrame, at: number): LineStep {
  const { phase } = state
  if (phase.name === 'connecting') return answer(state, said, at)
  if (phase.name !== 'live') return stay(state)
  const alive: Line = { ...state, phase: { ...phase, heardAt: at } }
  if (said.type === 'pong' || said.type === 'auth-ok') return stay(alive)
  if (said.type === 'error' && FINAL.has(said.code)) return refuse(alive, said)
  return act(alive, { do: 'pass-on', frame: said })
}

/** What the server says to the greeting. */
function answer(state: Line, said: ServerFrame, at: number): LineStep {
  if (said.type === 'voice-ready') {
    const live: Line = {
      ...state,
      renewed: false,
      voiceId: said.voice_id,
      phase: { name: 'live', since: at, heardAt: at, pingedAt: at },
    }
    return {
      state: live,
      effects: [
        { do: 'go', throughMs: said.resumed ? said.through_ms : null },
        { do: 'pass-on', frame: said },
      ],
    }
  }
  if (said.type !== 'error') return stay(state)
  // The voice we knew is gone: another one takes up what it does not have.
  if (said.code === 'voice-lost' && state.voiceId)
    return act({ ...state, voiceId: null }, { do: 'greet', resume: null })
  if (said.code === 'too-many-requests') return lost(breathing(state))
  if (isPassing(said.code)) return lost(state)
  return refuse(state, said)
}

/** Codes of a server that may take us in a moment. Those of the sign-in come with a closed socket, which says the rest. */
const isPassing = (code: string) =>
  code === 'overloaded' ||
  code === 'shutting-down' ||
  code === 'database-unavailable' ||
  code === 'internal' ||
  code.startsWith('sign-in-')

function refuse(state: Line, { code, detail }: { code: string; detail: string }): LineStep {
  if (code === 'taken-over') return over(state, { why: 'taken-over' })
  if (code === 'voice-time-up') return over(state, { why: 'time-up' })
  return over(state, { why: 'refused', code, detail })
}

function closed(state: Line, code: number, reason: string): LineStep {
  if (state.phase.name !== 'connecting' && state.phase.name !== 'live') return stay(state)
  if (code === FORBIDDEN) return refuse(state, { code: reason || 'forbidden', detail: '' })
  if (code === SIGN_IN) {
    if (state.renewed) return refuse(state, { code: 'sign-in-required', detail: '' })
    return connect({ ...state, renewed: true })
  }
  return wait(code === TOO_MUCH ? breathing(state) : state)
}

function online(state: Line, is: boolean): LineStep {
  const { phase } = state
  if (!is) return phase.name === 'live' || phase.name === 'connecting' ? lost(state) : stay(state)
  return phase.name === 'waiting' ? connect({ ...state, failures: 0 }) : stay(state)
}

function tick(state: Line, at: number): LineStep {
  const { phase } = state
  if (phase.name === 'connecting') {
    if (phase.since === null) return stay({ ...state, phase: { ...phase, since: at } })
    return at - phase.since >= ANSWERED_WITHIN_MS ? lost(state) : stay(state)
  }
  if (phase.name !== 'live') return stay(state)
  if (at - phase.heardAt >= SILENT_MS) return lost(state)
  const live: Line = at - phase.since >= PROVEN_MS ? { ...state, failures: 0 } : state
  if (at - phase.pingedAt < PING_EVERY_MS) return stay(live)
  return act({ ...live, phase: { ...phase, pingedAt: at } }, { do: 'ping' })
}

function connect(state: Line): LineStep {
  const attempt = state.attempt + 1
  return act(
    { ...state, attempt, phase: { name: 'connecting', since: null } },
    { do: 'connect', attempt, renew: state.renewed },
  )
}

function lost(state: Line): LineStep {
  const waiting = wait(state)
  return { ...waiting, effects: [{ do: 'hang-up', attempt: state.attempt }, ...waiting.effects] }
}

function wait(state: Line): LineStep {
  const ms = PAUSES_MS[Math.min(state.failures, PAUSES_MS.length - 1)] ?? 0
  return act(
    { ...state, failures: state.failures + 1, phase: { name: 'waiting' } },
    { do: 'retry-in', attempt: state.attempt, ms },
  )
}

const breathing = (state: Line): Line => ({ ...state, failures: Math.max(state.failures, BREATH) })

function over(state: Line, end: LineEnd): LineStep {
  if (state.phase.name === 'over' || state.phase.name === 'resting')
    return stay({ ...state, phase: { name: 'over', end } })
  return act({ ...state, phase: { name: 'over', end } }, { do: 'hang-up', attempt: state.attempt })
}

const stay = (state: Line): LineStep => ({ state, effects: [] })
const act = (state: Line, effect: LineEffect): LineStep => ({ state, effects: [effect] })
