import type { Database } from '../db/open.ts'
import { inPieces } from './in-pieces.ts'
import { unindex } from './unindex.ts'

/**
 * Removes everything a learner ever said, with its index, notes and keys, a few turns at a time. What is removed stays removed when it is
 * cut short; done again it goes on from there.
 */
export function createErase({ database: { db, words } }: { database: Database }) {
  /** Resolves with how many turns are gone. */
  function someTurns(userId: string, rowsAtOnce: number): Promise<number> {
    return db.transaction().execute(async (trx) => {
      // Locked before they are read: a reply recorded at this moment must not leave its words behind in the index.
      const rows = await trx
        .updateTable('exchanges')
        .set((eb) => ({ corrected: eb.ref('corrected') }))
        .where('id', 'in', (eb) =>
          eb.selectFrom('exchanges').select('id').where('user_id', '=', userId).limit(rowsAtOnce),
        )
        .returningAll()
        .execute()
      for (const row of rows) await unindex(trx, words, row)
      if (rows.length > 0)
        await trx
          .deleteFrom('exchanges')
          .where(
            'id',
            'in',
            rows.map(({ id }) => id),
          )
          .execute()
      return rows.length
    })
  }

  return async function erase(userId: string): Promise<void> {
    await inPieces(async (rowsAtOnce) => (await someTurns(userId, rowsAtOnce)) > 0)
    for (const table of ['sessions', 'idempotency_keys'] as const)
      await db.deleteFrom(table).where('user_id', '=', userId).execute()
    await words.forget(db, userId)
  }
}
