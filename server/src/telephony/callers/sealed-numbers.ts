import { createHmac } from 'node:crypto'
import type { Sealed } from '../../vault/rotation.ts'
import type { Vault } from '../../vault/vault.ts'
import { VaultError } from '../../vault/vault-error.ts'
import type { CallersDb } from './callers-db.ts'

const AT_ONCE = 200

interface Whose {
  id: string
  user_id: string
}

/** How numbers and codes are kept: found by keyed hashes, and sealed. */
export function createSealing({ vault, secret }: { vault: Vault; secret: string }) {
  const keyed = (...parts: string[]) => createHmac('sha256', secret).update(parts.join('\0')).digest('base64url')
  const houses = (id: string) => ({ purpose: 'carrier-recording', owner: 'house', id })
  const label = (purpose: 'phone-number' | 'phone-code', { id, user_id }: Whose) => ({ purpose, owner: user_id, id })

  return {
    /** By which a number is found, and all of it that may stand in a log. */
    hashOf: (number: string): string => keyed('phone-number', number),
    codeHash: ({ id }: Whose, code: string): string => keyed('phone-code', id, code),
    /** By which something is known again that a carrier told twice. */
    mark: (text: string): string => keyed('phone-mark', text),
    seal: (whose: Whose, number: string): string => vault.sealText(number, label('phone-number', whose)),
    open: (row: Whose & { number_sealed: string }): string =>
      vault.openText(row.number_sealed, label('phone-number', row)),
    sealCode: (whose: Whose, code: string): string => vault.sealText(code, label('phone-code', whose)),
    openCode: (whose: Whose, sealed: string): string => vault.openText(sealed, label('phone-code', whose)),
    /** Where something lies at the carrier, for work that outlives whose it was: what is left of it on the disk tells nothing. */
    sealPlace: (id: string, url: string): string => vault.sealText(url, houses(id)),
    openPlace: (id: string, sealed: string): string => vault.openText(sealed, houses(id)),
  }
}

export type Sealing = ReturnType<typeof createSealing>

/** Numbers when the key changes. A number that no key opens stays or goes, as it was asked; its learner links it again. */
export function createResealing({
  db,
  vault,
  sealing,
}: {
  db: CallersDb
  vault: Pick<Vault, 'keyOf' | 'currentKey'>
  sealing: Pick<Sealing, 'open' | 'seal'>
}): Sealed {
  async function* rows() {
    for (let after = ''; ; ) {
      const page = await db
        .selectFrom('phone_numbers')
        .select(['id', 'user_id', 'number_sealed'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(AT_ONCE)
        .execute()
      for (const row of page) {
        const key = keyOf(row.number_sealed)
        if (key !== vault.currentKey()) yield { row, key }
      }
      if (page.length < AT_ONCE) return
      after = page.at(-1)?.id ?? after
    }
  }

  function keyOf(sealed: string): string | null {
    try {
      return vault.keyOf(sealed)
    } catch (error) {
      if (error instanceof VaultError) return null
      throw error
    }
  }

  return {
    what: 'telephone numbers',

    async sealedOtherwise() {
      const counts = new Map<string | null, number>()
      for await (const { key } of rows()) counts.set(key, (counts.get(key) ?? 0) + 1)
      return [...counts].map(([key, count]) => ({ key, count }))
    },

    async *reseal({ unreadable }) {
      for await (const { row } of rows()) {
        let number: string | null = null
        try {
          number = sealing.open(row)
        } catch (error) {
          if (!(error instanceof VaultError)) throw error
        }
        if (number !== null)
          await db
            .updateTable('phone_numbers')
            .set({ number_sealed: sealing.seal(row, number) })
            .where('id', '=', row.id)
            .execute()
        else if (unreadable === 'remove') await db.deleteFrom('phone_numbers').where('id', '=', row.id).execute()
        yield { done: number !== null || unreadable === 'remove' }
      }
    },
  }
}
