import type { Source } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

const ROWS_AT_ONCE = 500

/**
 * Takes words that were removed or corrected out of the sources of other replies, where they are quoted. `gone` says which exchange, whole
 * session, document or picture they belonged to. Call it in the transaction of the change.
 */
export async function unquote(
  trx: Transaction<Tables>,
  userId: string,
  gone: { exchangeId: string } | { sessionId: string } | { sourceId: string },
): Promise<void> {
  const [quoted, field] =
    'exchangeId' in gone
      ? ([gone.exchangeId, 'exchange_id'] as const)
      : 'sessionId' in gone
        ? ([gone.sessionId, 'session_id'] as const)
        : ([gone.sourceId, 'source_id'] as const)
  const isGone = (source: Source) => source[field] === quoted
  // The pattern may find too much, never too little: what JSON escapes, and what LIKE reads as a sign, is any character.
  const pattern = `%${JSON.stringify(quoted).replaceAll('\\', '_')}%`
  for (let after = 0; ; ) {
    const rows = await trx
      .selectFrom('exchanges')
      .select(['id', 'seq', 'sources'])
      .where('user_id', '=', userId)
      .where('seq', '>', after)
      .where('sources', 'like', pattern)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute()
    for (const { id, sources } of rows) {
      const left = (JSON.parse(sources) as Source[]).filter((source) => !isGone(source))
      await trx
        .updateTable('exchanges')
        .set({ sources: JSON.stringify(left) })
        .where('id', '=', id)
        .execute()
    }
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_AT_ONCE) return
    after = last.seq
  }
}
