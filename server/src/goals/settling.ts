import type { Streak } from '@lva/contracts/goals'
import { addDays, weekOf } from '../days.ts'
import { fixed } from '../db/fixed.ts'
import type { createAmounts } from './amounts.ts'
import type { GoalDb, GoalRow, GoalTrx, Log, Mastery } from './goal-db.ts'
import { milestonesOf } from './pace.ts'
import { longestWithin } from './streak.ts'

/** What arrives late may still reach a goal whose last day was so many days ago. */
const LATE_DAYS = 30
const GOALS_AT_ONCE = 200

/** What a goal is looked at with. */
interface Standing {
  today: string
  streak: Streak
  /** Days that make streaks. */
  days: readonly string[]
  /** By their ids; those without one by their names. */
  mastered: ReadonlySet<string>
  /** Concepts that are still spoken of. */
  there: ReadonlySet<string>
  /** Facts of the days on which goals were set, by day. */
  read: Parameters<Log['partOf']>[2]
}

const underWay = fixed((db: GoalDb, { userId, lately }: { userId: string; lately: string }) =>
  db
    .selectFrom('goals')
    .selectAll()
    .where('user_id', '=', userId)
    .where(({ eb, and, or }) =>
      or([eb('state', '=', 'active'), and([eb('state', '=', 'expired'), eb('changed_at', '>=', lately)])]),
    )
    .limit(GOALS_AT_ONCE),
)

/** The day or week of a goal that repeats. */
export function periodOf({ repeat }: Pick<GoalRow, 'repeat'>, day: string): { from: string; to: string } | null {
  if (repeat === 'once') return null
  return repeat === 'daily' ? { from: day, to: day } : { from: weekOf(day), to: addDays(weekOf(day), 6) }
}

