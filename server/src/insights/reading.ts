import type { Fact } from '@lva/contracts/facts'
import { type Kysely, sql } from 'kysely'
import { addDays } from '../days.ts'
import type { Tables } from '../db/tables.ts'
import { recordOf } from '../records.ts'
import type { Span } from './calendar.ts'
import type { LearnerDay } from './metrics.ts'
import type { Judged } from './statistics/calibration.ts'

/** Reviews a calibration is made of: the latest ones. */
const JUDGED_MAX = 5_000
/** Reviews that are looked through for them: a collection that was brought from another program may lie before them. */
const LOOKED_THROUGH_MAX = 50_000
/** Rows read in one go, so that others get in between. */
const AT_ONCE = 1_000
/** Where a fact stands among the others. */
type Place = Pick<Fact, 'at' | 'seq'>
const SUMMED = ['turns', 'words', 'seconds', 'sittings', 'reviews', 'recalled', 'teach_backs'] as const

/** What is read of facts, and of what is counted from them. Nothing here is written. */
export type ReadTables = Pick<Tables, 'facts' | 'learner_days' | 'topic_days' | 'sittings' | 'concepts'>

/** A concept and what was done about it in some days. */
export interface TopicSum {
  conceptId: string
  name: string
  turns: number
  reviews: number
  recalled: number
  lastDay: string
}

/** What was done in sessions that began at an hour of the day. */
export interface HourSum {
  hour: number
  sittings: number
  seconds: number
  reviews: number
  recalled: number
}

export type Reading = ReturnType<typeof createReading>

