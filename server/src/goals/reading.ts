import type { Goal, GoalDetail, GoalsQuery, Milestone, Streak } from '@lva/contracts/goals'
import { addDays } from '../days.ts'
import type { Amount, createAmounts } from './amounts.ts'
import type { GoalDb, GoalRow, Log } from './goal-db.ts'
import { milestonesOf, paceOf, paceOfStreak } from './pace.ts'
import { milestoneKey, periodOf } from './settling.ts'

/** What has to be known of a learner's day. */
type Day = Pick<Streak, 'today' | 'counts_today'>

const HISTORY_DAYS = 366
const PERIODS = 14
const SUMMED = ['sessions', 'topics', 'quality', 'exchanges', 'duration', 'reviews', 'feedback'] as const

/** Reads goals as their owner sees them. */
export function createReading({
  db,
  log,
  amounts,
}: {
  db: GoalDb
  log: Pick<Log, 'idOf'>
  amounts: ReturnType<typeof createAmounts>
}) {
  /** When milestones of goals were reached, by what each is known by. */
  async function reachedAt(userId: string, goals: readonly GoalRow[]): Promise<Map<string, string>> {
    const ids = goals.flatMap((goal) => milestonesOf(goal.target).map((mark) => milestoneId(goal, mark)))
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('facts')
      .select(['id', 'at'])
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    return new Map(rows.map(({ id, at }) => [id, at]))
  }

  const milestoneId = (goal: GoalRow, mark: { percent: number }) =>
    log.idOf('goal', `${goal.id} ${milestoneKey(goal, mark)}`)

  async function namesOf(userId: string, goals: readonly GoalRow[]): Promise<Map<string, string>> {
    const ids = [...new Set(goals.flatMap(({ concept_id }) => concept_id ?? []))]
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('concepts')
      .select(['id', 'name'])
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  async function shown(userId: string, goals: readonly GoalRow[], day: Day): Promise<Goal[]> {
    const [reached, names] = await Promise.all([reachedAt(userId, goals), namesOf(userId, goals)])
    return goals.map((goal) => {
      const milestones: Milestone[] =
        goal.repeat === 'once'
          ? milestonesOf(goal.target).map((mark) => ({
              ...mark,
              reached_at: reached.get(milestoneId(goal, mark)) ?? null,
            }))
          : []
      return {
        ...{ id: goal.id, kind: goal.kind, title: goal.title, target: goal.target, topic: topicOf(goal, names) },
        ...{ repeat: goal.repeat, deadline: goal.deadline, state: goal.state, created_at: goal.created_at },
        ...{ completed_at: goal.completed_at, value: goal.value, share: Math.min(1, goal.value / goal.target) },
        ...{ milestones, pace: paceNow(goal, day), period: goal.state === 'active' ? periodOf(goal, day.today) : null },
      }
    })
  }

  /** What days brought, as far back as it is shown. */
  async function amountsOf(userId: string, goal: GoalRow): Promise<Amount[]> {
    if (!SUMMED.some((kind) => kind === goal.kind)) return []
    return goal.repeat === 'once'
      ? amounts.since(userId, goal, goal.since, goal.since_day)
      : amounts.ofDays(userId, goal, goal.since_day)
  }

  return {
    shown,

    page: (userId: string, { state, before, limit }: GoalsQuery): Promise<GoalRow[]> =>
      db
        .selectFrom('goals')
        .selectAll()
        .where('user_id', '=', userId)
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'active'))
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),

    async states(userId: string): Promise<Record<GoalRow['state'], number>> {
      const rows = await db
        .selectFrom('goals')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .where('user_id', '=', userId)
        .groupBy('state')
        .execute()
      const count = { active: 0, completed: 0, paused: 0, abandoned: 0, expired: 0 }
      for (const row of rows) count[row.state] = Number(row.count)
      return count
    },

    async detail(userId: string, goal: GoalRow, day: Day): Promise<GoalDetail> {
      const [one] = await shown(userId, [goal], day)
      const days = await amountsOf(userId, goal)
      return {
        ...(one as Goal),
        history: goal.repeat === 'once' ? historyOf(days, goal) : [],
        periods: periodsOf(days, goal, day.today),
      }
    },
  }
}

function topicOf({ concept_id, concept_name }: GoalRow, names: ReadonlyMap<string, string>): Goal['topic'] {
  if (concept_id === null) return null
  const name = names.get(concept_id)
  return { id: concept_id, name: name ?? concept_name ?? '', gone: name === undefined }
}

function paceNow(goal: GoalRow, { today, counts_today }: Day): Goal['pace'] {
  const { value, target, deadline, since_day, kind } = goal
  const period = periodOf(goal, today)
  const unjudged = goal.state !== 'active' || kind === 'custom' || kind === 'mastery' || goal.repeat === 'daily'
  if (unjudged) return { state: null, days: 0, projected: null, n: 0, needs: 3 }
  const within = period ? { from: period.from, deadline: period.to } : { from: since_day, deadline }
  const way = { ...within, today, value, target }
  return kind === 'streak' ? paceOfStreak({ ...way, counted: counts_today }) : paceOf(way)
}

function historyOf(days: readonly Amount[], { deadline }: GoalRow): GoalDetail['history'] {
  let sum = 0
  const history = [...Map.groupBy(days, ({ day }) => day)]
    .filter(([day]) => deadline === null || day <= deadline)
    .map(([day, same]) => {
      for (const { amount } of same) sum += amount
      return { day, value: Math.floor(sum + 1e-9) }
    })
  return history.slice(-HISTORY_DAYS)
}

function periodsOf(days: readonly Amount[], goal: GoalRow, today: string): GoalDetail['periods'] {
  const periods: GoalDetail['periods'] = []
  const last = goal.deadline !== null && goal.deadline < today ? goal.deadline : today
  for (let day = last; periods.length < PERIODS; ) {
    const period = periodOf(goal, day)
    if (!period || period.to < goal.since_day) break
    const within = days.filter((one) => one.day >= period.from && one.day <= period.to)
    const value = Math.floor(within.reduce((sum, { amount }) => sum + amount, 0) + 1e-9)
    periods.push({ ...period, value, reached: value >= goal.target })
    day = addDays(period.from, -1)
  }
  return periods
}
