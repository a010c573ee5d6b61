import type { GradedBy, ItemState, PromptKind } from '@lva/contracts/reviews'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  /** Something that is reviewed. `concept_key` is the name as it is compared; `made_from` the turn it was made from first. */
  review_items: {
    id: string
    user_id: string
    concept: string
    concept_key: string
    deck: Generated<string>
    state: ItemState
    made_by: 'rules' | 'model' | 'learner' | 'import'
    made_from: string | null
    /** What it is known by where it was brought in from. */
    import_key: string | null
    needed_on: string | null
    edited: Generated<number>
    created_at: string
    kept_at: string | null
    kept_on: string | null
  }
  /** What is asked about it. `given` is JSON: the schedule it was brought in with. */
  review_prompts: {
    id: string
    user_id: string
    item_id: string
    position: number
    kind: PromptKind
    text: string
    edited: Generated<number>
    suspended: Generated<number>
    given: string | null
  }
  /** What a good answer says; characters of a turn or document, `span_end` excluded. Null: written by hand, or brought in. */
  review_points: {
    id: string
    user_id: string
    item_id: string
    position: number
    text: string
    edited: Generated<number>
    source_kind: 'turn' | 'document' | null
    source_id: string | null
    session_id: string | null
    span_start: number | null
    span_end: number | null
  }
  /**
   * Where a kept prompt stands, derived from its reviews. `natural_on` is when it would come back if it were needed on no day.
   * `recalled_on` is JSON: the first three days on which it was recalled.
   */
  review_cards: {
    prompt_id: string
    user_id: string
    item_id: string
    due_on: string
    natural_on: string
    stability: number | null
    difficulty: number | null
    first_on: string | null
    last_on: string | null
    last_rating: number | null
    reviews: Generated<number>
    lapses: Generated<number>
    recalled_on: Generated<string>
  }
  /** A review under way, or over; one is open at most. `state` is JSON without words; `version` grows with every step. */
  review_sessions: {
    id: string
    user_id: string
    session_id: string
    began_at: string
    ended_at: string | null
    version: Generated<number>
    state: string
  }
  /** Days on which everything, a deck or a concept is needed. */
  review_deadlines: {
    id: string
    user_id: string
    name: string
    day: string
    deck: string | null
    concept: string | null
    concept_key: string | null
    retention: number
    created_at: string
  }
  /** How a learner wants to review, and the parameters fitted to their reviews (`w`, JSON; `[]`: the learner wants the usual ones). */
  review_settings: {
    user_id: string
    retention: number
    new_per_day: number
    propose: number
    fuzz: number
    w: string | null
    fitted_n: Generated<number>
    loss_default: number | null
    loss_fitted: number | null
    fitted_at: string | null
  }
  /** Answers whose grade the learner corrected; the words stand in the turn. */
  review_examples: {
    id: string
    user_id: string
    prompt_id: string
    exchange_id: string
    graded_by: GradedBy
    share: number | null
    graded: number
    told: number
    at: string
  }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
