import type { EvidenceCause, EvidenceSource, Preference } from '@lva/contracts/preferences'

/** The tables of this slice. */
export interface OwnTables {
  /** What is known of how somebody likes to be spoken to, as of its last evidence. */
  preferences: {
    user_id: string
    preference: Preference
    value: number
    confidence: number
    evidence_at: string | null
    locked: number
    overridden: number
    count: number
    /** Nothing that was said before it counts any more. */
    forgotten_at: string | null
  }
  /** What that was learnt from. `toward` null: it speaks for nothing, as a lock. */
  preference_evidence: {
    id: string
    user_id: string
    preference: Preference
    source: EvidenceSource
    because: EvidenceCause | null
    toward: number | null
    weight: number
    at: string
    exchange_id: string | null
  }
  /** A style that is tried for a week. `ended_at`: it ended before its time, or what follows was decided (`kept`). */
  style_experiments: {
    id: string
    user_id: string
    preference: Preference
    toward: number
    began_at: string
    ends_at: string
    ended_at: string | null
    kept: number | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
