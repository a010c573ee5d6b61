import type { Db } from '../db/open.ts'
import type { Place, Shelf } from '../vault/shelf.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'

/** Exports when the key changes. They are copies that can be asked for again, so nobody is asked about one that no key opens. */
export function createResealing({ db, shelf, vault }: { db: Db; shelf: Shelf; vault: Pick<Vault, 'currentKey'> }) {
  /** The files of the exports there are; whatever else lies on the shelf, such as an import, is none of them. */
  async function sealedElsewise(): Promise<{ place: Place; key: string | null }[]> {
    const rows = await db.selectFrom('exports').select(['id', 'user_id']).where('state', '=', 'completed').execute()
    const found = []
    for (const { id, user_id: userId } of rows) {
      const place = { userId, id }
      const sealed = await shelf.sealOf(place)
      if (sealed && sealed.key !== vault.currentKey()) found.push({ place, key: sealed.key })
    }
    return found
  }

  return {
    /** How many exports are not sealed with the key of now, under each key; `null` for what is not sealed. */
    async sealedOtherwise(): Promise<{ key: string | null; count: number }[]> {
      const counts = new Map<string | null, number>()
      for (const { key } of await sealedElsewise()) counts.set(key, (counts.get(key) ?? 0) + 1)
      return [...counts].map(([key, count]) => ({ key, count }))
    },

    /** Seals each of those with the key of now, and removes it when that cannot be done. Breaking off at any moment loses nothing. */
    async *reseal(): AsyncGenerator<{ done: boolean }, void, undefined> {
      for (const { place } of await sealedElsewise()) {
        await shelf.reseal(place).catch(async (error: unknown) => {
          if (!(error instanceof VaultError)) throw error
          await shelf.remove(place)
        })
        yield { done: true }
      }
    },
  }
}
