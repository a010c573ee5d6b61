import type { AuditAction } from '@lva/contracts/audit'
import type { AnyDb } from './db/open.ts'

/** Something the audit log has to remember. */
export interface AuditNote {
  action: AuditAction
  /** Who did it: a person by id, or one of those without an account. */
  by: { userId: string } | 'operator' | 'admin-key' | 'server' | 'nobody'
  /** Whom it was done to, by id, if that is somebody else. */
  about?: string | undefined
  /** Network address it came from; kept apart, because it is personal and has to go one day. */
  address?: string | undefined
  /** Facts without personal data: a role, a scope, a number. Never an e-mail address, a name or anything said. */
  details?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * Writes into the audit log in the caller's transaction, so that a fact and the note of it stand or fall together. Passed to the slices
 * by `main.ts`; its tables are none of theirs, so any handle or transaction of the house's database will do.
 */
export type Note = (trx: AnyDb, note: AuditNote) => Promise<void>
