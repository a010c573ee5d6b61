/** The tables of this slice. */
export interface OwnTables {
  recordings: {
    id: string
    user_id: string
    mime: string
    bytes: number
    duration_ms: number | null
    created_at: string
    /** The id of the master key; null: a plain file of an earlier release, or about to be sealed anew. */
    sealed_with: string | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
