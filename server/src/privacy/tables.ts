import type { DataFormat } from '@lva/contracts/privacy'

/** The tables of this slice. */
export interface OwnTables {
  /** Exports that were asked for; the files stand in a folder beside the database. */
  exports: {
    id: string
    user_id: string
    format: DataFormat
    /** JSON: the names of the parts that are in it. */
    parts: string
    state: 'processing' | 'completed' | 'failed'
    created_at: string
    expires_at: string
    bytes: number | null
    sha256: string | null
  }
  /** Exports that were brought in; `counts` is JSON. */
  imports: {
    id: string
    user_id: string
    state: 'processing' | 'completed' | 'failed'
    created_at: string
    counts: string
  }
  /** Accounts that are going to be erased. */
  erasures: { user_id: string; scheduled_at: string; due_at: string; reason: string | null }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
