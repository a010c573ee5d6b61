import type {
  Achievements,
  Goal,
  GoalChanges,
  GoalDetail,
  GoalSuggestions,
  Goals,
  GoalsProgress,
  GoalsQuery,
  NewGoal,
  Streak,
} from '@lva/contracts/goals'
import { z } from 'zod'
import type { Reply } from '../conversation/conversation.ts'
import { localDay } from '../days.ts'
import { fixed } from '../db/fixed.ts'
import type { AnyDb } from '../db/open.ts'
import type { Publish } from '../events/events.ts'
import type { Recorded } from '../facts/facts.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { createAmounts } from './amounts.ts'
import { createBringBack } from './bring-back.ts'
import { createChanging } from './changing.ts'
import { createFarewell } from './farewell.ts'
import type { GoalDb, GoalTables, Log, Mastery } from './goal-db.ts'
import { createHabits } from './habits.ts'
import { activeOf, createNoticing, type Day } from './noticing.ts'
import { createReading } from './reading.ts'
import { createSettling } from './settling.ts'
import { streakOf } from './streak.ts'
import { keyOfGoal, suggestionsFor } from './suggesting.ts'

const OfLearner = z.object({ userId: z.string() })
/** What happens within so long is looked at together. */
const TOGETHER_MS = 10_000
/** Kinds of facts that say what is known here already. */
const OWN: readonly string[] = ['goal', 'achievement']
const ACTIVE_SHOWN = 100

const daysFor = fixed((db: GoalDb, { userId }: { userId: string }) =>
  db
    .selectFrom('learner_days')
    .select(['day', 'turns', 'sittings', 'reviews', 'recalled', 'taught', 'feedback'])
    .where('user_id', '=', userId)
    .orderBy('day'),
)

/** The tables it reads and writes. */
export type GoalTable = keyof GoalTables

export type GoalKeeper = ReturnType<typeof createGoals>

