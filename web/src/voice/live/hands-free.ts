import type { VoiceState } from '@lva/contracts/voice'
import type { Refusal, Support } from '../microphone.ts'

/** A press shorter than this is a tap; a longer one is push to talk. */
export const TAP_MS = 350
/** Without a line for this long it ends: what was said meanwhile is kept and sent as a recording. */
export const WITHOUT_LINE_MS = 30_000

/** Something to tell once, when it ends by itself. `line` means that the server said why. */
export type Ending = Refusal | 'unplugged' | 'taken-over' | 'time-up' | 'no-line' | 'line'

type Phase =
  | { name: 'off' }
  | { name: 'asking'; attempt: number }
  | {
      name: 'on'
      attempt: number
      /** The learner muted it; the track is switched off. */
      muted: boolean
      /** The system or the headset sends no sound. */
      deaf: boolean
      /** When the line was lost; null while it is there or being opened the first time. */
      lostAt: number | null
      ready: boolean
    }

/** All there is to know about a hands-free conversation. `attempt` numbers each opening, so that late answers are recognised. */
export type HandsFree = {
  support: Support
  phase: Phase
  attempts: number
  server: VoiceState
  /** Somebody was heard since the last turn ended, so a tap means "that was all". */
  said: boolean
  press: { at: number; long: boolean } | null
  ending: Ending | null
}

export type HandsFreeEvent =
  | { type: 'start' }
  | { type: 'granted'; attempt: number }
  | { type: 'refused'; attempt: number; why: Refusal }
  | { type: 'track-ended'; attempt: number }
  | { type: 'track-deaf'; attempt: number; deaf: boolean }
  | { type: 'press'; at: number }
  | { type: 'held'; at: number }
  | { type: 'release'; at: number }
  | { type: 'press-lost' }
  | { type: 'escape' }
  | { type: 'mute'; muted: boolean }
  | { type: 'leave' }
  | { type: 'line-ready' }
  | { type: 'line-lost'; at: number }
  | { type: 'line-over'; why: 'taken-over' | 'time-up' | 'line' }
  | { type: 'server'; state: VoiceState }
  | { type: 'speech' }
  | { type: 'turn-taken' }
  | { type: 'tick'; at: number }

export type HandsFreeEffect =
  | { do: 'open'; attempt: number }
  /** The microphone is there: listen, and open the line. */
  | { do: 'listen'; attempt: number }
  /** Let the microphone go. */
  | { do: 'close'; attempt: number }
  /** End the line; `drop` also what was said and not yet taken as a turn. */
  | { do: 'end'; drop: boolean }
  | { do: 'mute'; muted: boolean }
  /** While it is held, no pause ends the turn. */
  | { do: 'hold'; held: boolean }
  | { do: 'commit' }
  | { do: 'stop-reply' }
  | { do: 'watch-hold'; pressedAt: number }

export type HandsFreeStep = { state: HandsFree; effects: HandsFreeEffect[] }

export function restingHandsFree(support: Support): HandsFree {
  return { support, phase: { name: 'off' }, attempts: 0, server: 'idle', said: false, press: null, ending: null }
}

/** A reply is being made or sounds. */
const replies = ({ server }: HandsFree): boolean =>
  server === 'thinking' || server === 'speaking' || server === 'paused'

/**
 * What a hands-free conversation becomes, and what must be done, when something happens. Pure. It keeps two promises: no track is
 * live unless the phase is `on`, and `on` never outlives its track, nor its line by more than half a minute.
 */
export function handsFreeStep(state: HandsFree, event: HandsFreeEvent): HandsFreeStep {
  if ('attempt' in event) return fromDevice(state, event)
  switch (event.type) {
    case 'start':
      return start(state)
    case 'press':
      return press(state, event.at)
    case 'held':
      return held(state, event.at)
    case 'release':
      return release(state, event.at)
    case 'press-lost':
      return state.press ? release(state, Number.POSITIVE_INFINITY) : stay(state)
    case 'escape':
      return replies(state) && state.phase.name === 'on'
        ? act(resting(state), { do: 'stop-reply' })
        : end(state, null, true)
    case 'mute':
      return mute(state, event.muted)
    case 'leave':
      return end(state, null, false)
    case 'line-over':
      return end(state, event.why, false)
    case 'server':
      return stay(state.phase.name === 'on' ? { ...state, server: event.state } : state)
    case 'speech':
      return stay({ ...state, said: state.phase.name === 'on' })
    case 'turn-taken':
      return stay({ ...state, said: false })
    default:
      return fromLine(state, event)
  }
}

