import { unknownKey } from './sealing.ts'
import type { Vault } from './vault.ts'

/** One kind of thing the vault has sealed, as whoever keeps it can go over it. */
export interface Sealed {
  /** In the plural, for the operator. */
  readonly what: string
  /** Copies of what is kept elsewhere: nobody is kept out because the key of one is missing. */
  readonly spare?: boolean
  /** How many are not sealed with the key of now, under each key; `null`: not sealed at all. */
  sealedOtherwise(): Promise<{ key: string | null; count: number }[]>
  /** Seals those with the key of now, and yields after each whether that could be done. What no key opens stays, or is removed. */
  reseal(options: { unreadable: 'keep' | 'remove' }): AsyncIterable<{ done: boolean }>
}

/** What is not sealed with the key of now. */
export interface Waiting {
  what: string
  key: string | null
  count: number
}

interface Needs {
  vault: Vault
  stores: readonly Sealed[]
  /** The keys themselves: makes a new one that seals from now on, and forgets the others. */
  keys: { renew(): void; retire(): void }
  /** Told when everything is sealed with the key of now, before the older ones are forgotten. */
  onDone(facts: { things: number }): Promise<void>
}

/** Changing the key everything is sealed with. No server may be at work meanwhile: it would not know the new key. */
export function createRotation({ vault, stores, keys, onDone }: Needs) {
  async function waiting(asked = stores): Promise<Waiting[]> {
    const all = await Promise.all(
      asked.map(async (store) => (await store.sealedOtherwise()).map((part) => ({ what: store.what, ...part }))),
    )
    return all.flat()
  }

  return {
    /** Everything that is not sealed with the key of now. */
    waiting: (): Promise<Waiting[]> => waiting(),

    /** Throws VaultError when something that is nowhere else was sealed with a key that is not here, so that nobody starts without noticing. */
    async missNoKey(): Promise<void> {
      const missing = (await waiting(stores.filter(({ spare }) => !spare))).find(
        ({ key }) => key !== null && !vault.hasKey(key),
      )
      if (missing?.key) throw unknownKey(missing.key)
    },

    /**
     * Seals everything with a new key, or goes on with what was broken off, yields after each thing, and forgets the older keys if
     * nothing needs them any more. Returns how many things no key opened. It may be killed at any moment: whatever was sealed opens with the
     * older keys or the new one, and both stay until the end.
     */
    async *rotate({
      unreadable,
    }: {
      unreadable: 'keep' | 'remove'
    }): AsyncGenerator<{ done: number; of: number }, number> {
      keys.renew()
      const of = (await waiting()).reduce((sum, { count }) => sum + count, 0)
      let [done, failed] = [0, 0]
      for (const store of stores) {
        for await (const thing of store.reseal({ unreadable })) {
          done += 1
          if (!thing.done) failed += 1
          yield { done, of }
        }
      }
      if (failed > 0 || (await waiting()).length > 0) return failed
      await onDone({ things: done })
      keys.retire()
      return 0
    },
  }
}
