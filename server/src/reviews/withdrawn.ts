import type { AnyDb } from '../db/open.ts'
import { dropEmpty, dropOf } from './made.ts'
import type { createMaking } from './making.ts'
import type { ReviewDb } from './review-db.ts'

/**
 * Takes key points back when the words they stand in go: with its last one an item goes, and its questions. Where the words are others now
 * (`anew`) what the learner wrote themselves stays; where they are the `same` everything does.
 */
export function createWithdrawn({
  making,
  changed,
}: {
  making: Pick<ReturnType<typeof createMaking>, 'fromTurn'>
  changed: (userId: string) => void
}) {
  return async function withdraw(
    trx: AnyDb,
    userId: string,
    exchangeIds: readonly string[],
    { anew = false, same = false }: { anew?: boolean; same?: boolean } = {},
  ): Promise<void> {
    if (exchangeIds.length === 0 || same) return
    const own: ReviewDb = trx
    const gone = await own
      .deleteFrom('review_points')
      .where('user_id', '=', userId)
      .where('source_id', 'in', exchangeIds)
      .$if(anew, (query) => query.where('edited', '=', 0))
      .returning(['item_id', 'source_id'])
      .execute()
    await own
      .deleteFrom('review_examples')
      .where('user_id', '=', userId)
      .where('exchange_id', 'in', exchangeIds)
      .execute()
    const items = (of?: string) => [
      ...new Set(gone.flatMap(({ item_id, source_id }) => (of === undefined || source_id === of ? item_id : []))),
    ]
    let dropped = false
    if (anew) {
      // Where it stood before, other words stand now.
      await own
        .updateTable('review_points')
        .set({ span_start: null, span_end: null })
        .where('user_id', '=', userId)
        .where('source_id', 'in', exchangeIds)
        .execute()
      // What was corrected is read anew, and its items wait for that with their schedules.
      for (const exchangeId of exchangeIds)
        await making.fromTurn.enqueue(trx, { userId, exchangeId, items: items(exchangeId) }, { key: exchangeId })
    } else {
      for (const itemId of items()) await dropEmpty(own, userId, itemId)
      dropped = await dropOf(own, userId, exchangeIds)
    }
    if (gone.length > 0 || dropped) changed(userId)
  }
}
