import type { Selectable } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { wordsOf } from '../language/words.ts'
import type { FactDb } from './fact-db.ts'
import { asFact } from './reading.ts'
import { factId, type NewFact, type Recording } from './recording.ts'

/** An answer that took longer had to wait for somebody: words kept offline, or a model that was down. Then nobody sat there for it. */
const WAITED_MS = 120_000

/** A finished turn, by its ids. */
export interface Finished {
  userId: string
  exchangeId: string
}

/** A session that is over, and how it ended. */
export interface Ended {
  userId: string
  sessionId: string
  endedAt?: string | undefined
  why?: 'end' | 'goodbye' | 'quiet' | undefined
}

const saidIn = fixed((db: FactDb, { userId, exchangeId }: Finished) =>
  db
    .selectFrom('exchanges as e')
    .innerJoin('users as u', 'u.id', 'e.user_id')
    .select(['e.id', 'e.session_id', 'e.mode', 'e.user_text', 'e.spoken', 'e.said_at', 'e.answered_at', 'u.timezone'])
    .where('e.user_id', '=', userId)
    .where('e.id', '=', exchangeId)
    .where('e.ordered', '=', 0),
)

export type TurnFacts = ReturnType<typeof createTurnFacts>

/** What turns and sessions are in numbers. */
export function createTurnFacts({ record, recordAll, uncount }: Recording) {
  return {
    /** A turn is finished. An order to the companion is nothing that was learnt or practised. What is said of it later, such as other words, changes nothing: it happened once. */
    async finished(trx: AnyDb, { userId, exchangeId }: Finished): Promise<void> {
      const [row] = await saidIn(trx as FactDb, { userId, exchangeId })
      if (row) await record(trx, factOf(userId, row), row)
    },

    /** Turns that are not known yet, of rows that were read before. Resolves with how many were new. */
    taken: (trx: AnyDb, userId: string, rows: readonly TurnRow[]) =>
      recordAll(
        trx,
        userId,
        rows.map((row) => factOf(userId, row)),
      ),

    /** A session is over. One that goes on is over again at its next end. */
    async ended(trx: AnyDb, { userId, sessionId, endedAt, why }: Ended): Promise<void> {
      if (endedAt === undefined || why === undefined) return
      await record(trx, {
        ...{ id: factId('session-end', `${sessionId}\0${endedAt}`), userId, kind: 'session-end', at: endedAt },
        ...{ sessionId, data: { why } },
      })
    },

    /**
     * Takes out of facts what leads to turns that are removed, in the transaction that does it; the numbers stay, or tidying would break a
     * streak. Turns that only have other words (`anew`) are still where they were.
     */
    async withdraw(
      trx: AnyDb,
      userId: string,
      exchangeIds: readonly string[],
      { anew = false }: { anew?: boolean } = {},
    ): Promise<void> {
      if (anew || exchangeIds.length === 0) return
      const db: FactDb = trx
      const rows = await db
        .selectFrom('facts')
        .selectAll()
        .where('user_id', '=', userId)
        .where('exchange_id', 'in', exchangeIds)
        .execute()
      for (const row of rows)
        await db
          .updateTable('facts')
          .set({ session_id: null, exchange_id: null, data: withoutTopics(row) })
          .where('user_id', '=', userId)
          .where('seq', '=', row.seq)
          .execute()
      const sessions = [...new Set(rows.flatMap(({ session_id }) => session_id ?? []))]
      if (sessions.length > 0) await forgetSessions(db, userId, sessions)
      await uncount(
        db,
        userId,
        rows.map(({ day }) => day),
      )
    },
  }
}

/** A session is named as long as one of its turns is there: its name may be words of a learner. */
async function forgetSessions(db: FactDb, userId: string, sessions: readonly string[]) {
  await db
    .updateTable('facts')
    .set({ session_id: null })
    .where('user_id', '=', userId)
    .where('kind', '=', 'session-end')
    .where('session_id', 'in', sessions)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('facts as turn')
            .select('turn.id')
            .whereRef('turn.user_id', '=', 'facts.user_id')
            .whereRef('turn.session_id', '=', 'facts.session_id')
            .where('turn.kind', '=', 'turn'),
        ),
      ),
    )
    .execute()
}

/** What is read of a turn to make a fact of it. */
export type TurnRow = Pick<
  Selectable<Tables['exchanges']>,
  'id' | 'session_id' | 'mode' | 'user_text' | 'spoken' | 'said_at' | 'answered_at'
>

function factOf(userId: string, row: TurnRow): NewFact {
  const took = row.answered_at === null ? 0 : Date.parse(row.answered_at) - Date.parse(row.said_at)
  return {
    ...{ id: factId('turn', row.id), userId, kind: 'turn', at: row.said_at },
    ...{ sessionId: row.session_id, exchangeId: row.id },
    data: {
      words: wordsOf(row.user_text).length,
      seconds: took > 0 && took <= WAITED_MS ? Math.round(took / 100) / 10 : 0,
      spoken: row.spoken === 1 ? 1 : 0,
      capture: row.mode === 'capture' ? 1 : 0,
    },
  }
}

/** A review is about its item still, whatever becomes of the turn it was said in. */
function withoutTopics(row: Selectable<Tables['facts']>): string {
  const { kind, data } = asFact(row)
  return JSON.stringify(kind === 'turn' ? { ...data, topics: [] } : data)
}
