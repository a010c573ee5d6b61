import { isDeepStrictEqual } from 'node:util'
import type { Mode } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Database, Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { NotYet } from '../jobs/kind.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Llm, TurnFacts } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { UNSUMMARISED_MAX } from './context.ts'
import type { createFinishing } from './finishing.ts'
import { holdSession } from './hold.ts'
import { withoutPrivateReasoning } from './private-reasoning.ts'
import { buildSummaryRequest, type SaidAndAnswered } from './prompt.ts'
import type { SessionChange } from './work.ts'

const NOTE_TOKENS = 400
const SUMMARISED_AT_ONCE = 200

/** What a note is made of. */
interface Said extends SaidAndAnswered {
  ordered: number
  seq: number
  mode: Mode
}

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
    said: Said[],
    summary: string | null,
    signal: AbortSignal,
  ): Promise<string> {
    const told = said.filter(({ ordered }) => ordered === 0)
    const facts: TurnFacts = {
      intent: 'end_conversation',
      now: now(),
      timezone: learner.timezone,
      locale: learner.locale,
      learnerName: learner.fullName,
      text: '',
      recalled: [],
      saidInSession: (told.length > 0 ? told : said).map(({ user_text }) => user_text),
      repliedInSession: said.flatMap(({ agent_text }) => agent_text ?? []),
    }
    const request = buildSummaryRequest({ kind, facts, said, summary, maxTokens: NOTE_TOKENS })
    // What was only to be written down goes to nobody outside: the companion notes a session in which nothing was asked of a model.
    const asked = summary !== null || said.some(({ mode }) => mode === 'conversation')
    try {
      return await collect(asked ? llmFor(learner.userId) : companion, request, signal)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      // Too slow is as good as down; stopped for any other reason, the note is written another time.
      if (signal.aborted && signal.reason?.name !== 'TimeoutError') throw error
      return collect(companion, request, new AbortController().signal)
    }
  }

  const said = (from: Db, userId: string, sessionId: string) =>
    from
      .selectFrom('exchanges')
      .select(['seq', 'mode', 'user_text', 'agent_text', 'ordered'])
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('user_text', '!=', '')

  const sessionOf = (from: Db, userId: string, sessionId: string) =>
    from
      .selectFrom('sessions')
      .select(['rolling_summary', 'rolling_through', 'ended_at', 'summary'])
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .executeTakeFirst()

  /** What was said since the rolling note, or the latest of it. */
  async function latest(from: Db, userId: string, sessionId: string, through: number): Promise<Said[]> {
    const rows = await said(from, userId, sessionId)
      .where('seq', '>', through)
      .orderBy('seq', 'desc')
      .limit(SUMMARISED_AT_ONCE)
      .execute()
    return rows.reverse()
  }

  /**
   * Writes the note of a session. `stands`, in the transaction that keeps it: whether it is one, of words that are still what was said.
   * Others may have corrected or removed them while the model wrote.
   */
  async function noteOf(
    learner: Learner,
    sessionId: string,
    { rolling_through, rolling_summary }: { rolling_through: number; rolling_summary: string | null },
    signal: AbortSignal,
  ): Promise<{ note: string; stands: (trx: Transaction<Tables>) => Promise<boolean> }> {
    const { userId } = learner
    const words = await latest(db, userId, sessionId, rolling_through)
    if (words.length === 0) return { note: '', stands: async () => false }
    return {
      note: await write('session', learner, words, rolling_summary, signal),
      async stands(trx) {
        await holdSession(trx, userId, sessionId)
        const session = await sessionOf(trx, userId, sessionId)
        if (session?.rolling_summary !== rolling_summary) return false
        return isDeepStrictEqual(await latest(trx, userId, sessionId, rolling_through), words)
      },
    }
  }

  const keepNote = (trx: Db, userId: string, sessionId: string, summary: string) =>
    trx.updateTable('sessions').set({ summary }).where('user_id', '=', userId).where('session_id', '=', sessionId)

  return {
    /** Ends a session with a note of what was explored. Throws Problem `not-found` for an unknown session. */
    async end(learner: Learner, sessionId: string, { signal }: { signal: AbortSignal }): Promise<string> {
      const session = await sessionOf(db, learner.userId, sessionId)
      if (!session) throw new Problem('not-found', 'There is no such session, or it is not yours.')
      if (session.ended_at && session.summary) return session.summary
      const { note, stands } = await noteOf(learner, sessionId, session, signal)
      await db.transaction().execute(async (trx) => {
        if (await stands(trx)) await keepNote(trx, learner.userId, sessionId, note).execute()
        await finish(trx, { userId: learner.userId, sessionId, why: 'end' })
      })
      changed({ userId: learner.userId, sessionId })
      return note
    },

    /** Writes the note of a session that is over and has none; what is said meanwhile goes on without it. */
    async note(learner: Learner, sessionId: string, { signal }: { signal: AbortSignal }): Promise<void> {
      const session = await sessionOf(db, learner.userId, sessionId)
      if (!session?.ended_at || session.summary) return
      const { note, stands } = await noteOf(learner, sessionId, session, signal)
      if (!note) return
      const kept = await db.transaction().execute(async (trx) => {
        if (!(await stands(trx))) return false
        await keepNote(trx, learner.userId, sessionId, note).where('ended_at', 'is not', null).execute()
        return true
      })
      // Begun anew with what stands there now, unless the session goes on.
      if (!kept) throw new NotYet(0)
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
      const oldest = (from: Db) =>
        said(from, learner.userId, sessionId)
          .where('seq', '>', session.rolling_through)
          .orderBy('seq')
          .limit(SUMMARISED_AT_ONCE)
          .execute()
      const open = await oldest(db)
      const old = open.slice(0, Math.max(0, open.length - exchanges))
      const last = old.at(-1)
      if (!last || old.length < UNSUMMARISED_MAX / 2) return
      const summary = await write('rolling', learner, old, session.rolling_summary, signal)
      await db.transaction().execute(async (trx) => {
        await holdSession(trx, learner.userId, sessionId)
        // Corrected or removed while the model wrote: the next turn has it folded anew.
        if (!isDeepStrictEqual((await oldest(trx)).slice(0, old.length), old)) return
        await trx
          .updateTable('sessions')
          .set({ rolling_summary: summary, rolling_through: last.seq })
          .where('user_id', '=', learner.userId)
          .where('session_id', '=', sessionId)
          .where('rolling_through', '=', session.rolling_through)
          .execute()
      })
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
