import type { Selectable, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { NOTED_TURNS, sessionKey, type Work } from './work.ts'

/** Words or a reply came late into a session that is over: its note does not cover them, and is written anew. */
export async function noteAnew(
  trx: Transaction<Tables>,
  session: Pick<Selectable<Tables['sessions']>, 'user_id' | 'session_id' | 'exchange_count' | 'ended_at'>,
  work: Pick<Work, 'writeNote'>,
): Promise<void> {
  const { user_id: userId, session_id: sessionId } = session
  if (session.ended_at === null || session.exchange_count < NOTED_TURNS) return
  await trx
    .updateTable('sessions')
    .set({ summary: null })
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .execute()
  await work.writeNote.enqueue(trx, { userId, sessionId }, { key: sessionKey({ userId, sessionId }) })
}
