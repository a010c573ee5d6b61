import type { Streak } from '@lva/contracts/goals'
import { addDays, weekOf } from '../days.ts'
import type { GoalDb, Mastery } from './goal-db.ts'
import type { Habits } from './suggesting.ts'

const WEEKS = 4
const TOPICS_MAX = 5
const NEARLY_MAX = 5

/** What a learner usually does, of the four full weeks before this one. */
export function createHabits({ db, mastery }: { db: GoalDb; mastery: Mastery }) {
  async function topicsOf(userId: string, from: string): Promise<Habits['topics']> {
    const rows = await db
      .selectFrom('topic_days as t')
      .innerJoin('concepts as c', (join) =>
        join.onRef('c.id', '=', 't.concept_id').onRef('c.user_id', '=', 't.user_id'),
      )
      .select(({ fn }) => ['c.id', 'c.name', fn.sum<number>('t.turns').as('turns')])
      .where('t.user_id', '=', userId)
      .where('t.day', '>=', from)
      .where('c.hidden', '=', 0)
      .groupBy(['c.id', 'c.name'])
      .orderBy('turns', 'desc')
      .orderBy('c.id')
      .limit(TOPICS_MAX)
      .execute()
    return rows.map(({ id, name, turns }) => ({ id, name, turns: Number(turns) }))
  }

  return async function habitsOf(userId: string, { current, today }: Streak): Promise<Habits> {
    const [from, to] = [addDays(weekOf(today), -7 * WEEKS), addDays(weekOf(today), -1)]
    const days = await db
      .selectFrom('learner_days')
      .select(['day', 'sittings', 'seconds', 'reviews'])
      .where('user_id', '=', userId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .execute()
    const { count } = await db
      .selectFrom('learner_days')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    const sum = (of: 'sittings' | 'seconds' | 'reviews') => days.reduce((total, day) => total + day[of], 0)
    const levels = await mastery(userId)
    return {
      ...{ streak: current, days: Number(count), weeks: new Set(days.map(({ day }) => weekOf(day))).size },
      ...{ sittings: sum('sittings'), minutes: sum('seconds') / 60, reviews: sum('reviews') },
      topics: await topicsOf(userId, from),
      // Only what the graph knows can be a goal.
      nearly: levels
        .flatMap(({ conceptId, name, level }) =>
          level === 'solid' && conceptId !== null ? [{ id: conceptId, name }] : [],
        )
        .slice(0, NEARLY_MAX),
    }
  }
}
