import type { FeedbackKind, FeedbackReason } from '@lva/contracts/feedback'
import type { EvidenceCause, EvidenceSource, Preference } from '@lva/contracts/preferences'
import type { Generated } from 'kysely'

/** Tables of how replies were taken, and of what follows for the next ones; as in `tables.ts`. */
export interface AdaptingTables {
  /** feedback: what was said or noticed about a reply, once for each kind. */
  feedback: {
    id: string
    user_id: string
    session_id: string
    exchange_id: string
    kind: FeedbackKind
    /** 0: about the reply that stands there; otherwise about one before it, that was given anew since. */
    earlier: Generated<number>
    /** The server noticed it by itself, and takes it back when that turns out not to be so. */
    noticed: number
    thumb: number | null
    rating: number | null
    reason: FeedbackReason | null
    comment: string | null
    at: string
  }
  /** feedback: how good a reply was, 0–1; a dimension without evidence is null. `day` is the learner's own on which it was given. */
  reply_quality: {
    user_id: string
    exchange_id: string
    session_id: string
    day: string
    answered_at: string
    score: number
    relevance: number | null
    helpfulness: number | null
    engagement: number | null
    clarity: number | null
    accuracy: number | null
  }
  /** preferences: what is known of how somebody likes to be spoken to, as of its last evidence. */
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
  /** preferences: what that was learnt from. `toward` null: it speaks for nothing, as a lock. */
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
  /** preferences: a style that is tried for a week. `ended_at`: it ended before its time, or what follows was decided (`kept`). */
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
