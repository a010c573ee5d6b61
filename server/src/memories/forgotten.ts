import type { MemoryTrx } from './memory-db.ts'
import type { Unquote } from './store.ts'

/** Forgets a memory for good: no word of it is left. Resolves with whether there was one of this learner’s. */
export async function forgetOne(trx: MemoryTrx, userId: string, id: string, unquote: Unquote): Promise<boolean> {
  const gone = await trx
    .updateTable('memories')
    .set({
      ...{ text: '', words: '', topic: '', value: '', slot: null, ended_by: null },
      ...{ forgotten: 1, pinned: 0, edited: 0 },
    })
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .where('forgotten', '=', 0)
    .returning('id')
    .executeTakeFirst()
  if (gone) await unquote(trx, userId, { memoryIds: [id] })
  return gone !== undefined
}
