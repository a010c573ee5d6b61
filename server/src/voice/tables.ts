/** The tables of this slice. */
export interface OwnTables {
  /** How a learner pauses while they speak; `habits` is JSON. */
  voice_habits: { user_id: string; habits: string; updated_at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
