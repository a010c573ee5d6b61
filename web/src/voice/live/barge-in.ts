import type { OverlapStep } from '@lva/speech/overlap'

/** The server has this long to say what a doubt was; without an answer the reply goes on as before. */
export const ANSWER_WITHIN_MS = 1_000
/** Also what the server itself asked for ends by itself, should its answer be lost. */
export const SERVER_WITHIN_MS = 4_000

/**
 * What stands against the reply that sounds: nothing, a doubt (quieter), or a pause until somebody decides. `confirmed`: the server heard
 * it as well; `insisted`: it knows more than the ear, and only it can take that back.
 */
export type BargeIn = { is: 'none' | 'ducked' | 'paused'; since: number; confirmed: boolean; insisted: boolean }

/** `heard` is what the ear next to the loudspeaker found; `told` is what the server said. Times `at` are milliseconds. */
export type BargeInEvent =
  | { type: 'heard'; what: OverlapStep; at: number }
  | { type: 'told'; what: 'duck' | 'unduck' | 'pause' | 'resume' | 'clear'; at: number }
  | { type: 'reply' }
  | { type: 'tick'; at: number }

export type BargeInEffect = 'duck' | 'unduck' | 'pause' | 'resume' | 'clear'

interface Step {
  state: BargeIn
  effects: BargeInEffect[]
}

export const noBargeIn: BargeIn = { is: 'none', since: 0, confirmed: false, insisted: false }

/**
 * Somebody speaks while the reply sounds. The ear decides at once, the server confirms or takes it back; whoever does not answer in
 * time is taken to say "go on". Pure.
 */
export function bargeIn(state: BargeIn, event: BargeInEvent): Step {
  switch (event.type) {
    case 'heard':
      return heard(state, event.what, event.at)
    case 'told':
      return told(state, event.what, event.at)
    case 'reply':
      return { state: noBargeIn, effects: state.is === 'none' ? [] : ['resume', 'unduck'] }
    case 'tick': {
      const limit = state.confirmed ? SERVER_WITHIN_MS : ANSWER_WITHIN_MS
      return state.is !== 'none' && event.at - state.since >= limit ? goOn() : stay(state)
    }
  }
}

function heard(state: BargeIn, what: OverlapStep, at: number): Step {
  if (what === 'pause' && state.is !== 'paused') return paused(at, false)
  if (what === 'duck' && state.is === 'none') return ducked(at, false)
  // What was so short is taken back where it was heard; of anything longer the words are on their way to the server.
  const isOwn = state.is === 'paused' ? !state.insisted : state.is === 'ducked' && !state.confirmed
  return what === 'release' && isOwn ? goOn() : stay(state)
}

function told(state: BargeIn, what: 'duck' | 'unduck' | 'pause' | 'resume' | 'clear', at: number): Step {
  switch (what) {
    case 'clear':
      return { state: noBargeIn, effects: ['clear', 'unduck'] }
    case 'resume':
      return state.is === 'none' ? stay(state) : goOn()
    case 'unduck':
      return state.is === 'ducked' ? goOn() : stay(state)
    case 'duck':
      return state.is === 'none' ? ducked(at, true) : stay({ ...state, confirmed: true })
    case 'pause':
      return state.is === 'paused'
        ? stay({ ...state, since: at, confirmed: true, insisted: state.confirmed })
        : paused(at, true)
  }
}

const stay = (state: BargeIn): Step => ({ state, effects: [] })
const goOn = (): Step => ({ state: noBargeIn, effects: ['resume', 'unduck'] })
const ducked = (since: number, confirmed: boolean): Step => ({
  state: { is: 'ducked', since, confirmed, insisted: false },
  effects: ['duck'],
})
const paused = (since: number, confirmed: boolean): Step => ({
  state: { is: 'paused', since, confirmed, insisted: confirmed },
  effects: ['duck', 'pause'],
})
