import type { Transaction } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import type { ExchangeRow } from './exchange-row.ts'

// An update that changes nothing is a lock both engines know.
const held = fixed((trx: Transaction<Tables>, { userId, sessionId }: { userId: string; sessionId: string }) =>
  trx
    .updateTable('sessions')
    .set((eb) => ({ exchange_count: eb.ref('exchange_count') }))
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .returning(['user_id', 'session_id', 'title', 'exchange_count', 'ended_at']),
)

/** Keeps everybody else from changing a session, and what was said in it, until the transaction ends; null when it is not there. */
export async function holdSession(trx: Transaction<Tables>, userId: string, sessionId: string) {
  const [session] = await held(trx, { userId, sessionId })
  return session ?? null
}

/**
 * Reads an exchange and keeps everybody else from changing it until the transaction ends; null when it is not there, or not this
 * learner's. Its session is locked first, as everywhere, so that two changes wait for each other but never in a circle.
 */
export async function holdExchange(
  trx: Transaction<Tables>,
  userId: string,
  exchangeId: string,
): Promise<ExchangeRow | null> {
  const found = await trx
    .selectFrom('exchanges')
    .select('session_id')
    .where('id', '=', exchangeId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (!found) return null
  await holdSession(trx, userId, found.session_id)
  const row = await trx
    .updateTable('exchanges')
    .set((eb) => ({ corrected: eb.ref('corrected') }))
    .where('id', '=', exchangeId)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
