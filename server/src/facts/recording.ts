import { createHash, randomInt } from 'node:crypto'
import { FACT_DATA, type FactKind, type GivenFactData } from '@lva/contracts/facts'
import type { Insertable } from 'kysely'
import { localMoment } from '../days.ts'
import { fixed } from '../db/fixed.ts'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { createTopic } from '../jobs/topic.ts'
import type { FactDb } from './fact-db.ts'

/** Clocks differ; what is said to happen later than this has happened now. */
const CLOCK_SKEW_MS = 5 * 60_000
/** A device that says it was before then has no clock. */
const EARLIEST = Date.UTC(2000, 0, 1)
const ROWS_AT_ONCE = 100
/** Leaves room to count a day anew a thousand million times. */
const TIMES_FROM = 2 ** 30

/** Kinds that change what is counted of a day. */
export const COUNTED = ['turn', 'session-end', 'review', 'teach-back', 'feedback'] as const satisfies FactKind[]

/**
 * The id of a fact that can happen once only: the same for the same thing, so that it counts once however often it is told. Nothing leads
 * back from it (UUID version 8, RFC 9562).
 */
export function factId(kind: FactKind, key: string): string {
  const hex = createHash('sha256').update(`${kind}\0${key}`).digest('hex')
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Something that happened, to be written down. `id`: the same for the same thing told again (`factId`, or a device's own); a new one otherwise. */
export type NewFact = {
  [Kind in FactKind]: {
    id?: string
    userId: string
    kind: Kind
    at: Date | string
    sessionId?: string | null
    exchangeId?: string | null
    subjectId?: string | null
    data: GivenFactData<Kind>
  }
}[FactKind]

/** Facts of a learner were written down. */
export interface Recorded {
  userId: string
  kinds: FactKind[]
}

type Row = Insertable<Tables['facts']>
type Mark = Insertable<Tables['uncounted_days']>

const adding = (db: FactDb, rows: readonly Row[]) =>
  db
    .insertInto('facts')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['user_id', 'id']).doNothing())
    .returning(['kind', 'day', 'cancels'])

const marking = (db: FactDb, marks: readonly Mark[]) =>
  db
    .insertInto('uncounted_days')
    .values(marks)
    // Not left alone: whoever is counting the day must not take this mark with theirs.
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'day']).doUpdateSet((eb) => ({ times: eb('uncounted_days.times', '+', 1) })),
    )

// Of every turn there is one.
const addOne = fixed((db: FactDb, row: Row) => adding(db, [row]))
const markOne = fixed((db: FactDb, mark: Mark) => marking(db, [mark]))

export type Recording = ReturnType<typeof createRecording>

/** Writes down what happened, in the transaction in which it does. `recorded` hears of it there. */
export function createRecording({
  recorded,
  now,
  newId,
}: {
  recorded: Pick<ReturnType<typeof createTopic<Recorded>>, 'tell'>
  now: () => Date
  newId: () => string
}) {
  function rowOf(fact: NewFact, timezone: string) {
    const data = FACT_DATA[fact.kind].parse(fact.data)
    const at = likely(new Date(fact.at), now()).toISOString()
    return {
      ...{ id: fact.id ?? newId(), user_id: fact.userId, kind: fact.kind, at, ...localMoment(at, timezone) },
      ...{ session_id: fact.sessionId ?? null, exchange_id: fact.exchangeId ?? null },
      ...{ subject_id: fact.subjectId ?? null, cancels: cancelledBy(fact), data: JSON.stringify(data) },
    }
  }

  async function zoneOf(db: FactDb, userId: string): Promise<string> {
    const row = await db.selectFrom('users').select('timezone').where('id', '=', userId).executeTakeFirstOrThrow()
    return row.timezone
  }

  async function insert(db: FactDb, userId: string, facts: readonly NewFact[], zone?: string) {
    const timezone = zone ?? (await zoneOf(db, userId))
    return insertRows(
      db,
      userId,
      facts.map((fact) => rowOf(fact, timezone)),
    )
  }

  /** Writes rows of one learner down, with the days they have; resolves with how many are new. */
  async function insertRows(db: FactDb, userId: string, rows: readonly Row[]) {
    const [first, ...others] = rows
    const fresh = await (first && others.length === 0 ? addOne(db, first) : adding(db, rows).execute())
    if (fresh.length === 0) return 0
    const days = fresh.filter(({ kind }) => (COUNTED as readonly FactKind[]).includes(kind)).map(({ day }) => day)
    await uncount(db, userId, [...days, ...(await daysOf(db, userId, fresh))])
    await recorded.tell(db, { userId, kinds: [...new Set(fresh.map(({ kind }) => kind))] })
    return fresh.length
  }

  /**
   * Has days counted anew, in the caller's transaction. A mark begins at any number: one that was taken away and made again is another one, also
   * for whoever counted the first.
   */
  async function uncount(db: FactDb, userId: string, days: readonly string[]): Promise<void> {
    const mark = (day: string): Mark => ({ user_id: userId, day, times: randomInt(TIMES_FROM) })
    const [first, ...others] = [...new Set(days)].sort()
    if (first !== undefined && others.length === 0) return void (await markOne(db, mark(first)))
    const distinct = first === undefined ? [] : [first, ...others]
    for (let at = 0; at < distinct.length; at += ROWS_AT_ONCE)
      await marking(db, distinct.slice(at, at + ROWS_AT_ONCE).map(mark)).execute()
  }

  return {
    uncount,
    insertRows,

    /**
     * Writes a fact down; resolves with whether it is new. One whose id is known already changes nothing. `timezone` is the learner's, for
     * whoever has just read it.
     */
    record: async (trx: AnyDb, fact: NewFact, { timezone }: { timezone?: string } = {}): Promise<boolean> =>
      (await insert(trx, fact.userId, [fact], timezone)) > 0,

    /** Takes out what its learner has taken back; its day is counted anew. */
    async takeBack(trx: AnyDb, userId: string, id: string): Promise<void> {
      const db: FactDb = trx
      const gone = await db
        .deleteFrom('facts')
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .returning(['kind', 'day'])
        .executeTakeFirst()
      if (!gone) return
      await uncount(db, userId, [gone.day])
      await recorded.tell(db, { userId, kinds: [gone.kind] })
    },

    /** Writes facts of one learner down, in any order; resolves with how many are new. */
    async recordAll(trx: AnyDb, userId: string, facts: readonly NewFact[]): Promise<number> {
      let fresh = 0
      for (let at = 0; at < facts.length; at += ROWS_AT_ONCE)
        fresh += await insert(trx, userId, facts.slice(at, at + ROWS_AT_ONCE))
      return fresh
    },
  }
}

function likely(at: Date, now: Date): Date {
  const ms = at.getTime()
  return ms >= EARLIEST && ms <= now.getTime() + CLOCK_SKEW_MS ? at : now
}

function cancelledBy(fact: NewFact): string | null {
  return fact.kind === 'review-undone' ? fact.data.review : null
}

/** The days of what counts no more. */
async function daysOf(db: FactDb, userId: string, facts: ReadonlyArray<{ cancels: string | null }>) {
  const ids = facts.flatMap(({ cancels }) => cancels ?? [])
  if (ids.length === 0) return []
  const rows = await db.selectFrom('facts').select('day').where('user_id', '=', userId).where('id', 'in', ids).execute()
  return rows.map(({ day }) => day)
}
