import { setImmediate as breath } from 'node:timers/promises'
import type { AnyFact } from '@lva/contracts/facts'
import { FACT_SECONDS_MAX } from '@lva/contracts/facts'
import { byColumn, byRow, type Columns, fixed } from '../db/fixed.ts'
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

interface OfDay {
  userId: string
  day: string
}
type Within = Stretch & { userId: string }

const standing = (db: FactDb, userId: string) =>
  db
    .selectFrom('facts as f')
    .selectAll('f')
    .where('f.user_id', '=', userId)
    .where('f.kind', 'in', COUNTED)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('facts as later')
            .select('later.id')
            .whereRef('later.user_id', '=', 'f.user_id')
            .whereRef('later.cancels', '=', 'f.id'),
        ),
      ),
    )
const standingIn = fixed((db: FactDb, { userId, from, to }: Within) =>
  standing(db, userId).where('f.at', '>=', from).where('f.at', '<=', to),
)
const standingOn = fixed((db: FactDb, { userId, day }: OfDay) => standing(db, userId).where('f.day', '=', day))

const endsOf = fixed((db: FactDb, { userId, day }: OfDay) =>
  db
    .selectFrom('facts')
    .select(({ fn }) => [fn.min<string | null>('at').as('first'), fn.max<string | null>('at').as('last')])
    .where('user_id', '=', userId)
    .where('day', '=', day)
    .where('kind', 'in', COUNTED),
)

/** The first and the last instant at which there is something, of a stretch and what is within reach of it. */
const edgesOf = fixed((db: FactDb, { userId, from, to, before, after }: Within & { before: string; after: string }) =>
  db.selectNoFrom(({ selectFrom }) => {
    const facts = selectFrom('facts').where('user_id', '=', userId).where('kind', 'in', COUNTED)
    return [
      facts
        .select(({ fn }) => fn.min<string | null>('at').as('at'))
        .where('at', '>=', before)
        .where('at', '<=', from)
        .as('first'),
      facts
        .select(({ fn }) => fn.max<string | null>('at').as('at'))
        .where('at', '>=', to)
        .where('at', '<=', after)
        .as('last'),
    ]
  }),
)

const dropSittings = fixed((db: FactDb, { userId, from, to }: Within) =>
  db
    .deleteFrom('sittings')
    .where('user_id', '=', userId)
    .where('began', '>=', from)
    .where('began', '<=', to)
    .returning('day'),
)
const addSittings = fixed((db: FactDb, sittings: Columns<Sitting & { user_id: string }>) =>
  db.insertInto('sittings').values(byRow<Sitting & { user_id: string }>(sittings)),
)
const sittingsOn = fixed((db: FactDb, { userId, day }: OfDay) =>
  db.selectFrom('sittings').selectAll().where('user_id', '=', userId).where('day', '=', day),
)
const dropDay = fixed((db: FactDb, { userId, day }: OfDay) =>
  db.deleteFrom('learner_days').where('user_id', '=', userId).where('day', '=', day),
)
const dropTopics = fixed((db: FactDb, { userId, day }: OfDay) =>
  db.deleteFrom('topic_days').where('user_id', '=', userId).where('day', '=', day),
)
const SUMS = [
  ...(['turns', 'spoken', 'words', 'seconds', 'sittings', 'reviews', 'recalled'] as const),
  ...(['teach_backs', 'taught', 'feedback'] as const),
] satisfies Array<keyof LearnerDay>
const putDay = fixed((db: FactDb, day: LearnerDay & { user_id: string }) =>
  db
    .insertInto('learner_days')
    .values(day)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'day'])
        .doUpdateSet((eb) => Object.fromEntries(SUMS.map((sum) => [sum, eb.ref(`excluded.${sum}`)]))),
    ),
)

/** An update that changes nothing is a lock both engines know. */
const holdLearner = fixed((db: FactDb, { userId }: { userId: string }) =>
  db
    .updateTable('users')
    .set((eb) => ({ timezone: eb.ref('timezone') }))
    .where('id', '=', userId),
)
const waitingFor = fixed((db: FactDb, { userId }: { userId: string }) =>
  db
    .selectFrom('uncounted_days')
    .select(['day', 'times'])
    .where('user_id', '=', userId)
    .orderBy('day')
    .limit(DAYS_AT_ONCE),
)
const dropMark = fixed((db: FactDb, { userId, day, times }: OfDay & { times: number }) =>
  db.deleteFrom('uncounted_days').where('user_id', '=', userId).where('day', '=', day).where('times', '=', times),
)

/**
 * Counts what happened: sittings and days. A day is always counted anew from all of its facts, so that what arrives late, twice or not at
 * all counts as if it had been there from the beginning.
 */
