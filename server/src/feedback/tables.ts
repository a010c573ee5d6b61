import type { FeedbackKind, FeedbackReason } from '@lva/contracts/feedback'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** What was said or noticed about a reply, once for each kind. */
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
  /** How good a reply was, 0–1; a dimension without evidence is null. `day` is the learner's own on which it was given. */
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
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
