import { Intent, Mode } from '@lva/contracts/conversation'
import type { Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { createTopic } from '../jobs/topic.ts'
import type { ExchangeRow } from './exchange-row.ts'

/** A session of one turn is its own note. */
export const NOTED_TURNS = 2

/** An answer is tried for about a week: at the longest pause, five minutes. */
const ANSWER_ATTEMPTS = 2_000

const OfExchange = z.object({ userId: z.string(), exchangeId: z.string() })
const OfSession = z.object({ userId: z.string(), sessionId: z.string() })

/**
 * A turn is over: its words, and its answer if it gets one, stand in their row. It is told again when they change, so whoever learns from
 * a turn puts the new in the place of the old.
 */
export const TurnFinished = z.object({
  ...OfExchange.shape,
  ...OfSession.shape,
  mode: Mode,
  intent: Intent,
  /** Turns of the session that no rolling note covers. */
  unsummarised: z.int(),
})
export type TurnFinished = z.infer<typeof TurnFinished>

/** The same, of its row. */
export function finishedTurn(row: ExchangeRow, { unsummarised = 0 } = {}): TurnFinished {
  const { id: exchangeId, user_id: userId, session_id: sessionId, mode, intent } = row
  return { userId, sessionId, exchangeId, mode, intent, unsummarised }
}

/** A session is over: its learner said goodbye or ended it, or was quiet for half an hour. One that goes on is told again at its next end. */
export const SessionFinished = z.object({
  ...OfSession.shape,
  turns: z.int(),
  // Work that an earlier release left knows neither.
  endedAt: z.string().optional(),
  why: z.enum(['end', 'goodbye', 'quiet']).optional(),
})
export type SessionFinished = z.infer<typeof SessionFinished>

/** Says, after the commit, that something has changed in a session. */
export type SessionChange = (session: { userId: string; sessionId: string }) => void

/** Turns of a learner were brought in from elsewhere: what follows from turns that were said here follows from those as well. */
export const TurnsBrought = z.object({ userId: z.string() })

/** The key of jobs that concern a whole session, so that they can be found when it goes. */
export const sessionKey = ({ userId, sessionId }: z.infer<typeof OfSession>) => `${userId} ${sessionId}`

export type Work = ReturnType<typeof createWork>

/** What the conversation has done later, and what others may have done after a turn or a session. */
export function createWork(jobs: Jobs) {
  return {
    answerLater: jobs.kind('answer-later', OfExchange, { maxAttempts: ANSWER_ATTEMPTS }),
    writeDown: jobs.kind('write-down', OfExchange, { maxAttempts: ANSWER_ATTEMPTS }),
    rollSummary: jobs.kind('roll-summary', OfSession),
    writeNote: jobs.kind('end-session', OfSession),
    turnFinished: createTopic<TurnFinished>({ keyOf: ({ exchangeId }) => exchangeId }),
    sessionFinished: createTopic<SessionFinished>({ keyOf: sessionKey }),
    turnsBrought: createTopic<z.infer<typeof TurnsBrought>>({ keyOf: ({ userId }) => userId }),
    cancel: jobs.cancel,
    wake: jobs.wake,
  }
}

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
