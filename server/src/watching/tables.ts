/** The tables of this slice. */
export interface OwnTables {
  /** What every process said of itself in the latest minute, as JSON. */
  watched_processes: { id: string; seen_at: string; said: string }
  /** One row for every alert that was ever near. `since`: of its state; `quiet_since`: it is open, and nothing is wrong any more. */
  alerts: {
    alert: string
    state: 'quiet' | 'pending' | 'open'
    since: string
    opened_at: string | null
    closed_at: string | null
    quiet_since: string | null
    detail: string
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
