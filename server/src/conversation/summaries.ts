import type { Database, Db } from '../db/open.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Llm, TurnFacts } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { UNSUMMARISED_MAX } from './context.ts'
import type { createFinishing } from './finishing.ts'
import { withoutPrivateReasoning } from './private-reasoning.ts'
import { buildSummaryRequest, type SaidAndAnswered } from './prompt.ts'
import type { SessionChange } from './work.ts'

const NOTE_TOKENS = 400
const SUMMARISED_AT_ONCE = 200

/**
 * Notes about a session: one at its end for the learner, and a rolling one of its older turns for the model. When the model is down,
 * the built-in companion writes the note from the words themselves, so that there always is one.
 */
export function createSummaries({
  database: { db },
  llmFor,
  companion,
  finish,
  changed,
  now,
  exchanges,
}: {
  database: Database
  llmFor: (userId: string) => Llm
  companion: Llm
  finish: ReturnType<typeof createFinishing>['finish']
  changed: SessionChange
  now: () => Date
  exchanges: number
}) {
  async function write(
    kind: 'session' | 'rolling',
    learner: Learner,
    said: SaidAndAnswered[],
    summary: string | null,
    signal: AbortSignal,
  ): Promise<string> {
    const facts: TurnFacts = {
      intent: 'end_conversation',
      now: now(),
      timezone: learner.timezone,
      locale: learner.locale,
      learnerName: learner.fullName,
      text: '',
      recalled: [],
      saidInSession: said.map(({ user_text }) => user_text),
      repliedInSession: said.flatMap(({ agent_text }) => agent_text ?? []),
    }
    const request = buildSummaryRequest({ kind, facts, said, summary, maxTokens: NOTE_TOKENS })
    try {
      return await collect(llmFor(learner.userId), request, signal)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      // Too slow is as good as down; stopped for any other reason, the note is written another time.
      if (signal.aborted && signal.reason?.name !== 'TimeoutError') throw error
      return collect(companion, request, new AbortController().signal)
    }
  }

  const said = (userId: string, sessionId: string) =>
    db
      .selectFrom('exchanges')
      .select(['seq', 'user_text', 'agent_text'])
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('user_text', '!=', '')

  const sessionOf = (userId: string, sessionId: string) =>
    db
      .selectFrom('sessions')
      .select(['rolling_summary', 'rolling_through', 'ended_at', 'summary', 'exchange_count'])
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .executeTakeFirst()

  async function noteOf(
    learner: Learner,
    sessionId: string,
    { rolling_through, rolling_summary }: { rolling_through: number; rolling_summary: string | null },
    signal: AbortSignal,
  ): Promise<string> {
    const latest = await said(learner.userId, sessionId)
      .where('seq', '>', rolling_through)
      .orderBy('seq', 'desc')
      .limit(SUMMARISED_AT_ONCE)
      .execute()
    return latest.length > 0 ? write('session', learner, latest.reverse(), rolling_summary, signal) : ''
  }

  const keepNote = (trx: Db, userId: string, sessionId: string, summary: string) =>
    trx.updateTable('sessions').set({ summary }).where('user_id', '=', userId).where('session_id', '=', sessionId)

  return {
    /** Ends a session with a note of what was explored. Throws Problem `not-found` for an unknown session. */
    async end(learner: Learner, sessionId: string, { signal }: { signal: AbortSignal }): Promise<string> {
      const session = await sessionOf(learner.userId, sessionId)
      if (!session) throw new Problem('not-found', 'There is no such session, or it is not yours.')
      if (session.ended_at && session.summary) return session.summary
      const note = await noteOf(learner, sessionId, session, signal)
      await db.transaction().execute(async (trx) => {
        await keepNote(trx, learner.userId, sessionId, note).execute()
        await finish(trx, { userId: learner.userId, sessionId })
      })
      changed({ userId: learner.userId, sessionId })
      return note
    },

    /** Writes the note of a session that is over and has none; what is said meanwhile goes on without it. */
    async note(learner: Learner, sessionId: string, { signal }: { signal: AbortSignal }): Promise<void> {
      const session = await sessionOf(learner.userId, sessionId)
      if (!session?.ended_at || session.summary !== null) return
      const note = await noteOf(learner, sessionId, session, signal)
      await keepNote(db, learner.userId, sessionId, note)
        .where('ended_at', 'is not', null)
        .where('exchange_count', '=', session.exchange_count)
        .execute()
      changed({ userId: learner.userId, sessionId })
    },

    /** Folds the turns that have grown too old for the chat into the rolling summary. */
    async roll(learner: Learner, sessionId: string, { signal }: { signal: AbortSignal }): Promise<void> {
      const session = await db
        .selectFrom('sessions')
        .select(['rolling_summary', 'rolling_through'])
        .where('user_id', '=', learner.userId)
        .where('session_id', '=', sessionId)
        .executeTakeFirst()
      if (!session) return
      const open = await said(learner.userId, sessionId)
        .where('seq', '>', session.rolling_through)
        .orderBy('seq')
        .limit(SUMMARISED_AT_ONCE)
        .execute()
      const old = open.slice(0, Math.max(0, open.length - exchanges))
      const last = old.at(-1)
      if (!last || old.length < UNSUMMARISED_MAX / 2) return
      const summary = await write('rolling', learner, old, session.rolling_summary, signal)
      await db
        .updateTable('sessions')
        .set({ rolling_summary: summary, rolling_through: last.seq })
        .where('user_id', '=', learner.userId)
        .where('session_id', '=', sessionId)
        .where('rolling_through', '=', session.rolling_through)
        .execute()
    },
  }
}

async function collect(llm: Llm, request: Parameters<Llm['stream']>[0], signal: AbortSignal): Promise<string> {
  async function* words() {
    for await (const part of llm.stream(request, { signal })) if (part.type === 'delta') yield part.text
  }
  let text = ''
  for await (const piece of withoutPrivateReasoning(words())) text += piece
  if (!text.trim()) throw new ProviderError(llm.name, 'unavailable', { detail: 'the note was empty' })
  return text.replaceAll('\0', '').toWellFormed().trim()
}
