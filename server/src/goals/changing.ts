import { GOAL_KINDS_OF_TOPIC, GOAL_KINDS_THAT_REPEAT } from '@lva/contracts/goal-kinds'
import { ACTIVE_GOALS_MAX, GOAL_VALUE_MAX, type GoalChanges, type NewGoal, type Streak } from '@lva/contracts/goals'
import { daysBetween } from '../days.ts'
import type { AnyDb } from '../db/open.ts'
import { Problem } from '../problem.ts'
import type { GoalDb, GoalRow, GoalTrx, Log, Mastery } from './goal-db.ts'

/** No goal is further away than this, in days. */
const DEADLINE_DAYS_MAX = 3_660

/** Sets, changes and removes goals. What cannot be meant is said in the learner's words. */
export function createChanging({
  db,
  log,
  mastery,
  now,
  newId,
}: {
  db: GoalDb
  log: Pick<Log, 'record'>
  mastery: Mastery
  now: () => Date
  newId: () => string
}) {
  /** Throws Problem `not-found`, also for somebody else's. */
  async function own(userId: string, id: string): Promise<GoalRow> {
    const row = await db
      .selectFrom('goals')
      .selectAll()
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such goal, or it is not yours.')
    return row
  }

  /** The same, and keeps everybody else from changing it until the transaction ends. */
  async function held(trx: GoalTrx, userId: string, id: string): Promise<GoalRow> {
    const row = await trx
      .updateTable('goals')
      .set((eb) => ({ value: eb.ref('value') }))
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such goal, or it is not yours.')
    return row
  }

  async function topicOf(
    userId: string,
    id: string,
    trx: GoalDb = db,
  ): Promise<Pick<GoalRow, 'concept_id' | 'concept_name'>> {
    const row = await trx
      .selectFrom('concepts')
      .select(['id', 'name'])
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row)
      throw new Problem('not-found', 'Nothing you said or brought speaks of that topic any more. Choose another.')
    return { concept_id: row.id, concept_name: row.name }
  }

  async function roomForOneMore(userId: string, trx: GoalDb = db): Promise<void> {
    const { count } = await trx
      .selectFrom('goals')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .where('state', 'in', ['active', 'paused'])
      .executeTakeFirstOrThrow()
    if (Number(count) >= ACTIVE_GOALS_MAX)
      throw new Problem('bad-request', `${ACTIVE_GOALS_MAX} goals are under way. Finish or leave one first.`)
  }

  /** Concepts that are mastered already do not count; of one topic there is only one to master. */
  async function masteredNow(userId: string, { concept_id }: Pick<GoalRow, 'concept_id'>): Promise<number> {
    const mastered = (await mastery(userId)).filter(({ level }) => level === 'mastered')
    if (concept_id === null) return mastered.length
    if (mastered.some(({ conceptId }) => conceptId === concept_id))
      throw new Problem('bad-request', 'You have mastered that topic already.')
    return 0
  }

  const note = (trx: AnyDb, goal: Pick<GoalRow, 'id' | 'user_id' | 'value'>, to: 'active' | 'paused' | 'abandoned') =>
    log.record(trx, {
      ...{ userId: goal.user_id, kind: 'goal', at: now(), subjectId: goal.id, data: { to, value: goal.value } },
    })

  return {
    own,

    /** Resolves with its id. */
    async add(userId: string, goal: NewGoal, streak: Streak): Promise<string> {
      const { kind, target, repeat, deadline, topic_id } = goal
      if (topic_id !== null && !GOAL_KINDS_OF_TOPIC.includes(kind))
        throw new Problem('bad-request', 'Only turns, reviews and mastery can be counted for one topic.')
      if (repeat !== 'once' && !GOAL_KINDS_THAT_REPEAT.includes(kind))
        throw new Problem('bad-request', 'A goal of this kind is reached once. It cannot begin anew every day or week.')
      reachable({ kind, target, deadline, concept_id: topic_id }, streak)
      await roomForOneMore(userId)
      const topic = topic_id === null ? { concept_id: null, concept_name: null } : await topicOf(userId, topic_id)
      const at = now().toISOString()
      const row = {
        ...{ id: newId(), user_id: userId, kind, title: goal.title.trim(), target, ...topic, repeat, deadline },
        ...{ state: 'active' as const, since: at, since_day: streak.today, value: 0 },
        baseline: kind === 'mastery' ? await masteredNow(userId, topic) : 0,
        ...{ created_at: at, changed_at: at, completed_at: null },
      }
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('goals').values(row).execute()
        await note(trx, row, 'active')
      })
      return row.id
    },

    async change(userId: string, id: string, changes: GoalChanges, streak: Streak): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const goal = await held(trx, userId, id)
        const columns = await changedColumns(trx, goal, changes, streak)
        const state = columns.state ?? goal.state
        if (state === 'active' && goal.state === 'abandoned') await roomForOneMore(userId, trx)
        await trx
          .updateTable('goals')
          .set(state === goal.state ? columns : { ...columns, changed_at: now().toISOString() })
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .execute()
        if (state !== goal.state && (state === 'active' || state === 'paused' || state === 'abandoned'))
          await note(trx, { ...goal, value: columns.value ?? goal.value }, state)
      })
    },

    async remove(userId: string, id: string): Promise<void> {
      const gone = await db
        .deleteFrom('goals')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst()
      if (!gone) throw new Problem('not-found', 'There is no such goal, or it is not yours.')
    },

    async merged(trx: AnyDb, userId: string, from: string, into: string): Promise<void> {
      const goals: GoalDb = trx
      await goals
        .updateTable('goals')
        .set({ concept_id: into })
        .where('user_id', '=', userId)
        .where('concept_id', '=', from)
        .execute()
    },
  }

  async function changedColumns(
    trx: GoalTrx,
    goal: GoalRow,
    changes: GoalChanges,
    streak: Streak,
  ): Promise<Partial<GoalRow>> {
    const { title, target = goal.target, deadline = goal.deadline, topic_id, state } = changes
    refuse(goal, changes)
    if (changes.target !== undefined || changes.deadline !== undefined)
      reachable({ kind: goal.kind, target, deadline, concept_id: goal.concept_id }, streak)
    const goesOn = goal.state === 'expired' && (state === 'active' || changes.deadline !== undefined)
    if (goesOn && deadline !== null && deadline < streak.today)
      throw new Problem('bad-request', 'The last day of this goal is over. Give it a later one, or none.')
    const value = Math.min((changes.value ?? goal.value) + (changes.step ?? 0), GOAL_VALUE_MAX)
    // One of the learner's own kind may be moved back.
    const again = goal.state === 'completed' && value < target
    return {
      ...{ title: title?.trim() ?? goal.title, target, deadline, value },
      state: goesOn || again ? 'active' : (state ?? goal.state),
      ...(again ? { completed_at: null } : {}),
      ...(topic_id === undefined ? {} : await topicOf(goal.user_id, topic_id, trx)),
    }
  }
}

