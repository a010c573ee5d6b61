import type { HandsFree } from './hands-free.ts'

/** What the button shows in a hands-free conversation: each has its own word, shape and colour. */
export type LiveFace =
  | 'insecure'
  | 'unsupported'
  | 'ready'
  | 'asking'
  | 'connecting'
  | 'listening'
  | 'holding'
  | 'thinking'
  | 'speaking'
  | 'paused'
  | 'muted'
  | 'deaf'
  | 'offline'

/** The face of the conversation now. It follows the real track: whatever the server says, what is muted is shown muted. */
export function liveFaceOf({ support, phase, server, press }: HandsFree): LiveFace {
  if (support !== 'ok') return support
  if (phase.name === 'off') return 'ready'
  if (phase.name === 'asking') return 'asking'
  if (phase.lostAt !== null) return phase.muted ? 'muted' : 'offline'
  const speaks = server === 'speaking' || server === 'paused' || server === 'thinking'
  if (!speaks && phase.muted) return 'muted'
  if (!speaks && phase.deaf) return 'deaf'
  if (!phase.ready) return phase.muted ? 'muted' : 'connecting'
  if (press?.long && !phase.muted) return 'listening'
  return server === 'idle' ? 'listening' : server
}
