import type { Achievements } from '@lva/contracts/goals'
import type { Facts } from '../facts/facts.ts'
import { keysOf } from '../records.ts'
import { BADGES, daysInARow, earnedBy, REVIEW_DAY, shown, type Tally } from './badges.ts'
import type { GoalDb, Log, Mastery } from './goal-db.ts'
import { streakOf } from './streak.ts'

const EARLY_BEFORE = 8 * 60
const LATE_FROM = 22 * 60
/** Concepts are looked at only by whoever could be a legend. */
const LEGEND_SESSIONS = 500

/** A badge that has just been earned. */
export interface Earned {
  achievement: string
  title: string
  points: number
}

/** Counts what badges are earned by, and notices which are. That a badge was earned is a fact: it is noticed once, and never taken back. */
export function createNoticing({
  db,
  log,
  mastery,
  now,
}: {
  db: GoalDb
  log: Pick<Log, 'record' | 'idOf' | 'of' | 'pages' | 'count'>
  mastery: Mastery
  now: () => Date
}) {
  /** Of what is not earned yet; the rest is left at 0. Looking at every topic of years takes time. */
  async function tallyOf(userId: string, wanted: ReadonlySet<keyof Tally>): Promise<Tally> {
    const wants = (...of: Array<keyof Tally>) => of.some((one) => wanted.has(one))
    const days = await db
      .selectFrom('learner_days')
      .select(['day', 'turns', 'sittings', 'reviews', 'recalled', 'taught', 'feedback'])
      .where('user_id', '=', userId)
      .orderBy('day')
      .execute()
    const sum = (of: 'turns' | 'sittings' | 'recalled' | 'taught' | 'feedback') =>
      days.reduce((total, day) => total + day[of], 0)
    const active = days.filter(({ turns, reviews }) => turns + reviews > 0).map(({ day }) => day)
    const reviewed = days.filter(({ reviews }) => reviews >= REVIEW_DAY)
    const sessions = sum('sittings')
    return {
      ...{ sessions, exchanges: sum('turns'), feedback: sum('feedback'), recalled: sum('recalled') },
      taught: sum('taught'),
      streak: streakOf(active, active.at(-1) ?? '2000-01-01').longest,
      ...(await sittingsOf(userId)),
      ...(wants('topics', 'deepest') ? await topicsOf(userId) : { topics: 0, deepest: 0 }),
      ...{ days90: daysInARow(reviewed, 0.9), days80: daysInARow(reviewed, 0.8) },
      flawless: wants('flawless') ? await flawlessOf(userId) : 0,
      mastered: wants('mastered') && sessions >= LEGEND_SESSIONS ? await masteredBy(userId) : 0,
    }
  }

  async function sittingsOf(userId: string): Promise<Pick<Tally, 'early' | 'late' | 'minutes'>> {
    const { early, late, seconds } = await db
      .selectFrom('sittings')
      .select(({ fn }) => [
        fn.count<number>('began').filterWhere('minute', '<', EARLY_BEFORE).as('early'),
        fn.count<number>('began').filterWhere('minute', '>=', LATE_FROM).as('late'),
        fn.max<number | null>('seconds').as('seconds'),
      ])
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return { early: Number(early), late: Number(late), minutes: Math.floor((seconds ?? 0) / 60) }
  }

  async function topicsOf(userId: string): Promise<Pick<Tally, 'topics' | 'deepest'>> {
    const { topics, deepest } = await db
      .selectFrom(
        db
          .selectFrom('topic_days')
          .select(({ fn }) => ['concept_id', fn.sum<number>('turns').as('turns')])
          .where('user_id', '=', userId)
          .where('turns', '>', 0)
          .groupBy('concept_id')
          .as('spoken'),
      )
      .select(({ fn }) => [fn.countAll<number>().as('topics'), fn.max<number | null>('turns').as('deepest')])
      .executeTakeFirstOrThrow()
    return { topics: Number(topics), deepest: Number(deepest ?? 0) }
  }

  async function flawlessOf(userId: string): Promise<number> {
    // What was corrected after its end was told again: the latest counts.
    const latest = new Map<string, number>()
    for await (const page of log.pages(userId, { kinds: ['review-session'] }))
      for (const { id, subject_id, data } of page)
        latest.set(subject_id ?? id, data.recalled >= data.items ? data.items : 0)
    return [...latest.values()].reduce((most, items) => Math.max(most, items), 0)
  }

  async function masteredBy(userId: string): Promise<number> {
    return (await mastery(userId)).filter(({ level }) => level === 'mastered').length
  }

  /** When each badge was earned. */
  async function earned(userId: string): Promise<Map<string, string>> {
    const facts: Awaited<ReturnType<Facts['of']>> = await log.of(userId, { kinds: ['achievement'] })
    return new Map(facts.flatMap(({ data, at }) => ('achievement' in data ? [[data.achievement, at] as const] : [])))
  }

  return {
    /** Writes down what is earned since; resolves with what nobody has noticed before. */
    async notice(userId: string): Promise<Earned[]> {
      await log.count(userId)
      const known = await earned(userId)
      const open = BADGES.filter(({ id }) => !known.has(id))
      if (open.length === 0) return []
      const wanted = new Set(open.flatMap(({ when }) => keysOf(when)))
      const holds = new Set(earnedBy(await tallyOf(userId, wanted)))
      const fresh: Earned[] = []
      for (const { id, title, points } of open.filter((badge) => holds.has(badge.id))) {
        const at = now()
        const isNew = await db.transaction().execute(async (trx) => {
          const data = { achievement: id, points }
          const first = await log.record(trx, {
            ...{ id: log.idOf('achievement', id), userId, kind: 'achievement', at, data },
          })
          if (first)
            await trx
              .insertInto('untold_achievements')
              .values({ user_id: userId, achievement: id, earned_at: at.toISOString() })
              .onConflict((conflict) => conflict.columns(['user_id', 'achievement']).doNothing())
              .execute()
          return first
        })
        if (isNew) fresh.push({ achievement: id, title, points })
      }
      return fresh
    },

    /** All badges as their owner sees them. */
    async list(userId: string): Promise<Achievements> {
      await log.count(userId)
      const known = await earned(userId)
      const every = new Set(BADGES.flatMap(({ when }) => keysOf(when)))
      const achievements = shown(await tallyOf(userId, every), known)
      const mine = achievements.filter(({ earned_at }) => earned_at !== null)
      return {
        achievements,
        earned: mine.length,
        points: mine.reduce((sum, { points }) => sum + points, 0),
        hidden: BADGES.filter(({ id, hidden }) => hidden && !known.has(id)).length,
      }
    },
  }
}
