import type { Intent, Mode } from '@lva/contracts/conversation'
import { type Selectable, sql, type Transaction } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { Withdrawn } from './changes.ts'
import type { ExchangeRow } from './exchange-row.ts'
import { holdExchange } from './hold.ts'
import { leaseFrom, takeWaiting } from './lease.ts'
import { newSession } from './session-row.ts'
import { givesWay } from './title.ts'
import { finishedTurn, noteAnew, type Work } from './work.ts'

/** A client's name for one turn, so that a retry adopts it instead of saying it twice. */
export interface IdempotencyKey {
  key: string
  /** Hash of what was sent, so that one key cannot stand for two things. */
  bodyHash: string
}

/** What is stored before anything clever happens to it. */
export interface Said {
  userId: string
  sessionId: string
  text: string
  intent: Intent
  mode: Mode
  spoken: boolean
  recordingId: string | null
  saidAt: Date
  title: string
  idempotency: IdempotencyKey | null
  /** The documents and pictures it is about. */
  documents: readonly string[]
  /** The id it is to have; a new one otherwise. */
  exchangeId?: string | undefined
}

/** `fresh`: this caller has to see to its answer; otherwise it was said, and seen to, before. */
export interface Kept {
  exchange: ExchangeRow
  fresh: boolean
}

/** What differs from one new exchange to the other. */
const GIVEN = [
  ...(['id', 'user_id', 'session_id', 'mode', 'state', 'user_text', 'intent', 'spoken'] as const),
  ...(['documents', 'recording_id', 'said_at', 'lease_until'] as const),
] as const
type Given = Pick<ExchangeRow, (typeof GIVEN)[number]>

const addExchange = fixed((trx: Transaction<Tables>, given: Given) =>
  trx
    .insertInto('exchanges')
    .values({
      ...(Object.fromEntries(GIVEN.map((column) => [column, given[column]])) as Given),
      ...{ agent_text: null, corrected: 0, provider: null, model: null, sources: '[]' },
      ...{ answered_at: null, unheard_text: null },
    })
    .returningAll(),
)

const lastOf = fixed((trx: Transaction<Tables>, { userId, sessionId }: { userId: string; sessionId: string }) =>
  trx
    .selectFrom('exchanges')
    .select(['id', 'state', 'user_text', 'documents'])
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .orderBy('seq', 'desc')
    .limit(1),
)

const openSession = fixed(
  (trx: Transaction<Tables>, given: { userId: string; sessionId: string; title: string; at: string }) =>
    trx
      .insertInto('sessions')
      .values(newSession(given.userId, given.sessionId, given))
      .onConflict((oc) =>
        oc.columns(['user_id', 'session_id']).doUpdateSet((eb) => ({
          last_at: eb.ref('excluded.last_at'),
          ended_at: null,
          // A note that does not cover everything is none.
          summary: null,
          exchange_count: eb('sessions.exchange_count', '+', 1),
        })),
      )
      .returning(['user_id', 'session_id', 'title', 'exchange_count']),
)

export type Keep = ReturnType<typeof createKeep>

/**
 * Stores what a learner said: words, session and index in one transaction. A retry is recognised by its key, or by being the same
 * words in the same session as the last turn, when that one is still without an answer.
 */
