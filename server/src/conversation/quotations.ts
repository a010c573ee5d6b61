import type { Source } from '@lva/contracts/conversation'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

const ROWS_AT_ONCE = 500

type Gone = { exchangeId: string } | { sessionId: string } | { sourceId: string } | { memoryIds: readonly string[] }

/**
 * Takes words that were removed or corrected out of the sources of other replies, where they are quoted. `gone` says which exchange, whole
 * session, document, picture or memories they belonged to. Call it in the transaction of the change.
 */
export async function unquote(trx: Transaction<Tables>, userId: string, gone: Gone): Promise<void> {
  const [quoted, isGone] = wanted(gone)
  // The pattern may find too much, never too little: what JSON escapes, and what LIKE reads as a sign, is any character.
  const pattern = `%${JSON.stringify(quoted).replaceAll('\\', '_')}%`
  for (let after = 0; ; ) {
    const rows = await trx
      .selectFrom('exchanges')
      .select(['id', 'seq', 'sources'])
      .where('user_id', '=', userId)
      .where('seq', '>', after)
      // So that the index of the few replies that quote anything is read, and no other reply.
      .where('sources', '!=', sql.lit('[]'))
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

/** What stands in the sources of whatever quotes it, and whether a source does. */
function wanted(gone: Gone): [quoted: string, isGone: (source: Source) => boolean] {
  if ('exchangeId' in gone) return [gone.exchangeId, ({ exchange_id }) => exchange_id === gone.exchangeId]
  if ('sessionId' in gone) return [gone.sessionId, ({ session_id }) => session_id === gone.sessionId]
  if ('sourceId' in gone) return [gone.sourceId, ({ source_id }) => source_id === gone.sourceId]
  // A turn may take many with it; all of them are looked for at once.
  const ids = new Set<string | null>(gone.memoryIds)
  return ['memory', ({ kind, source_id }) => kind === 'memory' && ids.has(source_id)]
}
