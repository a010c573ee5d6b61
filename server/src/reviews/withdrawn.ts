import type { AnyDb } from '../db/open.ts'
import type { createMaking } from './making.ts'
import type { ReviewDb } from './review-db.ts'

/** Takes key points back when the words they stand in go: with its last one an item goes, and its questions. */
export function createWithdrawn({
  making,
  changed,
}: {
  making: Pick<ReturnType<typeof createMaking>, 'fromTurn' | 'dropEmpty'>
  changed: (userId: string) => void
}) {
  return async function withdraw(
    trx: AnyDb,
    userId: string,
    exchangeIds: readonly string[],
    { anew = false }: { anew?: boolean } = {},
  ): Promise<void> {
    if (exchangeIds.length === 0) return
    const own: ReviewDb = trx
    const gone = await own
      .deleteFrom('review_points')
      .where('user_id', '=', userId)
      .where('source_id', 'in', exchangeIds)
      .returning('item_id')
      .execute()
    await own
      .deleteFrom('review_examples')
      .where('user_id', '=', userId)
      .where('exchange_id', 'in', exchangeIds)
      .execute()
    // What was corrected is read anew, and its items wait for that with their schedules.
    if (anew)
      for (const exchangeId of exchangeIds)
        await making.fromTurn.enqueue(trx, { userId, exchangeId }, { key: exchangeId })
    else for (const itemId of new Set(gone.map(({ item_id }) => item_id))) await making.dropEmpty(own, userId, itemId)
    if (gone.length > 0) changed(userId)
  }
}