/** Looks how far goals are, and writes down what has become of them: reached, over, a part of the way. */
export function createSettling({
  db,
  log,
  amounts,
  mastery,
  now,
}: {
  db: GoalDb
  log: Pick<Log, 'record' | 'idOf'>
  amounts: ReturnType<typeof createAmounts>
  mastery: Mastery
  now: () => Date
}) {
  async function farOf(userId: string, goal: GoalRow, standing: Standing): Promise<number> {
    const { today, streak, mastered, there } = standing
    const { kind, concept_id, deadline } = goal
    // What is done after the last day comes too late.
    const over = deadline !== null && deadline < today
    // Of a topic nothing speaks of any more, what was reached stays.
    if (kind === 'custom' || (concept_id !== null && !there.has(concept_id))) return goal.value
    if (kind === 'streak')
      return over ? longestWithin(standing.days, { from: goal.since_day, to: deadline }) : streak.current
    // Nobody knows what was mastered then.
    if (kind === 'mastery') return over ? goal.value : masteredOf(goal, mastered)
    const period = periodOf(goal, today)
    const days = period
      ? await amounts.ofDays(userId, goal, period.from)
      : await amounts.since(userId, goal, goal.since, goal.since_day, standing.read)
    const last = [period?.to, deadline].filter((day) => day !== undefined && day !== null).sort()[0] ?? '9'
    return Math.floor(days.filter(({ day }) => day <= last).reduce((sum, { amount }) => sum + amount, 0) + 1e-9)
  }

  async function standingOf(
    userId: string,
    goals: readonly GoalRow[],
    of: Pick<Standing, 'today' | 'streak' | 'days'>,
  ): Promise<Standing> {
    const concepts = [...new Set(goals.flatMap(({ concept_id }) => concept_id ?? []))]
    const rows =
      concepts.length === 0
        ? []
        : await db
            .selectFrom('concepts')
            .select('id')
            .where('user_id', '=', userId)
            .where('id', 'in', concepts)
            .execute()
    const known = goals.some(({ kind }) => kind === 'mastery') ? await mastery(userId) : []
    return {
      ...of,
      mastered: new Set(
        known.flatMap(({ level, conceptId, name }) => (level === 'mastered' ? [conceptId ?? name] : [])),
      ),
      there: new Set(rows.map(({ id }) => id)),
      read: new Map(),
    }
  }

  /** Writes down, once, what has become of a goal. */
  const note = (trx: GoalTrx, goal: GoalRow, to: Becoming, { value, key = to }: { value: number; key?: string }) =>
    log.record(trx, {
      ...{ id: log.idOf('goal', `${goal.id} ${key}`), userId: goal.user_id, kind: 'goal', at: now() },
      ...{ subjectId: goal.id, data: { to, value } },
    })

  /** Says of a goal how far it is and what it is now; false when its owner has changed it at this moment. */
  async function move(trx: GoalTrx, goal: GoalRow, { value, state, at }: Moved): Promise<boolean> {
    const row = await trx
      .updateTable('goals')
      .set({
        ...{ value, state, completed_at: state === 'completed' ? at : null },
        ...(state === goal.state ? {} : { changed_at: at }),
      })
      .where('user_id', '=', goal.user_id)
      .where('id', '=', goal.id)
      .where('state', '=', goal.state)
      .where('target', '=', goal.target)
      // One of the learner's own kind is moved by nobody else.
      .$if(goal.kind === 'custom', (query) => query.where('value', '=', goal.value))
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  }

  async function settleOne(trx: GoalTrx, goal: GoalRow, value: number, today: string): Promise<void> {
    const period = periodOf(goal, today)
    const reached = value >= goal.target
    const state = stateOf(goal, { reached, today })
    const at = now().toISOString()
    if (!(await move(trx, goal, { value, state, at }))) return
    if (period && reached) await note(trx, goal, 'period', { value, key: `period ${period.from}` })
    const passed = period ? [] : milestonesOf(goal.target).filter((mark) => value >= mark.value)
    for (const mark of passed) await note(trx, goal, 'milestone', { value, key: milestoneKey(goal, mark) })
    if (state !== goal.state) await note(trx, goal, state, { value, key: `${state} ${at}` })
  }

  return {
    /**
     * Looks at the goals of a learner that are under way, or were until lately; at one (`anew`) as if for the first time. Resolves with
     * whether any has moved.
     */
    async settle(
      userId: string,
      { today, streak, days, anew }: Pick<Standing, 'today' | 'streak' | 'days'> & { anew?: string },
    ): Promise<boolean> {
      const lately = new Date(now().getTime() - LATE_DAYS * 86_400_000).toISOString()
      const goals = await underWay(db, { userId, lately })
      if (goals.length === 0) return false
      const standing = await standingOf(userId, goals, { today, streak, days })
      const moved: Array<{ goal: GoalRow; value: number }> = []
      for (const goal of goals) {
        const value = await farOf(userId, goal, standing)
        const reached = value >= goal.target
        if (goal.state === 'expired' && !reached) continue
        if (value === goal.value && stateOf(goal, { reached, today }) === goal.state && goal.id !== anew) continue
        moved.push({ goal, value })
      }
      if (moved.length === 0) return false
      await db.transaction().execute(async (trx) => {
        for (const { goal, value } of moved) await settleOne(trx, goal, value, today)
      })
      return true
    },
  }
}

function masteredOf({ concept_id, baseline }: GoalRow, mastered: ReadonlySet<string>): number {
  return concept_id === null ? Math.max(0, mastered.size - baseline) : Number(mastered.has(concept_id))
}

type Becoming = GoalRow['state'] | 'milestone' | 'period'
type Moved = Pick<GoalRow, 'value' | 'state'> & { at: string }

function stateOf(goal: GoalRow, { reached, today }: { reached: boolean; today: string }): GoalRow['state'] {
  if (reached && goal.repeat === 'once') return 'completed'
  return goal.deadline !== null && goal.deadline < today ? 'expired' : goal.state
}

/** What a milestone is known by; another target has others. */
export function milestoneKey({ target }: Pick<GoalRow, 'target'>, { percent }: { percent: number }): string {
  return `milestone ${target} ${percent}`
}
