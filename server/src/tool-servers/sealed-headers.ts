import type { Sealed } from '../vault/rotation.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'
import type { ServerRow, ToolServerDb } from './kept.ts'

const label = (id: string) => ({ purpose: 'tool-server-header', owner: 'house', id })

/** How the secret headers of tool servers are kept. */
export function createHeaders({ vault }: { vault: Pick<Vault, 'sealText' | 'openText'> }) {
  return {
    seal: (id: string, value: string): string => vault.sealText(value, label(id)),
    /** Throws VaultError when no key of this house opens it. */
    open({ id, header: name, header_sealed: sealed }: ServerRow): { name: string; value: string } | null {
      return name === null || sealed === null ? null : { name, value: vault.openText(sealed, label(id)) }
    },
  }
}

export type Headers = ReturnType<typeof createHeaders>

/** Secret headers when the key changes. The server of one that no key opens stays or goes, as it was asked; somebody adds it again. */
export function createResealing({
  db,
  vault,
  headers,
}: {
  db: ToolServerDb
  vault: Pick<Vault, 'keyOf' | 'currentKey'>
  headers: Headers
}): Sealed {
  async function others() {
    const rows = await db.selectFrom('tool_servers').selectAll().where('header_sealed', 'is not', null).execute()
    return rows.map((row) => ({ row, key: keyOf(row) })).filter(({ key }) => key !== vault.currentKey())
  }

  const keyOf = ({ header_sealed }: ServerRow) => attempt(() => vault.keyOf(header_sealed ?? ''))

  return {
    what: 'secret headers of tool servers',

    async sealedOtherwise() {
      const counts = new Map<string | null, number>()
      for (const { key } of await others()) counts.set(key, (counts.get(key) ?? 0) + 1)
      return [...counts].map(([key, count]) => ({ key, count }))
    },

    async *reseal({ unreadable }) {
      for (const { row } of await others()) {
        const header = attempt(() => headers.open(row))
        if (header) {
          const header_sealed = headers.seal(row.id, header.value)
          await db.updateTable('tool_servers').set({ header_sealed }).where('id', '=', row.id).execute()
        } else if (unreadable === 'remove') await db.deleteFrom('tool_servers').where('id', '=', row.id).execute()
        yield { done: header !== null || unreadable === 'remove' }
      }
    },
  }
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof VaultError) return null
    throw error
  }
}
