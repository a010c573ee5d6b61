import type { Specialist } from '@lva/contracts/analysis'
import type { Generated } from 'kysely'
import type { Language } from '../language/stop-words.ts'

/** The tables of this slice. */
export interface OwnTables {
  /** What was analysed, and how that went. `about` names the session or the stretch, so that there is one of each. */
  analyses: {
    id: string
    user_id: string
    about: string
    /** Null: a stretch of time. */
    session_id: string | null
    from_at: string
    to_at: string
    cause: 'asked' | 'session-end' | 'weekly'
    state: 'waiting' | 'running' | 'done' | 'failed'
    /** Of what is no quotation in it. */
    language: Language
    turns: Generated<number>
    read: Generated<number>
    /** Which specialists ran and how, as JSON; no words. */
    specialists: Generated<string>
    /** A paragraph made of the statements; empty: there is none. */
    synthesis: Generated<string>
    synthesis_by: Generated<'rules' | 'model'>
    created_at: string
    finished_at: string | null
  }
  /** What a specialist found; `quote` stands in the words of its first turn. */
  analysis_statements: {
    id: string
    user_id: string
    analysis_id: string
    specialist: Specialist
    place: number
    text: string
    quote: string
    found_by: 'rules' | 'model'
    /** `YYYY-MM-DD`. */
    due: string | null
  }
  /** The turns a statement points at, the quoted one first. */
  analysis_turns: {
    id: string
    user_id: string
    statement_id: string
    exchange_id: string
    place: number
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
