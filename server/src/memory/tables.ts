import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** Pieces of documents and pictures, in the order they stand there; `place` is JSON. */
  passages: {
    seq: Generated<number>
    id: string
    user_id: string
    kind: 'document' | 'picture'
    source_id: string
    title: string
    place: string
    text: string
    created_at: string
  }
  /**
   * What a turn or a passage means to a model, as numbers; of each at most one row. `vector` holds a byte for each of its `dims`
   * dimensions, `code` a bit. Where there is none, `failure` says why not.
   */
  vectors: {
    id: Generated<number>
    user_id: string
    turn: number | null
    passage: number | null
    model: string
    dims: number
    code: Buffer | null
    vector: Buffer | null
    failure: string | null
    made_at: string
  }
  /** What a learner searched for lately. */
  searches: { user_id: string; query: string; searched_at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
