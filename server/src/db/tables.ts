import type { Generated, GeneratedAlways } from 'kysely'

/**
 * Every table, with its columns as both engines store them: ids and instants are text (UUIDv7; RFC 3339 UTC), booleans are 0 or 1,
 * JSON is text. The floor's own stand here; a slice declares its own in `<slice>/tables.ts`, from where they join these.
 */
export interface Tables {
  /** Facts about this installation, such as its id. */
  installation: { key: string; value: string }
  /** Durable work. A finished job is deleted; a failed one keeps its last error. */
  jobs: {
    id: string
    kind: string
    /** At most one open job per (kind, key). */
    key: string | null
    payload: string
    run_at: string
    attempts: number
    claimed_until: string | null
    failed_at: string | null
    last_error: string | null
    created_at: string
    /** Whom it is about: the `userId` or the `emailKey` of its payload. */
    about: GeneratedAlways<string | null>
    /** It was asked for again while it was being done, and is done once more. */
    asked_again: Generated<number>
    /** The request that led to it, for the log. */
    request_id: string | null
  }
  /** Work that recurs, and when each is due next. `pattern` is the cron pattern `due_at` was found by. */
  recurring: { work: string; pattern: string; due_at: string }
}