export function createKeep({
  database: { db, words },
  work,
  withdrawn,
  now,
  newId,
}: {
  database: Database
  work: Pick<Work, 'turnFinished' | 'writeNote'>
  withdrawn: Withdrawn
  now: () => Date
  newId: () => string
}) {
  /** The exchange a key stands for, if the key was used before. */
  async function adoptByKey(trx: Transaction<Tables>, said: Said, exchangeId: string): Promise<Kept | null> {
    const { idempotency, userId } = said
    if (!idempotency) return null
    const added = await trx
      .insertInto('idempotency_keys')
      .values({
        user_id: userId,
        key: idempotency.key,
        body_hash: idempotency.bodyHash,
        exchange_id: exchangeId,
        created_at: now().toISOString(),
      })
      .onConflict((oc) => oc.columns(['user_id', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst()
    if (added) return null
    const known = await trx
      .selectFrom('idempotency_keys')
      .select(['body_hash', 'exchange_id'])
      .where('user_id', '=', userId)
      .where('key', '=', idempotency.key)
      .executeTakeFirstOrThrow()
    if (known.body_hash !== idempotency.bodyHash)
      throw new Problem(
        'idempotency-mismatch',
        'This Idempotency-Key was used for something else. Use a new one for new words.',
      )
    return adopt(trx, userId, known.exchange_id)
  }

  async function adopt(trx: Transaction<Tables>, userId: string, exchangeId: string): Promise<Kept> {
    const taken = await takeWaiting(trx, { userId, exchangeId, now: now() })
    if (taken) return { exchange: taken, fresh: true }
    const exchange = await trx
      .selectFrom('exchanges')
      .selectAll()
      .where('id', '=', exchangeId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    if (!exchange)
      throw new Problem('not-found', 'That turn was removed since. Say it again with a new Idempotency-Key.')
    if (exchange.state === 'answering')
      throw new Problem('still-running', 'This turn is being answered right now. Its words are safe.', {
        retryAfter: 2,
        fields: { session_id: exchange.session_id, exchange_id: exchange.id, kept: true },
      })
    return { exchange, fresh: false }
  }

  async function sameWordsWaiting(trx: Transaction<Tables>, said: Said): Promise<string | null> {
    const { userId, sessionId, text, documents } = said
    const [last] = await lastOf(trx, { userId, sessionId })
    const same = last?.user_text === text && last.documents === JSON.stringify(documents)
    return last?.state === 'pending' && same ? last.id : null
  }

  async function add(trx: Transaction<Tables>, exchangeId: string, said: Said): Promise<ExchangeRow> {
    const { userId, sessionId, title } = said
    const [session] = await openSession(trx, { userId, sessionId, title, at: now().toISOString() })
    if (session && session.exchange_count > 1) await nameSession(trx, session, title)
    const state = initialState(said)
    const [exchange] = await addExchange(trx, {
      ...{ id: exchangeId, user_id: said.userId, session_id: said.sessionId, mode: said.mode, state },
      ...{ user_text: said.text, intent: said.intent, spoken: said.spoken ? 1 : 0 },
      ...{ documents: JSON.stringify(said.documents), recording_id: said.recordingId },
      ...{ said_at: said.saidAt.toISOString(), lease_until: state === 'answering' ? leaseFrom(now()) : null },
    })
    if (!exchange) throw new Error('An exchange was not stored.')
    if (said.text) await words.add(trx, { seq: exchange.seq, userId: said.userId, side: 'user', text: said.text })
    await tellIfCaptured(trx, exchange)
    return exchange
  }

  /** Whoever only wants to be written down has had their turn. */
  async function tellIfCaptured(trx: Transaction<Tables>, exchange: ExchangeRow) {
    if (exchange.state === 'captured') await work.turnFinished.tell(trx, finishedTurn(exchange))
  }

  return {
    /** Stores a turn, or adopts the one it repeats. Throws Problem `idempotency-mismatch` or `still-running`. */
    async words(said: Said): Promise<Kept> {
      const exchangeId = said.exchangeId ?? newId()
      return db.transaction().execute(async (trx) => {
        const repeated = await adoptByKey(trx, said, exchangeId)
        if (repeated) return repeated
        const waiting = said.mode === 'conversation' && said.text ? await sameWordsWaiting(trx, said) : null
        if (waiting) {
          await trx
            .updateTable('idempotency_keys')
            .set({ exchange_id: waiting })
            .where('user_id', '=', said.userId)
            .where('exchange_id', '=', exchangeId)
            .execute()
          return adopt(trx, said.userId, waiting)
        }
        return { exchange: await add(trx, exchangeId, said), fresh: true }
      })
    },

    /** Gives a kept recording its words; null when another process was quicker or it is gone. */
    async heard(
      userId: string,
      exchangeId: string,
      { text, intent, title }: { text: string; intent: Intent; title: string },
    ): Promise<ExchangeRow | null> {
      return db.transaction().execute(async (trx) => {
        if (!(await holdExchange(trx, userId, exchangeId))) return null
        const exchange = await trx
          .updateTable('exchanges')
          .set({
            user_text: text,
            intent,
            state: sql<'captured' | 'answering'>`case when mode = 'capture' then 'captured' else 'answering' end`,
            lease_until: leaseFrom(now()),
          })
          .where('id', '=', exchangeId)
          .where('user_id', '=', userId)
          .where('state', '=', 'unheard')
          .returningAll()
          .executeTakeFirst()
        if (!exchange) return null
        await words.add(trx, { seq: exchange.seq, userId, side: 'user', text })
        // Its session may be over, and read.
        await withdrawn(trx, userId, [exchangeId], { anew: true })
        await tellIfCaptured(trx, exchange)
        const session = await trx
          .selectFrom('sessions')
          .select(['user_id', 'session_id', 'title', 'exchange_count', 'ended_at'])
          .where('user_id', '=', userId)
          .where('session_id', '=', exchange.session_id)
          .executeTakeFirst()
        if (session) {
          await nameSession(trx, session, title)
          await noteAnew(trx, session, work)
        }
        return exchange
      })
    },
  }
}

function initialState({ text, mode }: Said): ExchangeRow['state'] {
  if (text === '') return 'unheard'
  return mode === 'capture' ? 'captured' : 'answering'
}

/** A session that began with "Hello" is named after the first thing that was really said. */
async function nameSession(
  trx: Transaction<Tables>,
  session: Pick<Selectable<Tables['sessions']>, 'user_id' | 'session_id' | 'title' | 'exchange_count'>,
  title: string,
) {
  if (!givesWay(session, title)) return
  await trx
    .updateTable('sessions')
    .set({ title })
    .where('user_id', '=', session.user_id)
    .where('session_id', '=', session.session_id)
    .execute()
}
