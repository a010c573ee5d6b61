/** A press shorter than this is a tap (start, later stop); a longer one is push to talk. */
export const TAP_MS = 350
/** A tap whose permission comes later than this had a dialog in between: the moment has passed, so nothing is left live. */
const TAP_GRANT_MS = 1_000
/** No word fits into less. */
const SHORTEST_MS = 250

/** What was said: a recording, and the words when the browser's own recogniser was listening too. */
export type Heard = { sound: Blob; words: string }
/** Why the microphone could not be opened. */
export type Refusal = 'denied' | 'no-device' | 'in-use' | 'failed'
/** Something to tell once, until the next press. */
export type Notice = Refusal | 'granted-now' | 'too-short' | 'unplugged' | 'time-up'
export type Support = 'ok' | 'unsupported' | 'insecure'
/** What happens to the last turn: its sound is written down, a reply is awaited, arrives as text, or sounds. */
export type ReplyState = 'none' | 'writing-down' | 'thinking' | 'answering' | 'speaking'

type Phase =
  | { name: 'ready' }
  | { name: 'asking'; attempt: number; wanted: boolean; pressedAt: number }
  | { name: 'listening'; attempt: number; since: number; muted: boolean }
  | { name: 'writing-down'; attempt: number }

/** A finger or key that is down now, and what letting go will mean. */
type Press = { at: number; away: boolean; means: 'start' | 'finish' | 'stop' }

/** All there is to know about the microphone. `attempts` numbers each opening, so that late answers are recognised. */
export type Microphone = {
  support: Support
  online: boolean
  reply: ReplyState
  phase: Phase
  press: Press | null
  attempts: number
  /** It was opened once on this page, so a tap need not fear a permission dialog. */
  proven: boolean
  notice: Notice | null
}

/** What happens to the microphone. Times `at` are milliseconds of one steady clock. */
export type MicrophoneEvent =
  | { type: 'press'; at: number }
  | { type: 'release'; at: number }
  | { type: 'press-lost'; at: number }
  | { type: 'held'; at: number }
  | { type: 'slide'; away: boolean }
  | { type: 'escape' }
  | { type: 'hidden'; at: number }
  | { type: 'granted'; attempt: number; at: number }
  | { type: 'refused'; attempt: number; why: Refusal }
  | { type: 'track-ended'; attempt: number; at: number }
  | { type: 'track-muted'; attempt: number; muted: boolean }
  | { type: 'time-up'; attempt: number; at: number }
  | { type: 'recording-failed'; attempt: number }
  | { type: 'settled'; attempt: number }
  | { type: 'reply'; reply: ReplyState }
  | { type: 'online'; online: boolean }

/** What the page must do now. `finish` and `discard` both close the track at once; `finish` also delivers the sound. */
export type MicrophoneEffect =
  | { do: 'open'; attempt: number }
  | { do: 'record'; attempt: number }
  | { do: 'finish'; attempt: number }
  | { do: 'discard'; attempt: number }
  | { do: 'close'; attempt: number }
  | { do: 'stop-reply' }
  | { do: 'watch-hold'; pressedAt: number }

export type Step = { state: Microphone; effects: MicrophoneEffect[] }

/**
 * What the microphone becomes, and what must be done, when something happens. Pure. It keeps two promises: no track is
 * live unless the phase is `listening`, and `listening` never outlives its track.
 */
export function step(state: Microphone, event: MicrophoneEvent): Step {
  switch (event.type) {
    case 'press':
      return press(state, event.at)
    case 'held':
      return held(state, event.at)
    case 'release':
      return release(state, event.at)
    case 'press-lost':
      return state.press ? pressLost(state, event.at) : stay(state)
    case 'slide':
      return stay(state.press ? { ...state, press: { ...state.press, away: event.away } } : state)
    case 'escape':
      return giveUp(state)
    case 'hidden':
      return pressLost(state, event.at)
    case 'reply':
      return reply(state, event.reply)
    case 'online':
      return stay({ ...state, online: event.online })
    default:
      return fromDevice(state, event)
  }
}

type DeviceEvent = Extract<MicrophoneEvent, { attempt: number }>

function fromDevice(state: Microphone, event: DeviceEvent): Step {
  const current = 'attempt' in state.phase && state.phase.attempt === event.attempt
  if (event.type === 'granted')
    return current ? granted(state, event.at) : act(state, { do: 'close', attempt: event.attempt })
  if (!current) return stay(state)
  switch (event.type) {
    case 'refused':
      return state.phase.name === 'asking' ? stay(rest(state, event.why, false)) : stay(state)
    case 'track-ended':
      return finish(state, event.at, 'unplugged')
    case 'time-up':
      return finish(state, event.at, 'time-up')
    case 'track-muted':
      return state.phase.name === 'listening'
        ? stay({ ...state, phase: { ...state.phase, muted: event.muted } })
        : stay(state)
    case 'recording-failed':
      return act(rest(state, 'failed'), { do: 'discard', attempt: event.attempt })
    case 'settled':
      return state.phase.name === 'writing-down' ? stay({ ...state, phase: { name: 'ready' } }) : stay(state)
  }
}

