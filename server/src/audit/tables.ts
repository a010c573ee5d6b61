import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** Append-only, held so by the database itself. `actor` and `subject` are pseudonyms, or one of those without an account. */
  audit_events: {
    seq: Generated<number>
    id: string
    at: string
    action: string
    actor: string
    subject: string | null
    details: string
  }
  /** Who is behind a pseudonym; goes when the person is erased. */
  audit_identities: { user_id: string; pseudonym: string }
  /** From where something was done; goes when the person is erased, and after a while. */
  audit_origins: { event_id: string; user_id: string | null; address: string; at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
