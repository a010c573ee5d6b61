import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Sealed } from '../vault/rotation.ts'
import type { Shelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'

/** Files when the key changes. */
export function createResealing({
  db,
  shelf,
  vault,
  forget,
  log,
}: {
  db: Kysely<Pick<Tables, 'files'>>
  shelf: Shelf
  vault: Vault
  forget: (trx: Kysely<Pick<Tables, 'files'>>, userId: string, id: string) => Promise<void>
  log: { warn(facts: object, message: string): void }
}): Omit<Sealed, 'what'> {
  async function resealOne({ id, user_id: userId }: { id: string; user_id: string }): Promise<boolean> {
    const key = vault.currentKey()
    try {
      await shelf.reseal({ userId, id })
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      log.warn({ err: error, fileId: id }, 'a file could not be opened and was left as it is')
      return false
    }
    const { numUpdatedRows } = await db
      .updateTable('files')
      .set({ sealed_with: key })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    // Removed while it was being written: it must not come back.
    if (numUpdatedRows === 0n) await shelf.remove({ userId, id })
    return true
  }

  return {
    async sealedOtherwise() {
      return db
        .selectFrom('files')
        .select(['sealed_with as key', (eb) => eb.fn.countAll<number>().as('count')])
        .where('sealed_with', '!=', vault.currentKey())
        .groupBy('sealed_with')
        .execute()
    },

    async *reseal({ unreadable }) {
      for (let after = ''; ; ) {
        const row = await db
          .selectFrom('files')
          .select(['id', 'user_id'])
          .where('id', '>', after)
          .where('sealed_with', '!=', vault.currentKey())
          .orderBy('id')
          .limit(1)
          .executeTakeFirst()
        if (!row) return
        after = row.id
        const done = await resealOne(row)
        // What was read from it stays; only the file itself is lost.
        if (!done && unreadable === 'remove') {
          await db.transaction().execute((trx) => forget(trx, row.user_id, row.id))
          await shelf.remove({ userId: row.user_id, id: row.id })
        }
        yield { done: done || unreadable === 'remove' }
      }
    },
  }
}
