import type { Db } from '../db/open.ts'
import type { ExchangeRow } from './exchange-row.ts'

/**
 * While a turn is being answered no other process takes it over; a process that died loses it after this. Longer than several
 * providers that hang one after the other.
 */
const LEASE_MS = 10 * 60_000

/** When a lease taken now runs out, as it is stored. */
export const leaseFrom = (now: Date): string => new Date(now.getTime() + LEASE_MS).toISOString()

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
