import type { VoiceState } from '@lva/contracts/voice'

/** Where a session stands, from what is going on in it. Pure. */
export function stateOf({
  muted,
  reply,
  pausing,
  turn,
}: {
  muted: boolean
  reply: 'thinking' | 'speaking' | null
  /** The reply is silent because somebody may want to speak. */
  pausing: boolean
  turn: 'open' | 'holding' | 'committed' | null
}): VoiceState {
  if (reply) return pausing ? 'paused' : reply
  if (turn === 'holding') return 'holding'
  if (turn === 'committed') return 'thinking'
  return muted && !turn ? 'idle' : 'listening'
}

/** What may follow what. Everything else is a bug. */
export const FOLLOWS: Record<VoiceState, readonly VoiceState[]> = {
  idle: ['listening', 'thinking', 'speaking', 'paused'],
  listening: ['idle', 'holding', 'thinking', 'speaking'],
  holding: ['idle', 'listening', 'thinking'],
  thinking: ['idle', 'listening', 'holding', 'speaking', 'paused'],
  speaking: ['idle', 'listening', 'holding', 'thinking', 'paused'],
  paused: ['idle', 'listening', 'holding', 'thinking', 'speaking'],
}
