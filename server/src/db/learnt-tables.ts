import type { ConceptKind, EdgeKind } from '@lva/contracts/knowledge'
import type { MemoryKind } from '@lva/contracts/memories'
import type { Generated } from 'kysely'

/** Tables of what is learnt from sessions that are over; as in `tables.ts`. */
export interface LearntTables {
  /** memories: what a learner said about themselves. A forgotten one keeps no words, only where it came from, so that it stays forgotten. */
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
  /** memories: where a memory was said; characters of the learner's words, `span_end` excluded. */
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
  /** memories: how far a session was read by rules, and told to a model, for memories and for cards. Nothing is learnt from a paused one. */
  memory_sessions: {
    user_id: string
    session_id: string
    read_through: Generated<number>
    asked_through: Generated<number>
    proposed_through: Generated<number>
    paused: Generated<number>
  }
  /** knowledge: what a learner speaks of. `key` is its name as it is compared. */
  concepts: {
    id: string
    user_id: string
    name: string
    key: string
    kind: ConceptKind
    hidden: Generated<number>
    renamed: Generated<number>
    mentions: Generated<number>
    first_at: string
    last_at: string
  }
  /** knowledge: other names of a concept. */
  concept_aliases: { id: string; user_id: string; concept_id: string; key: string }
  /** knowledge: where a concept was spoken of; `said` is how many words were said around it. */
  concept_mentions: {
    id: string
    user_id: string
    concept_id: string
    source_kind: 'turn' | 'document'
    source_id: string
    session_id: string | null
    at: string
    said: number
  }
  /** knowledge: how two concepts hang together, once for each place where it was said. */
  concept_edges: {
    id: string
    user_id: string
    from_id: string
    to_id: string
    kind: EdgeKind
    source_id: string
    weight: number
    at: string
  }
}
