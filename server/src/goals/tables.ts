import type { GoalKind, GoalRepeat, GoalState } from '@lva/contracts/goals'
import type { Generated } from 'kysely'

/** The tables of this slice. */
export interface OwnTables {
  goals: {
    id: string
    user_id: string
    kind: GoalKind
    title: string
    target: number
    /** The one topic it is about; its name is the one it had when it was chosen. */
    concept_id: string | null
    concept_name: string | null
    repeat: GoalRepeat
    /** The last day on which it counts. */
    deadline: string | null
    state: GoalState
    /** What happened from then on counts. */
    since: string
    since_day: string
    /** What was there already of what is no sum of days: mastered concepts. */
    baseline: Generated<number>
    /** How far it was when it was last looked at; of a custom one, where it was moved to. */
    value: Generated<number>
    created_at: string
    changed_at: string
    completed_at: string | null
  }
  /** Badges that were earned and that no voice has spoken of yet. */
  untold_achievements: { user_id: string; achievement: string; earned_at: string }
}

declare module '../db/tables.ts' {
  interface Tables extends OwnTables {}
}
