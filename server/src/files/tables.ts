/** The tables of this slice. */
export interface OwnTables {
  /** What learners gave; the file itself stands sealed in a folder beside the database. */
  files: {
    id: string
    user_id: string
    name: string
    mime: string
    bytes: number
    /** Hex digest of the file as it came. */
    sha256: string
    /** The id of the master key. */
    sealed_with: string
    created_at: string
  }
  /** How much room they take for each learner. */
  file_use: { user_id: string; bytes: number; files: number }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
