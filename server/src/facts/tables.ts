import type { FactKind } from '@lva/contracts/facts'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** What happened, in numbers and ids. Nothing is changed or taken out but what leads to words that were removed. */
  facts: {
    seq: Generated<number>
    id: string
    user_id: string
    kind: FactKind
    at: string
    /** The date by the learner's clock when it was written down. */
    day: string
    /** Minutes since that clock's midnight. */
    minute: number
    session_id: string | null
    exchange_id: string | null
    /** What it is about: a prompt, an item, a goal, a document. */
    subject_id: string | null
    /** The fact that counts no more because of this one. */
    cancels: string | null
    /** JSON. */
    data: string
  }
  /** Days of which something was written down since they were counted. */
  uncounted_days: { user_id: string; day: string; times: Generated<number> }
  /** What counts as a session, from the first turn or review to the last; `day` and `minute` are those it began on. */
  sittings: {
    user_id: string
    began: string
    ended: string
    day: string
    minute: number
    turns: number
    words: number
    seconds: number
    reviews: number
    recalled: number
  }
  /** What was done on one day; `seconds` are those of the sittings that began on it. */
  learner_days: {
    user_id: string
    day: string
    turns: number
    spoken: number
    words: number
    seconds: number
    sittings: number
    reviews: number
    recalled: number
    teach_backs: number
    /** Teach-backs that covered 80 % or more. */
    taught: number
    /** What was said on purpose about replies. */
    feedback: number
  }
  /** The same for one concept. */
  topic_days: {
    user_id: string
    day: string
    concept_id: string
    turns: number
    reviews: number
    recalled: number
    teach_backs: number
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
