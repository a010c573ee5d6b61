import type { Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { type ExchangeRow, toExchange } from './exchange-row.ts'
import { holdExchange, holdSession } from './hold.ts'
import { inPieces } from './in-pieces.ts'
import { intentOf } from './intent.ts'
import { leaseFrom } from './lease.ts'
import { unquote } from './quotations.ts'
import { TITLE_FROM, titleOf } from './title.ts'
import { unindex } from './unindex.ts'
import { finishedTurn, type SessionChange, sessionKey, type Work } from './work.ts'

/**
 * Hears, in the transaction, that the words of turns go; `anew`: they have others now, `reply`: and are going to be answered once more;
 * `same`: the words themselves stay. What was learnt from them goes with them.
 */
export type Withdrawn = (
  trx: Transaction<Tables>,
  userId: string,
  exchangeIds: readonly string[],
  how?: { anew: boolean; reply?: boolean; same?: boolean },
) => Promise<void>

/** Corrects and removes what was said; the old words leave the index, the summaries and the model's context with it. */
export function createChanges({
  database: { db, words },
  work,
  changed: sessionChanged,
  withdrawn,
  now,
  forgetRecordings,
}: {
  database: Database
  work: Work
  changed: SessionChange
  withdrawn: Withdrawn
  now: () => Date
  forgetRecordings: (userId: string, recordingIds: readonly string[]) => Promise<void>
}) {
  async function own(trx: Transaction<Tables>, userId: string, exchangeId: string): Promise<ExchangeRow> {
    const row = await holdExchange(trx, userId, exchangeId)
    if (!row) throw new Problem('not-found', 'There is no such turn, or it is not yours.')
    if (row.state === 'answering' && (row.lease_until ?? '') > now().toISOString())
      throw new Problem('still-running', 'This turn is being answered right now. Stop it first, or wait a moment.', {
        retryAfter: 2,
      })
    return row
  }

  /** The last turn of a session that was said by then. */
  async function lastTurn(trx: Transaction<Tables>, userId: string, sessionId: string, by: Date): Promise<number> {
    const { last } = await trx
      .selectFrom('exchanges')
      .select((eb) => eb.fn.max<number | null>('seq').as('last'))
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('said_at', '<=', by.toISOString())
      .executeTakeFirstOrThrow()
    return last ?? 0
  }

  /** Removes the next turns of a session, up to one (null: the last that was said by then), and with its last turn the session; null when it is gone. */
  async function removeSome(
    trx: Transaction<Tables>,
    {
      userId,
      sessionId,
      upTo,
      by,
      rowsAtOnce,
    }: { userId: string; sessionId: string; upTo: number | null; by: Date; rowsAtOnce: number },
  ): Promise<{ through: number; rows: ExchangeRow[] } | null> {
    if (!(await holdSession(trx, userId, sessionId))) return null
    // What is said from now on was not meant.
    const through = upTo ?? (await lastTurn(trx, userId, sessionId, by))
    // Locked before they are read: a reply recorded at this moment must not leave its words behind in the index.
    const rows = await trx
      .updateTable('exchanges')
      .set((eb) => ({ corrected: eb.ref('corrected') }))
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('exchanges')
          .select('id')
          .where('user_id', '=', userId)
          .where('session_id', '=', sessionId)
          .where('seq', '<=', through)
          .orderBy('seq')
          .limit(rowsAtOnce),
      )
      .returningAll()
      .execute()
    const ids = rows.map(({ id }) => id)
    if (rows.length > 0) {
      for (const row of rows) await unindex(trx, words, row)
      await withdrawn(trx, userId, ids)
      await trx.deleteFrom('idempotency_keys').where('user_id', '=', userId).where('exchange_id', 'in', ids).execute()
      await trx.deleteFrom('exchanges').where('id', 'in', ids).execute()
    }
    await work.cancel(trx, [...ids, sessionKey({ userId, sessionId })])
    const gone = await shrink(trx, { user_id: userId, session_id: sessionId }, rows.length)
    // Replies given while the pieces went may have quoted what was still there.
    if (upTo === null || rows.length < rowsAtOnce || gone) await unquote(trx, userId, { sessionId })
    return { through, rows }
  }

  /** What follows for a session from which so many turns were removed; it goes with its last one. Resolves with whether it has. */
  async function shrink(
    trx: Transaction<Tables>,
    session: Pick<ExchangeRow, 'user_id' | 'session_id'>,
    by: number,
  ): Promise<boolean> {
    const { user_id, session_id } = session
    await dropNotes(trx, session)
    await trx
      .updateTable('sessions')
      .set((eb) => ({ exchange_count: eb('exchange_count', '-', by) }))
      .where('user_id', '=', user_id)
      .where('session_id', '=', session_id)
      .execute()
    const { numDeletedRows } = await trx
      .deleteFrom('sessions')
      .where('user_id', '=', user_id)
      .where('session_id', '=', session_id)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('exchanges').select('id').where('user_id', '=', user_id).where('session_id', '=', session_id),
          ),
        ),
      )
      .executeTakeFirst()
    return numDeletedRows > 0n
  }

  /** Notes and a title that may hold the old words are dropped; notes are written anew when they are needed, the title now. */
  async function dropNotes(
    trx: Transaction<Tables>,
    { user_id, session_id }: Pick<ExchangeRow, 'user_id' | 'session_id'>,
  ) {
    const first = await trx
      .selectFrom('exchanges')
      .select('user_text')
      .where('user_id', '=', user_id)
      .where('session_id', '=', session_id)
      // Orders to the companion name a session that holds nothing else.
      .orderBy('ordered')
      .orderBy('seq')
      .limit(TITLE_FROM)
      .execute()
    await trx
      .updateTable('sessions')
      .set({
        ...{ summary: null, rolling_summary: null, rolling_through: 0 },
        title: titleOf(first.map(({ user_text }) => user_text)),
      })
      .where('user_id', '=', user_id)
      .where('session_id', '=', session_id)
      .execute()
  }

  /** What follows from words that were corrected; whoever answers them anew says the rest. */
  async function hasChanged(trx: Transaction<Tables>, changed: ExchangeRow) {
    const { id: exchangeId, user_id: userId, state } = changed
    if (state === 'pending') await work.answerLater.enqueue(trx, { userId, exchangeId }, { key: exchangeId })
    else if (state !== 'answering') await work.turnFinished.tell(trx, finishedTurn(changed))
  }

  return {
    /**
     * Corrects the learner's words; with `regenerate` the reply is dropped and the exchange is ready to be answered anew (state
     * `answering`). `done`: a tool did something for the same words before. Throws Problem `not-found` or `still-running`.
     */
    async correct(
      learner: Learner,
      exchangeId: string,
      { text, regenerate }: { text: string | undefined; regenerate: boolean },
    ): Promise<{ exchange: ExchangeRow; done: boolean }> {
      if (text !== undefined && !text.trim())
        throw new Problem('nothing-said', 'A turn needs words. Remove it instead.')
      const { changed, recording, done } = await db.transaction().execute(async (trx) => {
        const row = await own(trx, learner.userId, exchangeId)
        if (row.state === 'unheard' && text === undefined)
          throw new Problem('bad-request', 'This recording is not written down yet. Write its words first.')
        const corrected = text ?? row.user_text
        const answerAnew = regenerate && row.mode === 'conversation'
        await unindex(trx, words, row, answerAnew ? ['user', 'agent'] : ['user'])
        const changed = await trx
          .updateTable('exchanges')
          .set({
            user_text: corrected,
            intent: intentOf(corrected, learner.locale),
            recording_id: null,
            corrected: row.corrected === 1 || corrected !== row.user_text ? 1 : 0,
            ...(answerAnew ? unanswered(now()) : { state: stateWithWords(row) }),
          })
          .where('id', '=', exchangeId)
          .returningAll()
          .executeTakeFirstOrThrow()
        await words.add(trx, { seq: row.seq, userId: row.user_id, side: 'user', text: corrected })
        await unquote(trx, learner.userId, { exchangeId })
        const same = corrected === row.user_text
        await withdrawn(trx, learner.userId, [exchangeId], { anew: true, reply: answerAnew, same })
        await dropNotes(trx, row)
        await hasChanged(trx, changed)
        return { changed, recording: row.recording_id, done: same && toolDid(row) }
      })
      // Words written by hand stand in for the sound.
      if (recording) await forgetRecordings(learner.userId, [recording])
      sessionChanged({ userId: learner.userId, sessionId: changed.session_id })
      return { exchange: changed, done }
    },

    /** Removes one turn with every trace of it; the session goes with its last turn. */
    async remove(userId: string, exchangeId: string): Promise<void> {
      const { recording, sessionId } = await db.transaction().execute(async (trx) => {
        const row = await own(trx, userId, exchangeId)
        await unindex(trx, words, row)
        await trx.deleteFrom('exchanges').where('id', '=', exchangeId).execute()
        await trx
          .deleteFrom('idempotency_keys')
          .where('exchange_id', '=', exchangeId)
          .where('user_id', '=', userId)
          .execute()
        await work.cancel(trx, [exchangeId])
        await withdrawn(trx, userId, [exchangeId])
        await unquote(trx, userId, { exchangeId })
        await shrink(trx, row, 1)
        return { recording: row.recording_id, sessionId: row.session_id }
      })
      if (recording) await forgetRecordings(userId, [recording])
      sessionChanged({ userId, sessionId })
    },

    /**
     * Removes a session with every trace of it: one of a few turns at once, a long one piece by piece, so that others are heard in between;
     * cut short, what is left of it is still a session. What is said in it meanwhile stays, and what was said in it since it was decided,
     * `agoMs` ago. Throws Problem `not-found`.
     */
    async removeSession(userId: string, sessionId: string, { agoMs = 0 }: { agoMs?: number } = {}): Promise<void> {
      const recordings: string[] = []
      const by = new Date(now().getTime() - agoMs)
      let upTo: number | null = null
      await inPieces(async (rowsAtOnce) => {
        const piece = { userId, sessionId, upTo, by, rowsAtOnce }
        const removed = await db.transaction().execute((trx) => removeSome(trx, piece))
        if (!removed && upTo === null) throw new Problem('not-found', 'There is no such session, or it is not yours.')
        if (!removed) return false
        upTo = removed.through
        recordings.push(...removed.rows.flatMap(({ recording_id }) => recording_id ?? []))
        return removed.rows.length === rowsAtOnce
      })
      if (recordings.length > 0) await forgetRecordings(userId, recordings)
      sessionChanged({ userId, sessionId })
    },
  }
}

const toolDid = (row: ExchangeRow) => toExchange(row).metadata.tools.some(({ state }) => state === 'done')

/** What an exchange looks like that is about to be answered anew. */
function unanswered(now: Date) {
  return {
    state: 'answering' as const,
    agent_text: null,
    provider: null,
    model: null,
    sources: '[]',
    marks: '[]',
    tools: '[]',
    ordered: 0,
    answered_at: null,
    unheard_text: null,
    lease_until: leaseFrom(now),
  }
}

// Words written by hand for a recording make it a turn like any other.
function stateWithWords({ state, mode }: ExchangeRow): ExchangeRow['state'] {
  if (state !== 'unheard') return state
  return mode === 'capture' ? 'captured' : 'pending'
}
