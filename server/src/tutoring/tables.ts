/** The tables of this slice. */
export interface OwnTables {
  /** Lessons, and how far each has come. `state` is JSON of numbers and ids. */
  lessons: {
    id: string
    user_id: string
    session_id: string
    item_id: string
    kind: 'teach-back' | 'study'
    began_at: string
    last_at: string
    ended_at: string | null
    version: number
    state: string
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
