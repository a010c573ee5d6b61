import type { Achievements } from '@lva/contracts/goals'
import type { Selectable } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import type { Facts } from '../facts/facts.ts'
import { keysOf } from '../records.ts'
import { BADGES, daysInARow, earnedBy, REVIEW_DAY, shown, type Tally } from './badges.ts'
import type { GoalDb, Log, Mastery } from './goal-db.ts'
import { streakOf } from './streak.ts'

const EARLY_BEFORE = 8 * 60
const LATE_FROM = 22 * 60
/** Concepts are looked at only by whoever could be a legend. */
const LEGEND_SESSIONS = 500

/** What badges are counted from, of one day. */
export type Day = Pick<
  Selectable<Tables['learner_days']>,
  'day' | 'turns' | 'sittings' | 'reviews' | 'recalled' | 'taught' | 'feedback'
>

/** The days that make streaks. */
export const activeOf = (days: readonly Day[]): string[] =>
  days.filter(({ turns, reviews }) => turns + reviews > 0).map(({ day }) => day)

const sittingsFor = fixed((db: GoalDb, { userId }: { userId: string }) =>
  db
    .selectFrom('sittings')
    .select(({ fn }) => [
      fn.count<number>('began').filterWhere('minute', '<', EARLY_BEFORE).as('early'),
      fn.count<number>('began').filterWhere('minute', '>=', LATE_FROM).as('late'),
      fn.max<number | null>('seconds').as('seconds'),
    ])
    .where('user_id', '=', userId),
)

const topicsFor = fixed((db: GoalDb, { userId }: { userId: string }) =>
  db
    .selectFrom(
      db
        .selectFrom('topic_days')
        .select(({ fn }) => ['concept_id', fn.sum<number>('turns').as('turns')])
        .where('user_id', '=', userId)
        .where('turns', '>', 0)
        .groupBy('concept_id')
        .as('spoken'),
    )
    .select(({ fn }) => [fn.countAll<number>().as('topics'), fn.max<number | null>('turns').as('deepest')]),
)

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
  log: Pick<Log, 'record' | 'idOf' | 'of' | 'pages'>
  mastery: Mastery
  now: () => Date
}) {
  /** Of what is not earned yet; the rest is left at 0. Looking at every topic of years takes time. */
  async function tallyOf(userId: string, days: readonly Day[], wanted: ReadonlySet<keyof Tally>): Promise<Tally> {
    const wants = (...of: Array<keyof Tally>) => of.some((one) => wanted.has(one))
    const sum = (of: 'turns' | 'sittings' | 'recalled' | 'taught' | 'feedback') =>
      days.reduce((total, day) => total + day[of], 0)
    const active = activeOf(days)
    const reviewed = days.filter(({ reviews }) => reviews >= REVIEW_DAY)
    const sessions = sum('sittings')
    return {
      ...{ sessions, exchanges: sum('turns'), feedback: sum('feedback'), recalled: sum('recalled') },
      taught: sum('taught'),
      streak: streakOf(active, active.at(-1) ?? '2000-01-01').longest,
      ...(await sittingsOf(userId)),
      ...(wants('topics', 'deepest') ? await topicsOf(userId) : { topics: 0, deepest: 0 }),
      ...{ days90: daysInARow(reviewed, 0.9), days80: daysInARow(reviewed, 0.8) },
      // Nobody who has recalled nothing has recalled all of a session.
      flawless: wants('flawless') && days.some(({ recalled }) => recalled > 0) ? await flawlessOf(userId) : 0,
      mastered: wants('mastered') && sessions >= LEGEND_SESSIONS ? await masteredBy(userId) : 0,
    }
  }

  async function sittingsOf(userId: string): Promise<Pick<Tally, 'early' | 'late' | 'minutes'>> {
    const [row] = await sittingsFor(db, { userId })
    return {
      ...{ early: Number(row?.early ?? 0), late: Number(row?.late ?? 0) },
      minutes: Math.floor((row?.seconds ?? 0) / 60),
    }
  }

  async function topicsOf(userId: string): Promise<Pick<Tally, 'topics' | 'deepest'>> {
    const [row] = await topicsFor(db, { userId })
    return { topics: Number(row?.topics ?? 0), deepest: Number(row?.deepest ?? 0) }
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
    /** Writes down what is earned since, by days that are counted; resolves with what nobody has noticed before. */
    async notice(userId: string, days: readonly Day[]): Promise<Earned[]> {
      const known = await earned(userId)
      const open = BADGES.filter(({ id }) => !known.has(id))
      if (open.length === 0) return []
      const wanted = new Set(open.flatMap(({ when }) => keysOf(when)))
      const holds = new Set(earnedBy(await tallyOf(userId, days, wanted)))
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
    async list(userId: string, days: readonly Day[]): Promise<Achievements> {
      const known = await earned(userId)
      const every = new Set(BADGES.flatMap(({ when }) => keysOf(when)))
      const achievements = shown(await tallyOf(userId, days, every), known)
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
