import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { ExchangeRow } from './exchange-row.ts'

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
  // An update that changes nothing is a lock both engines know.
  await trx
    .updateTable('sessions')
    .set((eb) => ({ exchange_count: eb.ref('exchange_count') }))
    .where('user_id', '=', userId)
    .where('session_id', '=', found.session_id)
    .execute()
  const row = await trx
    .updateTable('exchanges')
    .set((eb) => ({ corrected: eb.ref('corrected') }))
    .where('id', '=', exchangeId)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
