import type { ConceptKind, EdgeKind } from '@lva/contracts/knowledge'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** What a learner speaks of. `key` is its name as it is compared. */
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
  /** Other names of a concept. */
  concept_aliases: { id: string; user_id: string; concept_id: string; key: string }
  /** Where a concept was spoken of; `said` is how many words were said around it. */
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
  /** How two concepts hang together, once for each place where it was said. */
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

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
