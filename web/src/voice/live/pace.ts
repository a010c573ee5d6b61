import type { VoiceStages } from '@lva/contracts/voice'

type Stage = keyof VoiceStages
export type PacePart = { stage: Stage; ms: number; share: number }

/** The stages in the order they pass. */
const ORDER: Stage[] = [
  'end_of_turn_ms',
  'recognition_ms',
  'first_token_ms',
  'first_clause_ms',
  'first_sound_ms',
  'playout_ms',
]

/** Where the time of one answer went: each stage that took any, with its share of the whole, and the one that took most. */
export function paceOf(stages: VoiceStages): { parts: PacePart[]; most: Stage } {
  const took = ORDER.map((stage) => ({ stage, ms: Math.max(0, Math.round(stages[stage])) }))
  const total = took.reduce((sum, { ms }) => sum + ms, 0)
  const parts = took.filter(({ ms }) => ms > 0).map((part) => ({ ...part, share: part.ms / total }))
  const most = took.reduce((a, b) => (b.ms > a.ms ? b : a)).stage
  return { parts, most }
}
