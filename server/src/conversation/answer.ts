import type { Source } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { LlmPart } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { quotaExhausted } from '../quota-problem.ts'
import type { createContext } from './context.ts'
import type { ExchangeRow } from './exchange-row.ts'
import type { createFinishing } from './finishing.ts'
import type { Lead } from './guide.ts'
import { holdSession } from './hold.ts'
import { noteAnew } from './note-anew.ts'
import type { Prepared } from './prepared.ts'
import { withoutPrivateReasoning } from './private-reasoning.ts'
import { finishedTurn, type Work } from './work.ts'

/** Longest text of a source shown beside a reply, in characters. */
const SOURCE_TEXT_MAX = 240
/** What a caller is told to wait, and when we try again by ourselves. */
const RETRY_AFTER_S = 30
const ANSWER_LATER_MS = 15_000

interface Reply {
  text: string
  interrupted: boolean
  provider: string
  model: string | null
  sources: Source[]
  aloud: boolean
  unsummarised: number
}

/** How one exchange is answered. */
export interface Answering {
  learner: Learner
  signal: AbortSignal
  onText: (text: string) => void
  /** A reply that may be flowing already. */
  prepared?: Prepared | null
  /** It is going to be spoken: until it is known what was heard of it, nothing was. */
  aloud?: boolean
  /** The job that answers it, which tries again by itself for as long as this is not aborted. */
  job?: AbortSignal | undefined
}

export type Answer = ReturnType<typeof createAnswer>

/**
 * Answers one kept exchange: gathers its context, lets the guide speak, and records what was said. When nobody can answer, the exchange
 * goes back to waiting with a job that tries again, and Problem `model-unavailable` (or `quota-exhausted`, when it is the learner's day
 * that is used up) says that the words are safe. No apology is stored.
 */
export function createAnswer({
  database: { db, words },
  work,
  finish,
  now,
  gather,
  lead,
}: {
  database: Database
  work: Work
  finish: ReturnType<typeof createFinishing>['finish']
  now: () => Date
  gather: ReturnType<typeof createContext>
  lead: Lead
}) {
  /** A reply may lean on words that were removed while it was being written; they are not quoted. */
  async function stillThere(trx: Transaction<Tables>, { user_id }: ExchangeRow, sources: Source[]): Promise<Source[]> {
    if (sources.length === 0) return []
    const found = await trx
      .selectFrom('exchanges')
      .select('id')
      .where('user_id', '=', user_id)
      .where(
        'id',
        'in',
        sources.map(({ exchange_id }) => exchange_id),
      )
      .execute()
    return sources.filter(({ exchange_id }) => found.some(({ id }) => id === exchange_id))
  }

  async function record(row: ExchangeRow, reply: Reply): Promise<ExchangeRow> {
    const text = reply.text || null
    const [heard, unheard] = reply.aloud ? [null, text] : [text, null]
    return db.transaction().execute(async (trx) => {
      const session = await holdSession(trx, row.user_id, row.session_id)
      const recorded = await trx
        .updateTable('exchanges')
        .set({
          state: reply.interrupted ? 'interrupted' : 'answered',
          agent_text: heard,
          unheard_text: unheard,
          provider: reply.provider || null,
          model: reply.model,
          sources: JSON.stringify(await stillThere(trx, row, reply.sources)),
          answered_at: now().toISOString(),
          lease_until: null,
        })
        .where('id', '=', row.id)
        .where('state', '=', 'answering')
        .where('lease_until', '=', row.lease_until)
        .returningAll()
        .executeTakeFirst()
      if (!recorded) throw new Problem('not-found', 'That turn was removed or begun anew while it was being answered.')
      if (heard) await words.add(trx, { seq: row.seq, userId: row.user_id, side: 'agent', text: heard })
      await work.turnFinished.tell(trx, finishedTurn(recorded, reply))
      if (session) await noteAnew(trx, session, work)
      if (row.intent === 'end_conversation') await finish(trx, { userId: row.user_id, sessionId: row.session_id })
      return recorded
    })
  }

  async function postpone(row: ExchangeRow, inMs: number, job: AbortSignal | undefined) {
    await db.transaction().execute(async (trx) => {
      const waiting = await trx
        .updateTable('exchanges')
        .set({ state: 'pending', lease_until: null })
        .where('id', '=', row.id)
        .where('state', '=', 'answering')
        .where('lease_until', '=', row.lease_until)
        .returning('id')
        .executeTakeFirst()
      if (waiting && (!job || job.aborted))
        await work.answerLater.enqueue(trx, { userId: row.user_id, exchangeId: row.id }, { key: row.id, inMs })
    })
  }

  return {
    /**
     * Resolves with the exchange as recorded. `onText` hears the reply as it is written. Aborting `signal` is an interruption: what was
     * said until then is what is remembered.
     */
    async reply(
      row: ExchangeRow,
      { learner, signal, onText, prepared = null, aloud = false, job }: Answering,
    ): Promise<ExchangeRow> {
      try {
        const guide = await lead(learner, row)
        const context = await gather(learner, row)
        const speaker = { provider: '', model: null as string | null, leanedOn: [] as string[] }
        let text = ''
        const flowing = prepared?.adopt(guide, context, signal)
        prepared?.drop()
        for await (const piece of withoutPrivateReasoning(
          spoken(flowing ?? guide.reply(context, { signal }), speaker),
        )) {
          text += piece
          onText(piece)
        }
        if (signal.reason instanceof Problem) throw signal.reason
        if (!text.trim() && !signal.aborted)
          throw new ProviderError(speaker.provider || guide.name, 'unavailable', { detail: 'the reply was empty' })
        const sources = context.facts.recalled
          .filter(({ exchangeId }) => speaker.leanedOn.includes(exchangeId))
          .map(({ exchangeId, sessionId, at, text }) => ({
            exchange_id: exchangeId,
            session_id: sessionId,
            timestamp: at,
            text: text.slice(0, SOURCE_TEXT_MAX).toWellFormed(),
          }))
        return await record(row, {
          text: storable(text).trim(),
          interrupted: signal.aborted,
          provider: speaker.provider,
          model: speaker.model,
          sources,
          aloud,
          unsummarised: context.recent.length,
        })
      } catch (error) {
        if (error instanceof Problem && error.code === 'not-found') throw error
        await postpone(row, pauseAfter(error), job)
        throw notAnswered(row, error)
      }
    },
  }
}

const isSpent = (error: ProviderError) => error.kind === 'spent'

function pauseAfter(error: unknown): number {
  return error instanceof ProviderError && isSpent(error) ? (error.retryAfterMs ?? 0) : ANSWER_LATER_MS
}

function notAnswered(row: ExchangeRow, error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error
  const fields = { session_id: row.session_id, exchange_id: row.id, kept: true }
  if (isSpent(error)) return quotaExhausted(error, 'Your words are saved and will be answered then.', fields)
  return new Problem(
    'model-unavailable',
    'The language model is not answering. Your words are saved and will be answered when it is back.',
    {
      cause: error,
      retryAfter: Math.ceil(Math.max(RETRY_AFTER_S * 1000, error.retryAfterMs ?? 0) / 1000),
      fields,
    },
  )
}

// A model may say anything; neither NUL nor half a character survives every database.
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed()

async function* spoken(
  parts: AsyncIterable<LlmPart>,
  speaker: { provider: string; model: string | null; leanedOn: string[] },
) {
  for await (const part of parts) {
    if (part.type === 'start') Object.assign(speaker, { provider: part.provider, model: part.model })
    if (part.type === 'delta') yield part.text
    if (part.type === 'end') speaker.leanedOn = part.leanedOn ?? []
  }
}