function press(state: Microphone, at: number): Step {
  const { phase } = state
  if (state.support !== 'ok' || state.press) return stay(state)
  if (phase.name === 'listening') return stay({ ...state, press: { at, away: false, means: 'finish' } })
  if (phase.name === 'writing-down') return stay(state)
  if (phase.name === 'asking') {
    if (phase.wanted) return stay({ ...state, phase: { ...phase, wanted: false } })
    return stay({
      ...state,
      phase: { ...phase, wanted: true, pressedAt: at },
      press: { at, away: false, means: 'start' },
    })
  }
  if (state.reply !== 'none') {
    const stopped: Microphone = { ...state, reply: 'none', notice: null, press: { at, away: false, means: 'stop' } }
    return { state: stopped, effects: [{ do: 'stop-reply' }, { do: 'watch-hold', pressedAt: at }] }
  }
  return open({ ...state, press: { at, away: false, means: 'start' } }, at)
}

// A press that stopped a reply and goes on is an interruption: the learner wants to speak.
function held(state: Microphone, at: number): Step {
  if (state.press?.means !== 'stop' || state.press.at !== at || state.phase.name !== 'ready') return stay(state)
  return open({ ...state, press: { ...state.press, means: 'start' } }, at)
}

function open(state: Microphone, at: number): Step {
  const attempt = state.attempts + 1
  const asking: Microphone = {
    ...state,
    attempts: attempt,
    notice: null,
    phase: { name: 'asking', attempt, wanted: true, pressedAt: at },
  }
  return act(asking, { do: 'open', attempt })
}

function release(state: Microphone, at: number): Step {
  const { press: ending, phase } = state
  if (!ending) return stay(state)
  const letGo = { ...state, press: null }
  const tap = at - ending.at < TAP_MS
  if (phase.name === 'asking') {
    return stay({ ...letGo, phase: { ...phase, wanted: phase.wanted && tap && !ending.away } })
  }
  if (phase.name !== 'listening') return stay(letGo)
  if (ending.away) return discard(letGo)
  if (ending.means === 'start' && tap) return stay(letGo)
  return finish(letGo, at, null)
}

function pressLost(state: Microphone, at: number): Step {
  const lost = { ...state, press: null }
  if (lost.phase.name === 'asking') return stay({ ...lost, phase: { ...lost.phase, wanted: false } })
  return finish(lost, at, null)
}

function giveUp(state: Microphone): Step {
  const calm = { ...state, press: null }
  const { phase } = state
  if (phase.name === 'asking') return stay({ ...calm, phase: { ...phase, wanted: false } })
  if (phase.name === 'listening') return discard(calm)
  if (phase.name === 'writing-down' || state.reply !== 'none') {
    return act({ ...calm, phase: { name: 'ready' }, reply: 'none' }, { do: 'stop-reply' })
  }
  return stay(calm)
}

function granted(state: Microphone, at: number): Step {
  const { phase } = state
  if (phase.name !== 'asking') return stay(state)
  const known = { ...state, proven: true }
  const inTime = state.press !== null || state.proven || at - phase.pressedAt <= TAP_GRANT_MS
  if (phase.wanted && inTime) {
    const listening: Microphone = {
      ...known,
      phase: { name: 'listening', attempt: phase.attempt, since: at, muted: false },
    }
    return act(listening, { do: 'record', attempt: phase.attempt })
  }
  return act(rest(known, state.proven ? null : 'granted-now'), { do: 'close', attempt: phase.attempt })
}

function finish(state: Microphone, at: number, notice: Notice | null): Step {
  const { phase } = state
  if (phase.name !== 'listening') return stay(state)
  if (at - phase.since < SHORTEST_MS)
    return act(rest(state, notice ?? 'too-short'), { do: 'discard', attempt: phase.attempt })
  const writing: Microphone = { ...state, notice, phase: { name: 'writing-down', attempt: phase.attempt } }
  return act(writing, { do: 'finish', attempt: phase.attempt })
}

function discard(state: Microphone): Step {
  if (state.phase.name !== 'listening') return stay(state)
  return act(rest(state, null), { do: 'discard', attempt: state.phase.attempt })
}

function reply(state: Microphone, now: ReplyState): Step {
  const written = state.phase.name === 'writing-down' && now !== 'none'
  return stay({ ...state, reply: now, phase: written ? { name: 'ready' } : state.phase })
}

function rest(state: Microphone, notice: Notice | null, proven = state.proven): Microphone {
  return { ...state, proven, notice, phase: { name: 'ready' } }
}

const stay = (state: Microphone): Step => ({ state, effects: [] })
const act = (state: Microphone, effect: MicrophoneEffect): Step => ({ state, effects: [effect] })
