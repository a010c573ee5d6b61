import { setImmediate as breath } from 'node:timers/promises'
import type { AnyFact } from '@lva/contracts/facts'
import { FACT_SECONDS_MAX } from '@lva/contracts/facts'
import { QUIET_MS } from '../quiet.ts'
import { dayOf, type LearnerDay, type Sitting, sittingsOf, type TopicDay, topicsOf } from './counting.ts'
import type { FactDb } from './fact-db.ts'
import { asFact } from './reading.ts'
import { COUNTED, type Recording } from './recording.ts'

/** Others write between two transactions. */
const DAYS_AT_ONCE = 4
const ROWS_AT_ONCE = 50
/** With so long between two facts they belong to two sittings, also when one that stood between them is taken back. */
const APART_MS = 2 * (QUIET_MS + FACT_SECONDS_MAX * 1000)

/** A stretch of time that no sitting reaches out of; both ends included. */
interface Stretch {
  from: string
  to: string
}

/**
 * Counts what happened: sittings and days. A day is always counted anew from all of its facts, so that what arrives late, twice or not at
 * all counts as if it had been there from the beginning.
 */
export function createCounts({ db, uncount }: { db: FactDb; uncount: Recording['uncount'] }) {
  const counted = (trx: FactDb, userId: string) =>
    trx.selectFrom('facts as f').selectAll('f').where('f.user_id', '=', userId).where('f.kind', 'in', COUNTED)

  const standing = (trx: FactDb, userId: string) =>
    counted(trx, userId).where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('facts as later')
            .select('later.id')
            .whereRef('later.user_id', '=', 'f.user_id')
            .whereRef('later.cancels', '=', 'f.id'),
        ),
      ),
    )

  /** The last instant that hangs together with one, going back or on from it: as far as there is something within reach, and from there again. */
  async function reachOf(trx: FactDb, userId: string, from: string, way: 'back' | 'on'): Promise<string> {
    for (let at = from; ; ) {
      const back = way === 'back'
      const edge = new Date(Date.parse(at) + (back ? -APART_MS : APART_MS)).toISOString()
      const { next } = await trx
        .selectFrom('facts')
        .select(({ fn }) => (back ? fn.min<string | null>('at') : fn.max<string | null>('at')).as('next'))
        .where('user_id', '=', userId)
        .where('kind', 'in', COUNTED)
        .where('at', '>=', back ? edge : at)
        .where('at', '<=', back ? at : edge)
        .executeTakeFirstOrThrow()
      if (next === null || next === at) return at
      at = next
    }
  }

  async function stretchesOf(trx: FactDb, userId: string, days: readonly string[]): Promise<Stretch[]> {
    const stretches: Stretch[] = []
    for (const day of days) {
      const { first, last } = await trx
        .selectFrom('facts')
        .select(({ fn }) => [fn.min<string | null>('at').as('first'), fn.max<string | null>('at').as('last')])
        .where('user_id', '=', userId)
        .where('day', '=', day)
        .where('kind', 'in', COUNTED)
        .executeTakeFirstOrThrow()
      if (first === null || last === null) continue
      const known = stretches.some(({ from, to }) => from <= first && last <= to)
      if (known) continue
      stretches.push({
        from: await reachOf(trx, userId, first, 'back'),
        to: await reachOf(trx, userId, last, 'on'),
      })
    }
    return stretches
  }

  /** Puts the sittings of a stretch in the place of those that were counted before; resolves with the days they began on. */
  async function sit(trx: FactDb, userId: string, { from, to }: Stretch): Promise<string[]> {
    const rows = await standing(trx, userId).where('f.at', '>=', from).where('f.at', '<=', to).execute()
    const sittings = sittingsOf(inOrder(rows.map(asFact)))
    const gone = await trx
      .deleteFrom('sittings')
      .where('user_id', '=', userId)
      .where('began', '>=', from)
      .where('began', '<=', to)
      .returning('day')
      .execute()
    for (let at = 0; at < sittings.length; at += ROWS_AT_ONCE)
      await trx
        .insertInto('sittings')
        .values(sittings.slice(at, at + ROWS_AT_ONCE).map((sitting) => ({ user_id: userId, ...sitting })))
        .execute()
    return [...gone, ...sittings].map(({ day }) => day)
  }

  async function countDay(trx: FactDb, userId: string, day: string) {
    const facts = inOrder((await standing(trx, userId).where('f.day', '=', day).execute()).map(asFact))
    const sum = dayOf(day, facts, await sittingsOn(trx, userId, day))
    const topics = topicsOf(day, facts)
    for (const table of ['learner_days', 'topic_days'] as const)
      await trx.deleteFrom(table).where('user_id', '=', userId).where('day', '=', day).execute()
    if (sum)
      await trx
        .insertInto('learner_days')
        .values({ user_id: userId, ...sum })
        .execute()
    for (let at = 0; at < topics.length; at += ROWS_AT_ONCE)
      await trx
        .insertInto('topic_days')
        .values(topics.slice(at, at + ROWS_AT_ONCE).map((topic) => ({ user_id: userId, ...topic })))
        .execute()
  }

  /** A day whose facts are the same while a sitting began on it, or did not. */
  async function countSittings(trx: FactDb, userId: string, day: string) {
    const sittings = await sittingsOn(trx, userId, day)
    await trx
      .updateTable('learner_days')
      .set({ sittings: sittings.length, seconds: sittings.reduce((sum, { seconds }) => sum + seconds, 0) })
      .where('user_id', '=', userId)
      .where('day', '=', day)
      .execute()
  }

  function sittingsOn(trx: FactDb, userId: string, day: string): Promise<Sitting[]> {
    return trx.selectFrom('sittings').selectAll().where('user_id', '=', userId).where('day', '=', day).execute()
  }

  /** Counts some of the days that wait for it; resolves with the marks of these. */
  async function countSome(trx: FactDb, userId: string) {
    // Whoever counts for this learner at the same time waits here: what hangs together is counted by one. An update that changes nothing is a
    // lock both engines know.
    await trx
      .updateTable('users')
      .set((eb) => ({ timezone: eb.ref('timezone') }))
      .where('id', '=', userId)
      .execute()
    const waiting = await trx
      .selectFrom('uncounted_days')
      .select(['day', 'times'])
      .where('user_id', '=', userId)
      .orderBy('day')
      .limit(DAYS_AT_ONCE)
      .execute()
    const days = waiting.map(({ day }) => day)
    const begun = new Set<string>()
    for (const stretch of await stretchesOf(trx, userId, days))
      for (const day of await sit(trx, userId, stretch)) begun.add(day)
    for (const day of days) await countDay(trx, userId, day)
    for (const day of begun) if (!days.includes(day)) await countSittings(trx, userId, day)
    return waiting
  }

  /** Counts what was written down since. Whoever reads what is counted calls it first; where nothing waits it is one look. */
  async function count(userId: string): Promise<void> {
    for (;;) {
      const waiting = await db
        .selectFrom('uncounted_days')
        .select('day')
        .where('user_id', '=', userId)
        .limit(1)
        .executeTakeFirst()
      if (!waiting) return
      const counted = await db.transaction().execute((trx) => countSome(trx, userId))
      // A day that was marked once more meanwhile keeps its mark. Each goes by itself: whoever writes down several days, in whatever order, holds
      // theirs, and must not wait for somebody who waits for them.
      for (const { day, times } of counted)
        await db
          .deleteFrom('uncounted_days')
          .where('user_id', '=', userId)
          .where('day', '=', day)
          .where('times', '=', times)
          .execute()
      await breath()
    }
  }

  return {
    count,

    /**
     * Those of the days from one to another on which something was done before an instant (`days`: as a whole they count too much), and
     * what was done on them from it on. Sittings are not in it. `read`: facts of days, for whoever asks of many instants.
     */
    async partOf(
      userId: string,
      { since, from, to }: { since: string; from: string; to: string },
      read: Map<string, AnyFact[]> = new Map(),
    ): Promise<{ days: string[]; begun: LearnerDay[]; topics: TopicDay[] }> {
      const edges = await db
        .selectFrom('facts')
        .select(({ fn }) => ['day', fn.max<string>('at').as('last')])
        .where('user_id', '=', userId)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .where('kind', 'in', COUNTED)
        .groupBy('day')
        .having(({ fn }) => fn.min('at'), '<', since)
        .orderBy('day')
        .execute()
      const parts = new Map<string, AnyFact[]>()
      for (const { day, last } of edges) {
        if (last < since) continue
        const facts = read.get(day) ?? (await standing(db, userId).where('f.day', '=', day).execute()).map(asFact)
        read.set(day, facts)
        parts.set(day, inOrder(facts.filter(({ at }) => at >= since)))
      }
      return {
        days: edges.map(({ day }) => day),
        begun: [...parts].flatMap(([day, facts]) => dayOf(day, facts, []) ?? []),
        topics: [...parts].flatMap(([day, facts]) => topicsOf(day, facts)),
      }
    },

    /** Has everything of a learner counted anew, from the facts alone. */
    async rebuild(userId: string): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const days = new Set<string>()
        for (const table of ['facts', 'learner_days', 'topic_days', 'sittings'] as const) {
          const rows = await trx.selectFrom(table).select('day').distinct().where('user_id', '=', userId).execute()
          for (const { day } of rows) days.add(day)
        }
        await uncount(trx, userId, [...days])
      })
      await count(userId)
    },
  }
}

/** In the order in which they happened; what ends a sitting ends what happened in the same instant. */
function inOrder(facts: AnyFact[]): AnyFact[] {
  const ends = ({ kind }: AnyFact) => (kind === 'session-end' ? 1 : 0)
  return facts.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : ends(a) - ends(b) || a.seq - b.seq))
}
