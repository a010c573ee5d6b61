/** The tables of this slice. */
export interface OwnTables {
  /** How long a learner talked on the telephone on a day (UTC), and what it cost by estimate. */
  call_use: { user_id: string; day: string; seconds: number; cost_microdollars: number }
  /** What a learner used on a day (UTC); what is being used is set aside in it. */
  daily_use: { user_id: string; day: string; requests: number; audio_ms: number; tokens: number }
  /** What an administrator set for one learner; null: what everybody has. */
  quotas: {
    user_id: string
    requests: number | null
    audio_ms: number | null
    tokens: number | null
    storage_bytes: number | null
    call_seconds: number | null
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
