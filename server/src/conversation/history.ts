import type { History, SessionSummary, Stats } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import { toExchange } from './exchange-row.ts'
import { isOpen } from './open-exchanges.ts'
import { toSession } from './session-row.ts'

/** Reads what was said. Everything is the asking learner's own; foreign and unknown ids find nothing. */
export function createHistory({
  database: { db },
  now,
  activeForMs,
}: {
  database: Database
  now: () => Date
  activeForMs: number
}) {
  async function seqOf(userId: string, exchangeId: string): Promise<number | null> {
    const row = await db
      .selectFrom('exchanges')
      .select('seq')
      .where('id', '=', exchangeId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row?.seq ?? null
  }

  return {
    /**
     * A page of a session, oldest first: the newest, or the one before an exchange, or the one with an exchange in its middle. Before an
     * exchange that is not there is nothing.
     */
    async page(
      userId: string,
      sessionId: string,
      { limit, before, around }: { limit: number; before?: string | undefined; around?: string | undefined },
    ): Promise<History> {
      const own = db
        .selectFrom('exchanges')
        .selectAll()
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
      const upTo = before ? await seqOf(userId, before) : null
      if (before && upTo === null) return { session_id: sessionId, history: [], count: 0 }
      const middle = around ? await seqOf(userId, around) : null
      let older = own.orderBy('seq', 'desc').limit(middle === null ? limit : Math.ceil(limit / 2))
      if (upTo !== null) older = older.where('seq', '<', upTo)
      if (middle !== null) older = older.where('seq', '<=', middle)
      const rows = (await older.execute()).reverse()
      if (middle !== null)
        rows.push(
          ...(await own
            .where('seq', '>', middle)
            .orderBy('seq')
            .limit(Math.floor(limit / 2))
            .execute()),
        )
      return { session_id: sessionId, history: rows.map(toExchange), count: rows.length }
    },

    /** The learner's sessions, the latest first. */
    async sessions(
      userId: string,
      { limit, before }: { limit: number; before?: string | undefined },
    ): Promise<SessionSummary[]> {
      let query = db
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('last_at', 'desc')
        .orderBy('session_id')
        .limit(limit)
      if (before) query = query.where('last_at', '<', new Date(before).toISOString())
      const rows = await query.execute()
      const waiting = rows.length
        ? await db
            .selectFrom('exchanges')
            .select((eb) => ['session_id', eb.fn.countAll<number>().as('count')])
            .where('user_id', '=', userId)
            .where(
              'session_id',
              'in',
              rows.map((row) => row.session_id),
            )
            .where(isOpen)
            .where('state', 'in', ['pending', 'unheard'])
            .groupBy('session_id')
            .execute()
        : []
      return rows.map((row) => ({
        ...toSession(row),
        pending_count: waiting.find((entry) => entry.session_id === row.session_id)?.count ?? 0,
      }))
    },

    /** How much the learner has said. A session is active until it ends or has been quiet for a while. */
    async stats(userId: string): Promise<Stats> {
      // Sessions count their exchanges, so that nobody has to read all of them.
      const all = await db
        .selectFrom('sessions')
        .select((eb) => [
          eb.fn.countAll<number>().as('sessions'),
          eb.fn.sum<number | null>('exchange_count').as('exchanges'),
        ])
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      const last = await db
        .selectFrom('exchanges')
        .select('said_at')
        .where('user_id', '=', userId)
        .where('session_id', '=', (eb) =>
          eb
            .selectFrom('sessions')
            .select('session_id')
            .where('user_id', '=', userId)
            .orderBy('last_at', 'desc')
            .limit(1),
        )
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      const active = await db
        .selectFrom('sessions')
        .select('session_id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .where('last_at', '>=', new Date(now().getTime() - activeForMs).toISOString())
        .orderBy('last_at', 'desc')
        .limit(100)
        .execute()
      return {
        database: {
          total_captures: Number(all.exchanges ?? 0),
          unique_sessions: all.sessions,
          last_capture: last?.said_at ?? null,
        },
        sessions: { active: active.length, ids: active.map((row) => row.session_id) },
      }
    },
  }
}
