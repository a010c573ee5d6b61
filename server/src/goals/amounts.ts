import { addDays } from '../days.ts'
import { REVIEW_DAY } from './badges.ts'
import type { GoalDb, GoalRow, Log } from './goal-db.ts'

/** A review day is a good one with so much recalled. */
const GOOD_DAY = 0.9

/** What a day brought for a goal. */
export interface Amount {
  day: string
  amount: number
}

type Counted = Pick<GoalRow, 'kind' | 'concept_id'>

/** What is counted of one day, and what was counted of it for one topic. */
interface DayCount {
  day: string
  turns: number
  reviews: number
  recalled: number
  feedback: number
}

/**
 * What the days brought for a goal, of kinds that are sums of days: from an instant on (`since`), or of whole days from one to another. Days
 * on which nothing was done are left out.
 */
export function createAmounts({ db, log }: { db: GoalDb; log: Pick<Log, 'partOf'> }) {
  const daysOf = (userId: string, from: string, but: readonly string[]) =>
    db
      .selectFrom('learner_days')
      .select(['day', 'turns', 'reviews', 'recalled', 'feedback', 'seconds', 'sittings'])
      .where('user_id', '=', userId)
      .where('day', '>=', from)
      .$if(but.length > 0, (query) => query.where('day', 'not in', but))
      .orderBy('day')
      .execute()

  const topicDaysOf = (userId: string, from: string, but: readonly string[], conceptId: string) =>
    db
      .selectFrom('topic_days')
      .select(['day', 'turns', 'reviews'])
      .where('user_id', '=', userId)
      .where('concept_id', '=', conceptId)
      .where('day', '>=', from)
      .$if(but.length > 0, (query) => query.where('day', 'not in', but))
      .orderBy('day')
      .execute()

  /** The sitting that was under way at an instant, which fell on a day: what came of it from then on. */
  async function underWay(userId: string, since: string, day: string): Promise<Amount[]> {
    const last = await db
      .selectFrom('sittings')
      .select('ended')
      .where('user_id', '=', userId)
      .where('began', '<', since)
      .orderBy('began', 'desc')
      .limit(1)
      .executeTakeFirst()
    return last && last.ended > since ? [{ day, amount: (Date.parse(last.ended) - Date.parse(since)) / 60_000 }] : []
  }

  /** Sittings that began from an instant on, or on a day or later. */
  async function sittingsOf(userId: string, from: { since: string } | { day: string }) {
    const rows = await db
      .selectFrom('sittings')
      .select(({ fn }) => ['day', fn.countAll<number>().as('sittings'), fn.sum<number>('seconds').as('seconds')])
      .where('user_id', '=', userId)
      .where((eb) => ('since' in from ? eb('began', '>=', from.since) : eb('day', '>=', from.day)))
      .groupBy('day')
      .orderBy('day')
      .execute()
    return rows.map(({ day, sittings, seconds }) => ({ day, sittings: Number(sittings), seconds: Number(seconds) }))
  }

  /** The day on which each topic was first spoken of. */
  async function firstDays(
    userId: string,
    from: string,
    but: readonly string[],
  ): Promise<Array<{ concept_id: string; day: string }>> {
    return db
      .selectFrom('topic_days')
      .select(({ fn }) => ['concept_id', fn.min<string>('day').as('day')])
      .where('user_id', '=', userId)
      .where('day', '>=', from)
      .$if(but.length > 0, (query) => query.where('day', 'not in', but))
      .where('turns', '>', 0)
      .groupBy('concept_id')
      .execute()
  }

  /** Of whole days, from one on, but some. */
  async function ofDays(
    userId: string,
    goal: Counted,
    from: string,
    { but = [] }: { but?: readonly string[] } = {},
  ): Promise<Amount[]> {
    const { kind, concept_id } = goal
    if (kind === 'topics') return perDay(await firstDays(userId, from, but))
    if (kind === 'sessions' || kind === 'duration') return timed(kind, await sittingsOf(userId, { day: from }))
    if (concept_id !== null) return counted(kind, await topicDaysOf(userId, from, but, concept_id))
    return counted(kind, await daysOf(userId, from, but))
  }

  /**
   * From an instant on, which fell on a day: the days that were under way then are counted fact by fact. `read`: their facts, for whoever
   * asks of many goals.
   */
  async function since(
    userId: string,
    goal: Counted,
    at: string,
    day: string,
    read?: Parameters<typeof log.partOf>[2],
  ): Promise<Amount[]> {
    const { kind, concept_id } = goal
    if (kind === 'sessions') return timed(kind, await sittingsOf(userId, { since: at }))
    if (kind === 'duration')
      return [...(await underWay(userId, at, day)), ...timed(kind, await sittingsOf(userId, { since: at }))]
    // No clock of the world shows an earlier or a later date at that instant.
    const [from, to] = [addDays(day, -2), addDays(day, 2)]
    const part = await log.partOf(userId, { since: at, from, to }, read)
    if (kind === 'topics') {
      const first = new Map<string, string>()
      const spoken = part.topics.filter(({ turns }) => turns > 0)
      for (const { concept_id: id, day: on } of [...spoken, ...(await firstDays(userId, from, part.days))])
        if (on < (first.get(id) ?? '9')) first.set(id, on)
      return perDay([...first].map(([id, on]) => ({ concept_id: id, day: on })))
    }
    const begun =
      concept_id === null
        ? counted(kind, part.begun)
        : counted(
            kind,
            part.topics.filter((topic) => topic.concept_id === concept_id),
          )
    return [...begun, ...(await ofDays(userId, goal, from, { but: part.days }))].sort(byDay)
  }

  return { ofDays, since }
}

function timed(kind: 'sessions' | 'duration', days: ReadonlyArray<{ day: string; sittings: number; seconds: number }>) {
  return days.map(({ day, sittings, seconds }) => ({ day, amount: kind === 'sessions' ? sittings : seconds / 60 }))
}

function counted(kind: GoalRow['kind'], days: ReadonlyArray<Partial<DayCount> & { day: string }>): Amount[] {
  return days
    .map(({ day, turns = 0, reviews = 0, recalled = 0, feedback = 0 }) => {
      const good = reviews >= REVIEW_DAY && recalled >= GOOD_DAY * reviews ? 1 : 0
      const amounts: Partial<Record<typeof kind, number>> = { exchanges: turns, reviews, feedback, quality: good }
      return { day, amount: amounts[kind] ?? 0 }
    })
    .filter(({ amount }) => amount > 0)
}

function perDay(firsts: ReadonlyArray<{ day: string }>): Amount[] {
  return [...Map.groupBy(firsts, ({ day }) => day)].map(([day, same]) => ({ day, amount: same.length })).sort(byDay)
}

const byDay = (a: Amount, b: Amount) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)
