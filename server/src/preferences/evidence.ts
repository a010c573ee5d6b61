import { Preference } from '@lva/contracts/preferences'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import { type Known, learnAll, UNKNOWN } from './averaging.ts'
import type { Seen } from './observations.ts'
import type { OwnTables } from './tables.ts'

export type PreferenceTables = Pick<Tables, keyof OwnTables | 'exchanges'>
export type PreferenceDb = Kysely<PreferenceTables>
export type PreferenceTrx = Transaction<PreferenceTables>

type Row = Selectable<Tables['preference_evidence']>

/** What came before so many others has no weight any more: 0.9 to the 500th. */
const COUNTING = 500
/** Its row stands for all of a learner's where they must not change meanwhile. */
const HELD = 'length'
const OF_TURNS = ['command', 'reason', 'noticed'] as const

const toldBy = fixed((db: PreferenceDb, { userId, exchangeIds }: { userId: string; exchangeIds: readonly string[] }) =>
  db
    .selectFrom('preference_evidence')
    .select('exchange_id')
    .distinct()
    .where('user_id', '=', userId)
    .where('exchange_id', 'in', exchangeIds),
)

/**
 * Keeps evidence, and what follows from all of it: that is made anew from the evidence each time, and by one transaction after the other,
 * so that it can never differ.
 */
export function createEvidence({ newId }: { newId: () => string }) {
  /** Whoever else changes what is known of somebody waits until this transaction is over. Comes before anything is read. */
  async function hold(trx: PreferenceTrx, userId: string): Promise<void> {
    await trx
      .insertInto('preferences')
      .values({ user_id: userId, preference: HELD, forgotten_at: null, ...columnsOf(UNKNOWN, 0) })
      // Writing what is there locks the row.
      .onConflict((conflict) => conflict.columns(['user_id', 'preference']).doUpdateSet({ user_id: userId }))
      .execute()
  }

  async function countingOf(trx: PreferenceDb, userId: string, preference: Preference): Promise<Row[]> {
    const rows = await trx
      .selectFrom('preference_evidence')
      .selectAll()
      .where('user_id', '=', userId)
      .where('preference', '=', preference)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(COUNTING)
      .execute()
    return rows.reverse()
  }

  /** Makes what is known of one preference anew from its evidence. */
  async function derive(trx: PreferenceTrx, userId: string, preference: Preference): Promise<void> {
    const rows = await countingOf(trx, userId, preference)
    const known = learnAll(rows.map((row) => ({ ...row, at: new Date(row.at) })))
    const columns = columnsOf(known, rows.filter(({ toward }) => toward !== null).length)
    await trx
      .insertInto('preferences')
      .values({ user_id: userId, preference, forgotten_at: null, ...columns })
      .onConflict((conflict) => conflict.columns(['user_id', 'preference']).doUpdateSet(columns))
      .execute()
  }

  async function known(trx: PreferenceDb, userId: string) {
    const rows = await trx.selectFrom('preferences').selectAll().where('user_id', '=', userId).execute()
    return new Map(rows.map((row) => [row.preference, row]))
  }

  return {
    hold,
    known,
    derive,

    /** Adds what the learner did themselves. */
    async add(trx: PreferenceTrx, userId: string, row: Omit<Row, 'id' | 'user_id' | 'exchange_id' | 'because'>) {
      await hold(trx, userId)
      await trx
        .insertInto('preference_evidence')
        .values({ ...row, id: newId(), user_id: userId, exchange_id: null, because: null })
        .execute()
      await derive(trx, userId, row.preference)
    },

    /** Those of some turns that told anything before. */
    async thatTold(db: PreferenceDb, userId: string, exchangeIds: readonly string[]): Promise<Set<string | null>> {
      if (exchangeIds.length === 0) return new Set()
      const told = await toldBy(db, { userId, exchangeIds })
      return new Set(told.map(({ exchange_id }) => exchange_id))
    },

    /**
     * Puts what a turn tells in the place of what it told before. What was said before the preference was forgotten is not learnt again,
     * and nothing is of one that is locked. Resolves with whether anything is different now.
     */
    async put(
      trx: PreferenceTrx,
      userId: string,
      { exchangeId, saidAt, seen }: { exchangeId: string; saidAt: string; seen: readonly Seen[] },
    ): Promise<boolean> {
      await hold(trx, userId)
      const before = await trx
        .selectFrom('preference_evidence')
        .selectAll()
        .where('user_id', '=', userId)
        .where('exchange_id', '=', exchangeId)
        .where('source', 'in', OF_TURNS)
        .execute()
      const states = await known(trx, userId)
      const wanted = seen.filter(({ preference }) => {
        const state = states.get(preference)
        return state?.locked !== 1 && saidAt > (state?.forgotten_at ?? '')
      })
      const gone = before.filter((row) => !seen.some((one) => isSame(row, one)))
      const fresh = wanted.filter((one) => !before.some((row) => isSame(row, one)))
      if (gone.length > 0)
        await trx
          .deleteFrom('preference_evidence')
          .where('user_id', '=', userId)
          .where(
            'id',
            'in',
            gone.map(({ id }) => id),
          )
          .execute()
      for (const one of fresh)
        await trx
          .insertInto('preference_evidence')
          .values({ ...one, id: newId(), user_id: userId, at: saidAt, exchange_id: exchangeId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      const moved = new Set([...gone, ...fresh].map(({ preference }) => preference))
      for (const preference of moved) await derive(trx, userId, preference)
      return moved.size > 0
    },

    /** Makes everything that is known of somebody anew. */
    async rebuild(trx: PreferenceTrx, userId: string): Promise<void> {
      const states = await known(trx, userId)
      const spoken = await trx
        .selectFrom('preference_evidence')
        .select('preference')
        .distinct()
        .where('user_id', '=', userId)
        .execute()
      const some = new Set([...states.keys(), ...spoken.map(({ preference }) => preference)])
      if (some.size > 0) await hold(trx, userId)
      for (const preference of Preference.options) if (some.has(preference)) await derive(trx, userId, preference)
    },
  }
}

const isSame = (row: Row, one: Seen) =>
  row.preference === one.preference &&
  row.source === one.source &&
  row.because === one.because &&
  row.toward === one.toward

function columnsOf({ value, confidence, at, locked, overridden }: Known, count: number) {
  return {
    ...{ value, confidence, count, evidence_at: at?.toISOString() ?? null },
    ...{ locked: locked ? 1 : 0, overridden: overridden ? 1 : 0 },
  }
}