export function createCounts({ db, uncount }: { db: FactDb; uncount: Recording['uncount'] }) {
  /** As far as there is something within reach of a stretch, and from there again: what hangs together. */
  async function reachOf(trx: FactDb, userId: string, { from, to }: Stretch): Promise<Stretch> {
    for (let known = { from, to }; ; ) {
      const before = new Date(Date.parse(known.from) - APART_MS).toISOString()
      const after = new Date(Date.parse(known.to) + APART_MS).toISOString()
      const [edges] = await edgesOf(trx, { userId, ...known, before, after })
      const wider = { from: edges?.first ?? known.from, to: edges?.last ?? known.to }
      if (wider.from === known.from && wider.to === known.to) return known
      known = wider
    }
  }

  async function stretchesOf(trx: FactDb, userId: string, days: readonly string[]): Promise<Stretch[]> {
    const stretches: Stretch[] = []
    for (const day of days) {
      const [{ first, last } = { first: null, last: null }] = await endsOf(trx, { userId, day })
      if (first === null || last === null) continue
      const known = stretches.some(({ from, to }) => from <= first && last <= to)
      if (!known) stretches.push(await reachOf(trx, userId, { from: first, to: last }))
    }
    return stretches
  }

  /** Puts the sittings of a stretch in the place of those that were counted before; resolves with its facts and the days they began on. */
  async function sit(trx: FactDb, userId: string, { from, to }: Stretch) {
    const facts = inOrder((await standingIn(trx, { userId, from, to })).map(asFact))
    const sittings = sittingsOf(facts)
    const gone = await dropSittings(trx, { userId, from, to })
    for (let at = 0; at < sittings.length; at += ROWS_AT_ONCE) {
      const [first, ...more] = sittings.slice(at, at + ROWS_AT_ONCE).map((sitting) => ({ user_id: userId, ...sitting }))
      if (first) await addSittings(trx, byColumn([first, ...more]))
    }
    return { facts, begun: [...gone, ...sittings].map(({ day }) => day) }
  }

  /** Counts a day of its facts, in the order in which they happened. */
  async function countDay(trx: FactDb, userId: string, day: string, facts: readonly AnyFact[]) {
    const sum = dayOf(day, facts, await sittingsOn(trx, { userId, day }))
    const topics = topicsOf(day, facts)
    await (sum ? putDay(trx, { user_id: userId, ...sum }) : dropDay(trx, { userId, day }))
    await dropTopics(trx, { userId, day })
    for (let at = 0; at < topics.length; at += ROWS_AT_ONCE)
      await trx
        .insertInto('topic_days')
        .values(topics.slice(at, at + ROWS_AT_ONCE).map((topic) => ({ user_id: userId, ...topic })))
        .execute()
  }

  /** A day whose facts are the same while a sitting began on it, or did not. */
  async function countSittings(trx: FactDb, userId: string, day: string) {
    const sittings = await sittingsOn(trx, { userId, day })
    await trx
      .updateTable('learner_days')
      .set({ sittings: sittings.length, seconds: sittings.reduce((sum, { seconds }) => sum + seconds, 0) })
      .where('user_id', '=', userId)
      .where('day', '=', day)
      .execute()
  }

  /** Counts some of the days that wait for it; resolves with the marks of these. */
  async function countSome(trx: FactDb, userId: string) {
    // Whoever counts for this learner at the same time waits here: what hangs together is counted by one.
    await holdLearner(trx, { userId })
    const waiting = await waitingFor(trx, { userId })
    const days = waiting.map(({ day }) => day)
    const begun = new Set<string>()
    const facts = new Map<string, AnyFact>()
    for (const stretch of await stretchesOf(trx, userId, days)) {
      const sat = await sit(trx, userId, stretch)
      for (const day of sat.begun) begun.add(day)
      for (const fact of sat.facts) facts.set(fact.id, fact)
    }
    // Each of these days lies in one of the stretches as a whole; stretches may overlap.
    const byDay = Map.groupBy(facts.values(), ({ day }) => day)
    for (const day of days) await countDay(trx, userId, day, inOrder(byDay.get(day) ?? []))
    for (const day of begun) if (!days.includes(day)) await countSittings(trx, userId, day)
    return waiting
  }

  /** Counts what was written down since. Whoever reads what is counted calls it first; where nothing waits it is one look. */
  async function count(userId: string): Promise<void> {
    for (;;) {
      if ((await waitingFor(db, { userId })).length === 0) return
      const counted = await db.transaction().execute((trx) => countSome(trx, userId))
      // A day that was marked once more meanwhile keeps its mark. Each goes by itself: whoever writes down several days, in whatever order, holds
      // theirs, and must not wait for somebody who waits for them.
      for (const { day, times } of counted) await dropMark(db, { userId, day, times })
      // Those were all there were; what is marked later was not there when this was asked for.
      if (counted.length < DAYS_AT_ONCE) return
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
        const facts = read.get(day) ?? (await standingOn(db, { userId, day })).map(asFact)
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
