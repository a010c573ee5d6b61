import type { ExchangeState, Intent, Mode } from '@lva/contracts/conversation'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  sessions: {
    user_id: string
    session_id: string
    title: string
    started_at: string
    last_at: string
    ended_at: string | null
    /** Written when the session ended. */
    summary: string | null
    /** What the older turns were about, for the model. */
    rolling_summary: string | null
    /** The last exchange the rolling summary covers. */
    rolling_through: number
    exchange_count: number
  }
  /** What was said, and the answer. */
  exchanges: {
    seq: Generated<number>
    id: string
    user_id: string
    session_id: string
    mode: Mode
    state: ExchangeState
    user_text: string
    agent_text: string | null
    intent: Intent
    spoken: number
    corrected: number
    provider: string | null
    model: string | null
    sources: string
    /** What was done to the reply, as JSON. */
    marks: Generated<string>
    /** What the companion did besides speaking, as JSON. */
    tools: Generated<string>
    /** 1: it was an order to the companion, and tells nothing of its learner: nobody learns from it, recalls it or names anything after it. */
    ordered: Generated<number>
    /** Ids of the documents and pictures the turn is about, as JSON. */
    documents: Generated<string>
    recording_id: string | null
    said_at: string
    answered_at: string | null
    /** What of a spoken reply nobody heard. */
    unheard_text: string | null
    /** While answering: until when this process may be believed to be at it. */
    lease_until: string | null
  }
  idempotency_keys: { user_id: string; key: string; body_hash: string; exchange_id: string; created_at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
