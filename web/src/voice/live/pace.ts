import type { VoiceStages } from '@lva/contracts/voice'

type Stage = keyof VoiceStages
/** What one answer waited for, up to its first sound out of the loudspeaker. */
export type Pace = { stages: VoiceStages; totalMs: number }
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

/**
 * The stages the server measured, as long together as it took until the loudspeaker was heard. The last one, on the way there, is known better
 * here: `heardAfterMs` is that whole time, null where this page did not measure it.
 */
export function asHeard(stages: VoiceStages, heardAfterMs: number | null): Pace {
  const before = ORDER.reduce((sum, stage) => sum + (stage === 'playout_ms' ? 0 : stages[stage]), 0)
  const playout = heardAfterMs === null ? stages.playout_ms : Math.max(0, heardAfterMs - before)
  return { stages: { ...stages, playout_ms: playout }, totalMs: before + playout }
}
