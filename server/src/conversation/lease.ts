import { againAndAgain } from '../again.ts'
import type { Db } from '../db/open.ts'
import type { ExchangeRow } from './exchange-row.ts'

/**
 * While a turn is being answered no other process takes it over, and whoever answers it says again and again that it is still at it. One
 * that died loses the turn after this; longer than a database takes to be started anew.
 */
const LEASE_MS = 30_000
const HOLD_MS = LEASE_MS / 3
/** So many values are remembered of which it is not known whether they were written. */
const UNSURE_MAX = 10

/** When a lease taken now runs out, as it is stored. */
export const leaseFrom = (now: Date): string => new Date(now.getTime() + LEASE_MS).toISOString()

/** A turn is ours as long as its lease stands as we wrote it. */
type Leased = Pick<ExchangeRow, 'id' | 'user_id' | 'lease_until'>

/**
 * Takes an exchange that waits for its answer, so that exactly one caller answers it; null when it is not waiting.
 * One whose answering process died counts as waiting once its lease has run out.
 */
export async function takeWaiting(
  db: Db,
  { userId, exchangeId, now }: { userId: string; exchangeId: string; now: Date },
): Promise<ExchangeRow | null> {
  const row = await db
    .updateTable('exchanges')
    .set({ state: 'answering', lease_until: leaseFrom(now) })
    .where('id', '=', exchangeId)
    .where('user_id', '=', userId)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'pending'),
        eb.and([eb('state', '=', 'answering'), eb('lease_until', '<', now.toISOString())]),
      ]),
    )
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/**
 * Keeps the lease of a turn for as long as it is being answered, by writing it anew into the row and into `leased`. Nothing that asks
 * whose turn it is may be written before `end` has resolved. A database that is away for a while is asked again: what it was told last it may
 * have written, and only the answer was lost.
 */
export function holdLease(db: Db, leased: Leased, { now, holdMs = HOLD_MS }: { now: () => Date; holdMs?: number }) {
  let unsure: string[] = []
  async function hold(): Promise<void> {
    const lease_until = leaseFrom(now())
    const held = await db
      .updateTable('exchanges')
      .set({ lease_until })
      .where('id', '=', leased.id)
      .where('user_id', '=', leased.user_id)
      .where('state', '=', 'answering')
      .where('lease_until', 'in', [leased.lease_until, ...unsure])
      .returning('id')
      .executeTakeFirst()
      .catch(() => {
        // The database tells its own log what it could not do.
        unsure = [...unsure, lease_until].slice(-UNSURE_MAX)
      })
    if (!held) return
    leased.lease_until = lease_until
    unsure = []
  }
  const holding = againAndAgain(hold, holdMs)
  return {
    async end(): Promise<void> {
      await holding.end()
      if (unsure.length > 0) await hold()
    },
  }
}
