import { forgetOne } from './forgotten.ts'
import type { MemoryDb, MemoryTrx } from './memory-db.ts'
import type { createReading } from './reading.ts'
import { contentOf, statementAt, statementsIn } from './statements.ts'
import type { createStore, Unquote } from './store.ts'

/** A turn in which a learner asks for something to be remembered or forgotten. */
export interface AskedIn {
  id: string
  session_id: string
  seq: number
  said_at: string
  user_text: string
}

/** A memory as it is told, and where it was said. */
export interface Told {
  id: string
  text: string
  said: string
  exchangeId: string
  sessionId: string
  /** How much of what was asked for is in it, 0 to 1. */
  share: number
}

const MOST = 20

/** What learners have remembered, told and forgotten by asking for it, there and then. */
export function createByWord({
  db,
  reading,
  store,
  unquote,
  wantsMemories,
  changed,
  newId,
}: {
  db: MemoryDb
  reading: ReturnType<typeof createReading>
  store: ReturnType<typeof createStore>
  unquote: Unquote
  wantsMemories: (userId: string) => Promise<boolean>
  changed: (userId: string) => void
  newId: () => string
}) {
  return {
    /** Whether something may be learnt from a session: the learner wants it, and has not paused it there. */
    async mayLearn(userId: string, sessionId: string): Promise<boolean> {
      if (!(await wantsMemories(userId))) return false
      const row = await db
        .selectFrom('memory_sessions')
        .select('paused')
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .executeTakeFirst()
      return row?.paused !== 1
    },

    /** What is remembered that holds words of a text, the most of them first; without telling words the latest. */
    async holding(userId: string, text: string): Promise<Told[]> {
      const words = contentOf(text)
      const rows = await reading.find(userId, {
        words,
        during: null,
        state: 'current',
        pinned: null,
        before: null,
        limit: MOST,
      })
      const saidIn = await reading.saidIn(
        userId,
        rows.map(({ id }) => id),
      )
      const told = rows.flatMap(({ id, text, words: own }) => {
        const source = saidIn.get(id)
        if (!source) return []
        const held = words.filter((word) => own.includes(` ${word} `)).length
        return {
          ...{ id, text, said: source.said_at, exchangeId: source.exchange_id, sessionId: source.session_id },
          share: held / Math.max(1, words.length),
        }
      })
      return told.sort((a, b) => b.share - a.share)
    },

    /** What the learner said in a session before a turn, and when, the latest first; `before` is its `seq`, null while it is not stored. */
    async saidBefore(
      userId: string,
      sessionId: string,
      before: number | null,
    ): Promise<Array<{ text: string; at: string }>> {
      const rows = await db
        .selectFrom('exchanges')
        .select(['user_text', 'said_at'])
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .where('user_text', '!=', '')
        .$if(before !== null, (query) => query.where('seq', '<', before ?? 0))
        .orderBy('seq', 'desc')
        .limit(MOST)
        .execute()
      return rows.map(({ user_text, said_at }) => ({ text: user_text, at: said_at }))
    },

    /** Remembers what stands in a turn from `start` to `end`, word by word, in the transaction that records its reply. */
    async remember(
      trx: MemoryTrx,
      userId: string,
      { id, session_id, seq, said_at, user_text: text }: AskedIn,
      span: { start: number; end: number },
    ): Promise<void> {
      const kind = statementsIn(text.slice(span.start, span.end))[0]?.kind ?? 'fact'
      const turn = { seq, exchangeId: id, sessionId: session_id, at: said_at, text, mode: 'conversation' as const }
      const statement = {
        ...statementAt(text, span, { kind, topic: '' }),
        text: text.slice(span.start, span.end),
        span,
      }
      await store.take(trx, userId, [{ turn, statement }])
      changed(userId)
    },

    /**
     * Forgets a memory in the transaction that records the reply. Nothing is learnt of it from the turn that asks for it: as of what was
     * forgotten, its place is kept. Resolves with whether it was still there.
     */
    async forget(trx: MemoryTrx, userId: string, memoryId: string, turn: AskedIn): Promise<boolean> {
      if (!(await forgetOne(trx, userId, memoryId, unquote))) return false
      await trx
        .insertInto('memory_sources')
        .values({
          ...{ id: newId(), user_id: userId, memory_id: memoryId, exchange_id: turn.id, session_id: turn.session_id },
          ...{ said_at: turn.said_at, span_start: 0, span_end: turn.user_text.length },
        })
        .execute()
      changed(userId)
      return true
    },
  }
}
