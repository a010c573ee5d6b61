import type { SessionSummary } from '@lva/contracts/conversation'
import { type Insertable, type Selectable, sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { titleOf } from './title.ts'

type SessionRow = Selectable<Tables['sessions']>

/** What a learner is told of a session: all of it but what only the server reads. */
export function toSession(row: SessionRow): Omit<SessionSummary, 'pending_count'> {
  const { user_id: _owner, rolling_summary: _note, rolling_through: _until, ...told } = row
  return told
}

/** A session that begins with a turn said at an instant (RFC 3339, UTC), which is counted in it. */
export function newSession(
  userId: string,
  sessionId: string,
  { title, at }: { title: string; at: string },
): Insertable<Tables['sessions']> {
  return {
    ...{ user_id: userId, session_id: sessionId, title, started_at: at, last_at: at },
    ...{ ended_at: null, summary: null, rolling_summary: null, rolling_through: 0, exchange_count: 1 },
  }
}

/** Counts a turn from elsewhere in its session, which is made where there is none. */
export async function countInSession(
  trx: Transaction<Tables>,
  userId: string,
  { sessionId, at, userText }: { sessionId: string; at: string; userText: string },
): Promise<void> {
  await trx
    .insertInto('sessions')
    .values(newSession(userId, sessionId, { title: titleOf([userText]), at }))
    .onConflict((oc) =>
      oc.columns(['user_id', 'session_id']).doUpdateSet((eb) => ({
        exchange_count: eb('sessions.exchange_count', '+', 1),
        last_at: sql<string>`case when excluded.last_at > sessions.last_at then excluded.last_at else sessions.last_at end`,
      })),
    )
    .execute()
}
