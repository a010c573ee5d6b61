import { UNLIMITED } from '@lva/contracts/quotas'
import { type Kysely, sql } from 'kysely'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { bound, dayOf, written } from './amounts.ts'

const MICRO = 1_000_000

/** What a minute on the telephone costs, and what all of them may cost together in a day (UTC), in US dollars. */
export interface CallPrices {
  perMinute: number
  perDay: number | typeof UNLIMITED
}

type CallDb = Kysely<Pick<Tables, 'quotas' | 'call_use'>>

/** How long each learner may be on the telephone in a day (UTC), and what all calls may cost together. Carriers count begun minutes. */
export function createCallQuota({
  db,
  now,
  minutes,
  prices,
}: {
  db: CallDb
  now: () => Date
  minutes: number | typeof UNLIMITED
  prices: CallPrices
}) {
  const costOf = (seconds: number) => Math.round(Math.ceil(seconds / 60) * prices.perMinute * MICRO)

  async function boundOf(userId: string): Promise<number> {
    const own = await db.selectFrom('quotas').select('call_seconds').where('user_id', '=', userId).executeTakeFirst()
    return own?.call_seconds ?? bound(minutes, 60)
  }

  async function secondsOn(userId: string, day: string): Promise<number> {
    const row = await db
      .selectFrom('call_use')
      .select('seconds')
      .where('user_id', '=', userId)
      .where('day', '=', day)
      .executeTakeFirst()
    return Number(row?.seconds ?? 0)
  }

  async function houseSeconds(day: string): Promise<number> {
    if (prices.perDay === UNLIMITED || prices.perMinute === 0) return Number.MAX_SAFE_INTEGER
    const { spent } = await db
      .selectFrom('call_use')
      .select(sql<number>`coalesce(sum(cost_microdollars), 0)`.as('spent'))
      .where('day', '=', day)
      .executeTakeFirstOrThrow()
    const left = prices.perDay * MICRO - Number(spent)
    return Math.max(0, Math.floor(left / (prices.perMinute * MICRO)) * 60)
  }

  return {
    /** How many minutes a learner may talk in a day, as people write it. */
    minutesOf: async (userId: string) => written(await boundOf(userId), 60),
    /** What a call of so many seconds costs by estimate, in millionths of a US dollar. */
    costOf,

    /**
     * How many more seconds a learner may talk today. Calls are counted when they are over, so of those that go on it has to be said how
     * many seconds they lasted: the learner's own, and everybody's.
     */
    async left(userId: string, talking: { own: number; all: number }): Promise<number> {
      const day = dayOf(now())
      const [most, used, house] = await Promise.all([boundOf(userId), secondsOn(userId, day), houseSeconds(day)])
      return Math.max(0, Math.min(most - used - talking.own, house - talking.all))
    },

    /** How many seconds a learner talked today. */
    usedToday: (userId: string): Promise<number> => secondsOn(userId, dayOf(now())),

    /** Counts a call that is over, in the caller's transaction. */
    async count(trx: AnyDb, userId: string, seconds: number): Promise<void> {
      const calls: CallDb = trx
      await calls
        .insertInto('call_use')
        .values({ user_id: userId, day: dayOf(now()), seconds, cost_microdollars: costOf(seconds) })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'day']).doUpdateSet((eb) => ({
            seconds: eb('call_use.seconds', '+', eb.ref('excluded.seconds')),
            cost_microdollars: eb('call_use.cost_microdollars', '+', eb.ref('excluded.cost_microdollars')),
          })),
        )
        .execute()
    },
  }
}
