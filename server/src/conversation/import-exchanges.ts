import type { Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { intentOf } from './intent.ts'
import { countInSession } from './session-row.ts'

/** An exchange from elsewhere. `id` is the same whenever the same thing is imported, so that a second import adds nothing. */
export interface Imported {
  id: string
  sessionId: string
  /** RFC 3339, UTC. */
  at: string
  userText: string
  agentText: string | null
}

/** Adds exchanges of one learner, oldest first, with their index, in one transaction; `brought` hears of it there. Resolves with how many were new. */
export function createImportExchanges({
  database: { db, words },
  brought,
}: {
  database: Database
  brought?: (trx: Transaction<Tables>, userId: string) => Promise<void>
}) {
  async function add(trx: Transaction<Tables>, userId: string, exchange: Imported, locale: string): Promise<boolean> {
    const { userText, agentText } = exchange
    const row = await trx
      .insertInto('exchanges')
      .values(rowOf(userId, exchange, locale))
      .onConflict((oc) => oc.column('id').doNothing())
      .returning('seq')
      .executeTakeFirst()
    if (!row) return false
    await words.add(trx, { seq: row.seq, userId, side: 'user', text: userText })
    if (agentText) await words.add(trx, { seq: row.seq, userId, side: 'agent', text: agentText })
    await countInSession(trx, userId, exchange)
    return true
  }

  return async function importExchanges(
    userId: string,
    exchanges: Imported[],
    { locale }: { locale: string },
  ): Promise<number> {
    return db.transaction().execute(async (trx) => {
      let added = 0
      for (const exchange of exchanges) if (await add(trx, userId, exchange, locale)) added += 1
      if (added > 0) await brought?.(trx, userId)
      return added
    })
  }
}

function rowOf(userId: string, { id, sessionId, at, userText, agentText }: Imported, locale: string) {
  return {
    id,
    user_id: userId,
    session_id: sessionId,
    mode: agentText ? ('conversation' as const) : ('capture' as const),
    state: agentText ? ('answered' as const) : ('captured' as const),
    user_text: userText,
    agent_text: agentText,
    intent: intentOf(userText, locale),
    spoken: 0,
    corrected: 0,
    provider: null,
    model: null,
    sources: '[]',
    recording_id: null,
    said_at: at,
    answered_at: agentText ? at : null,
    lease_until: null,
    unheard_text: null,
  }
}