/** Reads what one learner did. Every question names them. */
export function createReading({ db }: { db: Kysely<ReadTables> }) {
  /** Of topics that are still there and not hidden. */
  const topicDays = (userId: string) =>
    db
      .selectFrom('topic_days as t')
      .innerJoin('concepts as c', (join) =>
        join.onRef('c.id', '=', 't.concept_id').onRef('c.user_id', '=', 't.user_id'),
      )
      .where('t.user_id', '=', userId)
      .where('c.hidden', '=', 0)

  const topicSums = (userId: string) =>
    topicDays(userId)
      .select(({ fn }) => [
        't.concept_id as conceptId',
        'c.name as name',
        fn.sum('t.turns').as('turns'),
        fn.sum('t.reviews').as('reviews'),
        fn.sum('t.recalled').as('recalled'),
        fn.max('t.day').as('lastDay'),
      ])
      .groupBy(['t.concept_id', 'c.name'])

  /** Which of some facts others take back; asked by themselves, an index answers on either engine. */
  async function takenBack(userId: string, ids: readonly string[]): Promise<Set<string | null>> {
    if (ids.length === 0) return new Set()
    const rows = await db
      .selectFrom('facts')
      .select('cancels')
      .where('user_id', '=', userId)
      .where('cancels', 'in', ids)
      .execute()
    return new Set(rows.map(({ cancels }) => cancels))
  }

  return {
    /** The days on which there was something, the earliest first. */
    async days(userId: string, { from, to }: Span): Promise<LearnerDay[]> {
      return db
        .selectFrom('learner_days')
        .select(['day', ...SUMMED])
        .where('user_id', '=', userId)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .execute()
    },

    /** Everything since they came: sums, days, the first of them and the last active one; null before it. */
    async ever(
      userId: string,
    ): Promise<(Omit<LearnerDay, 'day'> & { firstDay: string; lastDay: string | null; days: number }) | null> {
      const row = await db
        .selectFrom('learner_days')
        .select(({ fn }) => [
          fn.min('day').as('firstDay'),
          fn
            .max('day')
            .filterWhere(({ eb, or }) => or([eb('turns', '>', 0), eb('reviews', '>', 0), eb('sittings', '>', 0)]))
            .as('lastDay'),
          fn.countAll().as('days'),
          ...SUMMED.map((name) => fn.sum(name).as(name)),
        ])
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      if (row.firstDay === null) return null
      return {
        ...recordOf(SUMMED, (name) => Number(row[name])),
        firstDay: row.firstDay,
        lastDay: row.lastDay,
        days: Number(row.days),
      }
    },

    /** The day with the most time in it. */
    async busiest(userId: string): Promise<{ day: string; minutes: number } | null> {
      const row = await db
        .selectFrom('learner_days')
        .select(['day', 'seconds'])
        .where('user_id', '=', userId)
        .where('seconds', '>', 0)
        .orderBy('seconds', 'desc')
        .orderBy('day', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? { day: row.day, minutes: row.seconds / 60 } : null
    },

    /** What was spoken of and reviewed, the most active first; what the learner hid is left out. */
    async topics(userId: string, { from, to }: Span, { limit }: { limit: number }): Promise<TopicSum[]> {
      const rows = await topicSums(userId)
        .where('t.day', '>=', from)
        .where('t.day', '<=', to)
        .orderBy(sql`sum(t.turns) + sum(t.reviews)`, 'desc')
        .orderBy('t.concept_id')
        .limit(limit)
        .execute()
      return rows.map(numbered)
    },

    /** How many different ones there were; what the learner hid is left out here as well. */
    async topicCount(userId: string, { from, to }: Span): Promise<number> {
      const { count } = await topicDays(userId)
        .select(({ fn }) => fn.count('t.concept_id').distinct().as('count'))
        .where('t.day', '>=', from)
        .where('t.day', '<=', to)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** Names of concepts that are still there, by id. */
    async names(userId: string, ids: readonly string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map()
      const rows = await db
        .selectFrom('concepts')
        .select(['id', 'name'])
        .where('user_id', '=', userId)
        .where('id', 'in', ids)
        .execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },

    /** Sessions by the hour at which they began. */
    async hours(userId: string, { from, to }: Span): Promise<HourSum[]> {
      const hour = sql<number>`minute / 60`
      const rows = await db
        .selectFrom('sittings')
        .select(({ fn }) => [
          hour.as('hour'),
          fn.countAll().as('sittings'),
          fn.sum('seconds').as('seconds'),
          fn.sum('reviews').as('reviews'),
          fn.sum('recalled').as('recalled'),
        ])
        .where('user_id', '=', userId)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .groupBy(hour)
        .execute()
      return rows.map((row) => ({
        ...{ hour: Number(row.hour), sittings: Number(row.sittings), seconds: Number(row.seconds) },
        ...{ reviews: Number(row.reviews), recalled: Number(row.recalled) },
      }))
    },

    /** Sessions in the order in which they began; `after` is the beginning of the last one of the page before. */
    sessions: (userId: string, { after, limit }: { after: string; limit: number }) =>
      db
        .selectFrom('sittings')
        .select(['began', 'ended', 'day', 'turns', 'words', 'seconds', 'reviews', 'recalled'])
        .where('user_id', '=', userId)
        .where('began', '>', after)
        .orderBy('began')
        .limit(limit)
        .execute(),

    /** Every topic there ever was, by id; `after` is the last one of the page before. */
    async everyTopic(userId: string, { after, limit }: { after: string; limit: number }) {
      const rows = await topicSums(userId)
        .where('t.concept_id', '>', after)
        .select(({ fn }) => [fn.countAll().as('days'), fn.min('t.day').as('firstDay')])
        .orderBy('t.concept_id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...numbered(row), days: Number(row.days), firstDay: row.firstDay }))
    },

    /** The latest reviews of a span that were predicted and that nobody took back. */
    async judged(userId: string, { from, to }: Span): Promise<Judged[]> {
      const judged: Judged[] = []
      let last = null as Place | null
      for (let read = 0; read < LOOKED_THROUGH_MAX && judged.length < JUDGED_MAX; ) {
        const after = last
        const rows = await db
          .selectFrom('facts')
          .select(['id', 'seq', 'at', 'data'])
          .where('user_id', '=', userId)
          .where('kind', '=', 'review')
          .where('day', '>=', from)
          .where('day', '<=', to)
          // In the order of an index, and no further back than a day of any zone can reach.
          .where('at', '>=', addDays(from, -1))
          .$if(after !== null, (query) => query.where(sql<boolean>`(at, seq) < (${after?.at}, ${after?.seq})`))
          .orderBy('at', 'desc')
          .orderBy('seq', 'desc')
          .limit(AT_ONCE)
          .execute()
        const gone = await takenBack(
          userId,
          rows.map(({ id }) => id),
        )
        for (const { id, data } of rows) {
          const { retrievability, recalled, source } = JSON.parse(data)
          if (typeof retrievability === 'number' && source !== 'anki' && !gone.has(id))
            judged.push({ predicted: retrievability, recalled: recalled === 1 })
        }
        if (rows.length < AT_ONCE) break
        read += rows.length
        const end = rows.at(-1)
        if (end) last = { at: end.at, seq: Number(end.seq) }
        await breath()
      }
      return judged
    },
  }
}

type Summed = Record<'turns' | 'reviews' | 'recalled', string | number | bigint>

/** Sums as numbers: PostgreSQL gives them as text. */
function numbered<Row extends Summed & { conceptId: string; name: string; lastDay: string }>(row: Row): TopicSum {
  const { conceptId, name, lastDay, turns, reviews, recalled } = row
  return { conceptId, name, lastDay, turns: Number(turns), reviews: Number(reviews), recalled: Number(recalled) }
}

/** Lets others be served. */
export const breath = () => new Promise<void>((go) => setImmediate(go))
