import { ACTIVE_GOALS_MAX, GOAL_TITLE_MAX, GOAL_VALUE_MAX, GoalKind, GoalRepeat, GoalState } from '@lva/contracts/goals'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import { type Columns, type IdOf, Moment } from '../exported.ts'
import type { GoalDb } from './goal-db.ts'

/** Goals of all times; nobody sets so many. */
const GOALS_MAX = 5_000

const Value = z.int().min(0).max(GOAL_VALUE_MAX)

/** A goal as the export has it. */
const Exported = z.object({
  ...{ id: Id, kind: GoalKind, title: text({ min: 1, max: GOAL_TITLE_MAX }), target: Value.min(1), repeat: GoalRepeat },
  ...{ concept_id: Id.nullable(), concept_name: text({ max: 200 }).nullable(), deadline: z.iso.date().nullable() },
  ...{ state: GoalState, since: Moment, since_day: z.iso.date(), baseline: Value, value: Value },
  ...{ created_at: Moment, changed_at: Moment, completed_at: Moment.nullable() },
} satisfies Columns<Tables['goals'], 'user_id'>)

/** Brings goals back, as far as they are and whatever has become of them; what is here already stays as it is. */
export function createBringBack({ db }: { db: GoalDb }) {
  async function count(userId: string): Promise<{ all: number; active: number }> {
    const rows = await db
      .selectFrom('goals')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where('user_id', '=', userId)
      .groupBy('state')
      .execute()
    const of = (states: readonly string[]) =>
      rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + Number(row.count), 0)
    return { all: of(GoalState.options), active: of(UNDER_WAY) }
  }

  return async function goals(
    userId: string,
    given: readonly unknown[],
    idOf: IdOf,
  ): Promise<{ added: number; refused: number }> {
    const brought = { added: 0, refused: 0 }
    for (const one of given) {
      const { data: goal } = Exported.safeParse(one)
      const added = goal ? await add(userId, goal, idOf) : null
      if (added === null) brought.refused += 1
      else if (added) brought.added += 1
    }
    return brought
  }

  /** Whether one is new; null: there is no room for it, or it is somebody else's. */
  async function add(userId: string, goal: z.infer<typeof Exported>, idOf: IdOf): Promise<boolean | null> {
    const id = idOf(goal.id)
    const known = await db
      .selectFrom('goals')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (known) return false
    const { all, active } = await count(userId)
    if (all >= GOALS_MAX || (UNDER_WAY.includes(goal.state) && active >= ACTIVE_GOALS_MAX)) return null
    const row = await db
      .insertInto('goals')
      .values({ ...goal, id, user_id: userId, concept_id: goal.concept_id && idOf(goal.concept_id) })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return row ? true : null
  }
}

const UNDER_WAY: readonly string[] = ['active', 'paused']
