import type { VoiceStages } from '@lva/contracts/voice'

/** What happened on the way from the end of speech to the first sound, in the order in which it is waited for. */
const MARKS = ['silent', 'recognised', 'first-token', 'first-clause', 'first-sound', 'heard'] as const
type Mark = (typeof MARKS)[number]

export type Stages = ReturnType<typeof createStages>

/**
 * What one turn waited for, in milliseconds of the clock. Something that was ready before it was wanted cost nothing, so that the
 * stages add up to what passed. `spokeUntil` is the last sound of speech; null where nobody spoke, and then nothing is measured.
 */
export function createStages(spokeUntil: number | null) {
  const at = new Map<Mark, number>()
  return {
    /** It happened; only the first time counts. */
    mark(what: Mark, nowMs: number) {
      if (!at.has(what)) at.set(what, nowMs)
    },

    /** All stages; null while the first sound has not been heard, or where there is nothing to measure. */
    told(): { stages: VoiceStages; total_ms: number } | null {
      const last = at.get('heard')
      if (spokeUntil === null || last === undefined) return null
      let reached = spokeUntil
      const took = MARKS.map((mark) => {
        const from = reached
        reached = Math.min(last, Math.max(reached, at.get(mark) ?? reached))
        return reached - from
      })
      const [end, recognition, token, clause, sound, playout] = took.map((ms) => Math.round(ms * 10) / 10)
      return {
        stages: {
          end_of_turn_ms: end ?? 0,
          recognition_ms: recognition ?? 0,
          first_token_ms: token ?? 0,
          first_clause_ms: clause ?? 0,
          first_sound_ms: sound ?? 0,
          playout_ms: playout ?? 0,
        },
        total_ms: Math.round((last - spokeUntil) * 10) / 10,
      }
    },
  }
}
