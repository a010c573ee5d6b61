import { sql, type Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { QUIET_MS } from '../quiet.ts'
import type { SessionChange, Work } from './work.ts'

/** What had been quiet for longer when it was time to look was over before anybody looked: nothing follows from it. */
const LONG_QUIET_MS = 2 * 86_400_000

/** Says when a session is over. */
export function createFinishing({
  database: { db },
  work,
  changed,
  activeForMs,
  now,
}: {
  database: Database
  work: Pick<Work, 'sessionFinished'>
  changed: SessionChange
  /** No session is over that still counts as active. */
  activeForMs: number
  now: () => Date
}) {
  const quietMs = Math.max(QUIET_MS, activeForMs)
  const before = (at: Date, ms: number) => new Date(at.getTime() - ms).toISOString()

  return {
    /** A session is over, in the caller's transaction. One that was over already is not over again. */
    async finish(
      trx: Transaction<Tables>,
      { userId, sessionId, why }: { userId: string; sessionId: string; why: 'end' | 'goodbye' },
    ): Promise<void> {
      const endedAt = now().toISOString()
      const session = await trx
        .updateTable('sessions')
        .set({ ended_at: endedAt })
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .where('ended_at', 'is', null)
        .returning('exchange_count')
        .executeTakeFirst()
      if (session)
        await work.sessionFinished.tell(trx, { userId, sessionId, turns: session.exchange_count, endedAt, why })
    },

    /** Sessions in which nobody has said anything for half an hour are over since then. `due`: when it was time to look. */
    async finishQuiet({ due }: { due: Date }): Promise<void> {
      const finished = await db.transaction().execute(async (trx) => {
        const quiet = await trx
          .updateTable('sessions')
          .set({ ended_at: sql.ref('last_at') })
          .where('ended_at', 'is', null)
          .where('last_at', '<=', before(now(), quietMs))
          .returning(['user_id', 'session_id', 'exchange_count', 'last_at'])
          .execute()
        const news = quiet.filter(({ last_at }) => last_at > before(due, LONG_QUIET_MS))
        const sessions = news.map((row) => ({
          userId: row.user_id,
          sessionId: row.session_id,
          turns: row.exchange_count,
          endedAt: row.last_at,
          why: 'quiet' as const,
        }))
        for (const session of sessions) await work.sessionFinished.tell(trx, session)
        return sessions
      })
      for (const session of finished) changed(session)
    },
  }
}
