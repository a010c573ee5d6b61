import type { Source } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** A reply may lean on words that were removed while it was being written; they are not quoted. What is nobody's own, such as a page, stays. */
export async function stillThere(trx: Transaction<Tables>, userId: string, sources: Source[]): Promise<Source[]> {
  const turns = sources.flatMap(({ exchange_id }) => exchange_id ?? [])
  const brought = sources.flatMap(({ kind, source_id }) => (kind === 'memory' ? [] : (source_id ?? [])))
  const known = sources.flatMap(({ kind, source_id }) => (kind === 'memory' ? (source_id ?? []) : []))
  const there = new Set<string | null>()
  if (turns.length > 0) {
    const found = await trx
      .selectFrom('exchanges')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', 'in', turns)
      .execute()
    for (const { id } of found) there.add(id)
  }
  if (brought.length > 0) {
    const found = await trx
      .selectFrom('passages')
      .select('source_id')
      .distinct()
      .where('user_id', '=', userId)
      .where('source_id', 'in', brought)
      .execute()
    for (const { source_id } of found) there.add(source_id)
  }
  if (known.length > 0) {
    const found = await trx
      .selectFrom('memories')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', 'in', known)
      .where('forgotten', '=', 0)
      .execute()
    for (const { id } of found) there.add(id)
  }
  return sources.filter(({ exchange_id, source_id }) =>
    [exchange_id, source_id].every((id) => id === null || there.has(id)),
  )
}
