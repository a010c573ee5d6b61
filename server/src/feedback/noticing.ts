import type { ImplicitKind } from '@lva/contracts/feedback'
import { misunderstandingIn } from '../language/misunderstanding.ts'
import { QUIET_MS } from '../quiet.ts'
import { isRephrased } from './quality.ts'

/** A turn as far as it tells how its reply was taken. */
export interface Turn {
  text: string
  reply: string | null
  spoken: boolean
  interrupted: boolean
  /** The learner said goodbye with it. */
  leaves: boolean
  saidAt: Date
  answeredAt: Date | null
}

/** What a reply was taken as, without anybody saying so. */
export interface Noticed {
  corrected: boolean
  implicit: ImplicitKind[]
}

/** Somebody who speaks is quiet for so long only when they think, or are somewhere else; writing takes longer. */
const LONG_PAUSE_MS = { spoken: 20_000, typed: 180_000 }

/** What a turn and the one that came after it tell about its reply; null: none came yet. Pure. */
export function notice(turn: Turn, next: Turn | null): Noticed {
  const implicit: ImplicitKind[] = turn.interrupted ? ['interrupt'] : []
  const pauseMs = next && turn.answeredAt ? next.saidAt.getTime() - turn.answeredAt.getTime() : null
  if (!next || pauseMs === null || pauseMs > QUIET_MS) return { corrected: false, implicit }
  const corrected = misunderstandingIn(next.text) === 'correction' || isRephrased(next.text, turn.text)
  if (!corrected && !next.leaves) implicit.push('follow-up')
  if (pauseMs >= LONG_PAUSE_MS[next.spoken ? 'spoken' : 'typed']) implicit.push('long-pause')
  return { corrected, implicit }
}

/** Whether a session was left where the companion had asked something: over because nobody spoke, and without a goodbye. Pure. */
export function isAbandoned(last: Turn): boolean {
  return !last.leaves && last.reply !== null && /[?？]\s*$/.test(last.reply)
}