/** Streaks, goals and achievements of learners. All of them are counted from the log of facts, by the learner's own days. */
export function createGoals({
  db,
  jobs,
  log,
  mastery,
  learnerOf,
  ordinarily,
  publish,
  now,
  newId,
}: {
  db: GoalDb
  jobs: Pick<Jobs, 'kind'>
  log: Log
  mastery: Mastery
  learnerOf: (userId: string) => Promise<Learner | null>
  /** What is answered when nobody leads a turn. */
  ordinarily: Reply
  publish: Publish
  now: () => Date
  newId: () => string
}) {
  const amounts = createAmounts({ db, log })
  const reading = createReading({ db, log, amounts })
  const noticing = createNoticing({ db, log, mastery, now })
  const { settle } = createSettling({ db, log, amounts, mastery, now })
  const changing = createChanging({ db, log, mastery, now, newId })
  const habitsOf = createHabits({ db, mastery })
  const look = jobs.kind('see-goals', OfLearner)

  /** The days of a learner, counted. */
  async function daysOf(userId: string): Promise<Day[]> {
    await log.count(userId)
    return daysFor(db, { userId })
  }

  const streakAt = async ({ userId, timezone }: Pick<Learner, 'userId' | 'timezone'>, at: Date): Promise<Streak> =>
    streakOf(activeOf(await daysOf(userId)), localDay(at, timezone))

  /** Looks at everything of a learner; `anew` at one goal as if for the first time. */
  async function seen(learner: Pick<Learner, 'userId' | 'timezone'>, { anew }: { anew?: string } = {}) {
    const all = await daysOf(learner.userId)
    const days = activeOf(all)
    const streak = streakOf(days, localDay(now(), learner.timezone))
    await settle(learner.userId, { today: streak.today, streak, days, ...(anew ? { anew } : {}) })
    return { streak, days: all }
  }

  async function notice(userId: string, days: readonly Day[]): Promise<void> {
    for (const earned of await noticing.notice(userId, days)) publish(userId, { type: 'achievement-earned', ...earned })
  }

  /** Everything of a learner, with what was earned by it. */
  async function seeAll(learner: Learner): Promise<void> {
    const { days } = await seen(learner)
    await notice(learner.userId, days)
  }

  /** One goal, looked at as if for the first time. */
  async function one(learner: Learner, id: string): Promise<Goal> {
    const { streak } = await seen(learner, { anew: id })
    const [goal] = await reading.shown(learner.userId, [await changing.own(learner.userId, id)], streak)
    if (!goal) throw new Problem('not-found', 'There is no such goal, or it is not yours.')
    return goal
  }

  look.does(async ({ userId }) => {
    const learner = await learnerOf(userId)
    if (!learner) return
    await seeAll(learner)
    publish(userId, { type: 'goals-changed' })
  })

  return {
    /** To be subscribed to facts that were written down, under the key of the learner. */
    look: {
      enqueue: async (trx: AnyDb, { userId, kinds }: Recorded, asked: Asked = {}) => {
        if (kinds.some((kind) => !OWN.includes(kind)))
          await look.enqueue(trx, { userId }, { ...asked, inMs: TOGETHER_MS })
      },
    },

    /** The streak as it stands, or stood at an instant that is over. */
    async streak(userId: string, at: Date = now()): Promise<Streak> {
      const learner = await learnerOf(userId)
      return streakAt({ userId, timezone: learner?.timezone ?? 'UTC' }, at)
    },

    async list(learner: Learner, query: GoalsQuery): Promise<Goals> {
      const { streak } = await seen(learner)
      const rows = await reading.page(learner.userId, query)
      const goals = await reading.shown(learner.userId, rows.slice(0, query.limit), streak)
      return { goals, count: goals.length, more: rows.length > query.limit }
    },

    /** Throws Problem `not-found`, also for somebody else's. */
    async detail(learner: Learner, id: string): Promise<GoalDetail> {
      const { streak } = await seen(learner)
      return reading.detail(learner.userId, await changing.own(learner.userId, id), streak)
    },

    async progress(learner: Learner): Promise<GoalsProgress> {
      const { streak } = await seen(learner)
      const rows = await reading.page(learner.userId, { state: 'active', limit: ACTIVE_SHOWN })
      const goals = await reading.shown(learner.userId, rows, streak)
      return {
        goals: goals.map(({ id, title, kind, target, value, share, pace }) => {
          return { id, title, kind, target, value, share, pace }
        }),
        states: await reading.states(learner.userId),
      }
    },

    /** Goals that might fit. */
    async suggestions(learner: Learner): Promise<GoalSuggestions> {
      const { userId } = learner
      const { streak } = await seen(learner)
      const rows = await reading.page(userId, { state: 'active', limit: ACTIVE_SHOWN })
      const active = new Set(
        rows.map(({ kind, repeat, concept_id }) => keyOfGoal({ kind, repeat, topic_id: concept_id })),
      )
      return { suggestions: suggestionsFor(await habitsOf(userId, streak), active) }
    },

    /** Throws Problem `bad-request` for what cannot be reached or is reached already, `not-found` for a topic that is not there. */
    async add(learner: Learner, goal: NewGoal): Promise<Goal> {
      const streak = await streakAt(learner, now())
      const id = await changing.add(learner.userId, goal, streak)
      const set = await one(learner, id)
      publish(learner.userId, { type: 'goals-changed' })
      return set
    },

    /** Throws Problem `not-found` or `bad-request`. */
    async change(learner: Learner, id: string, changes: GoalChanges): Promise<Goal> {
      const streak = await streakAt(learner, now())
      await changing.change(learner.userId, id, changes, streak)
      const changed = await one(learner, id)
      publish(learner.userId, { type: 'goals-changed' })
      return changed
    },

    /** Throws Problem `not-found`, also for somebody else's. */
    async remove(userId: string, id: string): Promise<void> {
      await changing.remove(userId, id)
      publish(userId, { type: 'goals-changed' })
    },

    /** Speaks of what was earned, once, at the next goodbye. */
    farewell: createFarewell({ db, ordinarily }),

    async achievements(userId: string): Promise<Achievements> {
      const days = await daysOf(userId)
      await notice(userId, days)
      return noticing.list(userId, days)
    },

    /** Brings goals of an export back. */
    bringBack: createBringBack({ db }),

    /** One concept is another from now on, in the transaction that says so. */
    merged: changing.merged,

    /** Looks at everything of a learner anew. */
    async rebuild(userId: string): Promise<void> {
      const learner = await learnerOf(userId)
      if (learner) await seeAll(learner)
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['goals', 'untold_achievements'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