/** Throws Problem `bad-request` for changes that a goal of this kind, or one that is reached, does not take. */
function refuse(goal: GoalRow, { title, ...rest }: GoalChanges): void {
  const { value, step, ...others } = rest
  const more = Object.values(goal.kind === 'custom' ? others : rest).some((change) => change !== undefined)
  if (goal.state === 'completed' && more)
    throw new Problem('bad-request', 'You have reached this goal. Set a new one to go on.')
  if ((value !== undefined || step !== undefined) && goal.kind !== 'custom')
    throw new Problem('bad-request', 'Only a goal of your own kind is moved by hand; this one counts by itself.')
  if (rest.topic_id !== undefined && goal.concept_id === null)
    throw new Problem('bad-request', 'This goal counts all topics. Set a new one for a single topic.')
}

/** Throws Problem `bad-request` for what is over, too far away, or reached already. */
function reachable(
  { kind, target, deadline, concept_id }: Pick<GoalRow, 'kind' | 'target' | 'deadline' | 'concept_id'>,
  { today, current, counts_today }: Streak,
): void {
  if (deadline !== null && deadline < today)
    throw new Problem('bad-request', 'That day is over. Choose today or a later one.')
  if (deadline !== null && daysBetween(today, deadline) > DEADLINE_DAYS_MAX)
    throw new Problem('bad-request', 'That is more than ten years away. Choose an earlier day.')
  if (kind === 'streak' && target <= current)
    throw new Problem('bad-request', `Your streak is ${current} days already. Aim for more than that.`)
  if (
    kind === 'streak' &&
    deadline !== null &&
    daysBetween(today, deadline) + (counts_today ? 0 : 1) < target - current
  )
    throw new Problem('bad-request', 'There are not enough days until then. Choose a later one, or a shorter streak.')
  if (kind === 'mastery' && concept_id !== null && target !== 1)
    throw new Problem('bad-request', 'One topic is mastered once: the target is 1.')
}
