import type { MemoryKind } from '@lva/contracts/memories'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** What a learner said about themselves. A forgotten one keeps no words, only where it came from, so that it stays forgotten. */
  memories: {
    id: string
    user_id: string
    kind: MemoryKind
    topic: string
    /** What can be true once only at a time, such as `home`; null: it ends nothing and is ended by nothing. */
    slot: string | null
    /** What stands in the slot, as it is compared. */
    value: string
    text: string
    /** Stems of its words, with a blank around each. */
    words: string
    valid_from: string
    valid_to: string | null
    ended_by: string | null
    pinned: Generated<number>
    edited: Generated<number>
    forgotten: Generated<number>
    created_at: string
  }
  /** Where a memory was said; characters of the learner's words, `span_end` excluded. */
  memory_sources: {
    id: string
    user_id: string
    memory_id: string
    exchange_id: string
    session_id: string
    said_at: string
    span_start: number
    span_end: number
  }
  /** How far a session was read by rules, and told to a model, for memories and for cards. Nothing is learnt from a paused one. */
  memory_sessions: {
    user_id: string
    session_id: string
    read_through: Generated<number>
    asked_through: Generated<number>
    proposed_through: Generated<number>
    paused: Generated<number>
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
