import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Shelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'
import { endingOf } from './identify.ts'

/** Recordings when the key changes, and those of earlier releases, which were not sealed. */
export function createResealing({
  db,
  shelf,
  vault,
  remove,
  log,
}: {
  db: Kysely<Pick<Tables, 'recordings'>>
  shelf: Shelf
  vault: Vault
  remove: (userId: string, ids: readonly string[]) => Promise<void>
  log: { warn(facts: object, message: string): void }
}) {
  async function resealOne({
    id,
    user_id,
    mime,
    sealed_with,
  }: Pick<Tables['recordings'], 'id' | 'user_id' | 'mime' | 'sealed_with'>): Promise<boolean> {
    const place = { userId: user_id, id, ending: endingOf(mime) }
    const key = vault.currentKey()
    try {
      await shelf.reseal(place, { plain: sealed_with === null })
    } catch (error) {
      if (!(error instanceof VaultError)) throw error
      log.warn({ err: error, recordingId: id }, 'a recording could not be opened and was left as it is')
      return false
    }
    const { numUpdatedRows } = await db
      .updateTable('recordings')
      .set({ sealed_with: key })
      .where('id', '=', id)
      .where('user_id', '=', user_id)
      .executeTakeFirst()
    // Removed while it was being written: it must not come back.
    if (numUpdatedRows === 0n) await shelf.remove(place)
    return true
  }

  async function* reseal({
    plainOnly = false,
    unreadable,
  }: {
    plainOnly?: boolean
    unreadable: 'keep' | 'remove'
  }): AsyncGenerator<{ done: boolean }, void, undefined> {
    for (let after = ''; ; ) {
      const [row] = await db
        .selectFrom('recordings')
        .select(['id', 'user_id', 'mime', 'sealed_with'])
        .where('id', '>', after)
        .where((eb) =>
          plainOnly
            ? eb('sealed_with', 'is', null)
            : eb.or([eb('sealed_with', 'is', null), eb('sealed_with', '!=', vault.currentKey())]),
        )
        .orderBy('id')
        .limit(1)
        .execute()
      if (!row) return
      after = row.id
      const done = await resealOne(row)
      if (!done && unreadable === 'remove') await remove(row.user_id, [row.id])
      yield { done: done || unreadable === 'remove' }
    }
  }

  return {
    /** The recordings that are not sealed with the key of now, how many under each key; `null` for those that are not sealed. */
    async sealedOtherwise(): Promise<{ key: string | null; count: number }[]> {
      return db
        .selectFrom('recordings')
        .select(['sealed_with as key', (eb) => eb.fn.countAll<number>().as('count')])
        .where((eb) => eb.or([eb('sealed_with', 'is', null), eb('sealed_with', '!=', vault.currentKey())]))
        .groupBy('sealed_with')
        .execute()
    },

    /**
     * Seals what is not sealed with the key of now, or only what is not sealed at all, one whole file after the other, and yields after
     * each whether that could be done; what no key opens stays, or is removed. Breaking off at any moment loses nothing, and the next call
     * goes on. Throws `storage-full`.
     */
    reseal,

    /** Seals the recordings of earlier releases. What hinders it keeps nobody out; the next start tries again. */
    async sealPlain(): Promise<void> {
      try {
        for await (const _ of reseal({ plainOnly: true, unreadable: 'keep' }));
      } catch (error) {
        log.warn({ err: error }, 'recordings of an earlier release could not be sealed')
      }
    },
  }
}
