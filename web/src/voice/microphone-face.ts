import type { Microphone } from './microphone.ts'

/** What the button shows: each has its own word, shape and colour. */
export type Face =
  | 'insecure'
  | 'unsupported'
  | 'asking'
  | 'listening'
  | 'holding'
  | 'cancelling'
  | 'muted'
  | 'writing-down'
  | 'thinking'
  | 'answering'
  | 'speaking'
  | 'offline'
  | 'ready'

/** Seconds of silence after which a listening microphone says "take your time". */
const HOLDING_AFTER_MS = 2_500

/** The face of the microphone now. `quietMs`: how long the level has been near silence while listening. */
export function faceOf(state: Microphone, quietMs: number): Face {
  const { phase, press } = state
  if (state.support !== 'ok') return state.support
  if (phase.name === 'asking' && (phase.wanted || !state.proven)) return 'asking'
  if (phase.name === 'listening') {
    if (press?.away) return 'cancelling'
    if (phase.muted) return 'muted'
    return quietMs >= HOLDING_AFTER_MS ? 'holding' : 'listening'
  }
  if (phase.name === 'writing-down') return 'writing-down'
  if (state.reply !== 'none') return state.reply
  return state.online ? 'ready' : 'offline'
}