function start(state: HandsFree): HandsFreeStep {
  if (state.support !== 'ok' || state.phase.name !== 'off') return stay(state)
  const attempt = state.attempts + 1
  const asking: HandsFree = { ...state, attempts: attempt, ending: null, phase: { name: 'asking', attempt } }
  return act(asking, { do: 'open', attempt })
}

function fromDevice(state: HandsFree, event: Extract<HandsFreeEvent, { attempt: number }>): HandsFreeStep {
  const { phase } = state
  const current = phase.name !== 'off' && phase.attempt === event.attempt
  if (event.type === 'granted') {
    if (!current || phase.name !== 'asking') return act(state, { do: 'close', attempt: event.attempt })
    const on: Phase = { name: 'on', attempt: phase.attempt, muted: false, deaf: false, lostAt: null, ready: false }
    return act({ ...state, phase: on, server: 'listening', said: false }, { do: 'listen', attempt: phase.attempt })
  }
  if (!current) return stay(state)
  if (event.type === 'refused')
    return phase.name === 'asking' ? stay({ ...state, phase: { name: 'off' }, ending: event.why }) : stay(state)
  if (event.type === 'track-ended') return end(state, 'unplugged', false)
  return stay(phase.name === 'on' ? { ...state, phase: { ...phase, deaf: event.deaf } } : state)
}

function fromLine(
  state: HandsFree,
  event: Extract<HandsFreeEvent, { type: 'line-ready' | 'line-lost' | 'tick' }>,
): HandsFreeStep {
  const { phase } = state
  if (phase.name !== 'on') return stay(state)
  switch (event.type) {
    case 'line-ready':
      return stay({ ...state, phase: { ...phase, ready: true, lostAt: null } })
    case 'line-lost':
      return stay({
        ...state,
        server: 'listening',
        phase: { ...phase, ready: false, lostAt: phase.lostAt ?? event.at },
      })
    case 'tick':
      if (phase.lostAt === null || event.at - phase.lostAt < WITHOUT_LINE_MS) return stay(state)
      return end(state, 'no-line', false)
  }
}

function press(state: HandsFree, at: number): HandsFreeStep {
  if (state.press) return stay(state)
  if (state.phase.name === 'off') return start(state)
  if (state.phase.name !== 'on') return stay(state)
  return act({ ...state, press: { at, long: false } }, { do: 'watch-hold', pressedAt: at })
}

// A long press is push to talk: it interrupts a reply, and no pause ends the turn until it is let go.
function held(state: HandsFree, at: number): HandsFreeStep {
  if (state.phase.name !== 'on' || state.press?.at !== at) return stay(state)
  const interrupts = replies(state)
  const unmutes = state.phase.muted
  const holding: HandsFree = { ...state, press: { at, long: true }, phase: { ...state.phase, muted: false } }
  return {
    state: interrupts ? resting(holding) : holding,
    effects: [
      ...(unmutes ? [{ do: 'mute' as const, muted: false }] : []),
      ...(interrupts ? [{ do: 'stop-reply' as const }] : []),
      { do: 'hold', held: true },
    ],
  }
}

function release(state: HandsFree, at: number): HandsFreeStep {
  const { press: ending, phase } = state
  const letGo: HandsFree = { ...state, press: null }
  if (!ending || phase.name !== 'on') return stay(letGo)
  if (ending.long) return { state: letGo, effects: [{ do: 'hold', held: false }, { do: 'commit' }] }
  // A press that was taken away is no tap.
  if (at === Number.POSITIVE_INFINITY) return stay(letGo)
  if (phase.muted) return mute(letGo, false)
  if (replies(state)) return act(resting(letGo), { do: 'stop-reply' })
  return state.said ? act(letGo, { do: 'commit' }) : end(letGo, null, false)
}

function mute(state: HandsFree, muted: boolean): HandsFreeStep {
  const { phase } = state
  if (phase.name !== 'on' || phase.muted === muted) return stay(state)
  return act({ ...state, phase: { ...phase, muted } }, { do: 'mute', muted })
}

function end(state: HandsFree, ending: Ending | null, drop: boolean): HandsFreeStep {
  const { phase } = state
  if (phase.name === 'off') return stay(state)
  const off: HandsFree = { ...state, phase: { name: 'off' }, press: null, server: 'idle', said: false, ending }
  if (phase.name === 'asking') return stay(off)
  return {
    state: off,
    effects: [
      { do: 'close', attempt: phase.attempt },
      { do: 'end', drop },
    ],
  }
}

const resting = (state: HandsFree): HandsFree => ({ ...state, server: 'listening', said: false })
const stay = (state: HandsFree): HandsFreeStep => ({ state, effects: [] })
const act = (state: HandsFree, effect: HandsFreeEffect): HandsFreeStep => ({ state, effects: [effect] })
