import type { ReplyMark, Source, ToolUse } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { asIndexed } from '../language/citation-numbers.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { quotaExhausted } from '../quota-problem.ts'
import { asHeard, type Context, type createContext } from './context.ts'
import type { ExchangeRow } from './exchange-row.ts'
import type { createFinishing } from './finishing.ts'
import type { Lead } from './guide.ts'
import { holdSession } from './hold.ts'
import { holdLease } from './lease.ts'
import type { Prepared } from './prepared.ts'
import { createSpeaking, type Hearing, type SpokenReply } from './spoken-reply.ts'
import { stillThere } from './still-there.ts'
import { titleAfter } from './title.ts'
import { finishedTurn, noteAnew, type Work } from './work.ts'

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
  marks: ReplyMark[]
  tools: ToolUse[]
  aloud: boolean
  ordered: boolean
  context: Context
  keep: (trx: Transaction<Tables>, recorded: ExchangeRow) => Promise<void>
}

/** What a reply changes of its exchange, and by what that is known to be still ours. */
type Recorded = Pick<
  ExchangeRow,
  | 'state'
  | 'agent_text'
  | 'unheard_text'
  | 'provider'
  | 'model'
  | 'sources'
  | 'marks'
  | 'tools'
  | 'ordered'
  | 'answered_at'
> & { id: string; lease: string | null }

const recordReply = fixed((trx: Transaction<Tables>, { id, lease, ...reply }: Recorded) =>
  trx
    .updateTable('exchanges')
    .set({ ...reply, lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'answering')
    .where('lease_until', '=', lease)
    .returningAll(),
)

/** How one exchange is answered. */
export interface Answering extends Hearing {
  learner: Learner
  onGathered?: (() => void) | undefined
  /** A reply that may be flowing already. */
  prepared?: Prepared | null
  /** The guide whose question it answers. */
  answers?: string | undefined
  /** Of the recogniser, where there was one that says. */
  confidence?: number | null | undefined
  /** It is answered once more, and what a tool did for it then is done. */
  done?: boolean | undefined
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
  const speak = createSpeaking({ now })

  async function record(row: ExchangeRow, reply: Reply): Promise<ExchangeRow> {
    const text = reply.text || null
    const [heard, unheard] = reply.aloud ? [null, text] : [text, null]
    return db.transaction().execute(async (trx) => {
      const session = await holdSession(trx, row.user_id, row.session_id)
      const sources = await stillThere(trx, row.user_id, reply.sources)
      const [recorded] = await recordReply(trx, {
        ...{ id: row.id, lease: row.lease_until, state: reply.interrupted ? 'interrupted' : 'answered' },
        ...{ agent_text: heard, unheard_text: unheard, provider: reply.provider || null, model: reply.model },
        ...{ sources: JSON.stringify(sources), marks: JSON.stringify(reply.marks), tools: JSON.stringify(reply.tools) },
        ...{ ordered: Number(reply.ordered), answered_at: now().toISOString() },
      })
      if (!recorded) throw new Problem('not-found', 'That turn was removed or begun anew while it was being answered.')
      const indexed = asIndexed(heard ?? '', recorded.sources)
      if (indexed) await words.add(trx, { seq: row.seq, userId: row.user_id, side: 'agent', text: indexed })
      await reply.keep(trx, recorded)
      await work.turnFinished.tell(trx, finishedTurn(recorded, { unsummarised: reply.context.recent.length }))
      if (session) await followIn(trx, session, recorded, reply.context)
      if (row.intent === 'end_conversation')
        await finish(trx, { userId: row.user_id, sessionId: row.session_id, why: 'goodbye' })
      return recorded
    })
  }

  /** What follows for the session. */
  async function followIn(
    trx: Transaction<Tables>,
    session: NonNullable<Awaited<ReturnType<typeof holdSession>>>,
    recorded: ExchangeRow,
    context: Context,
  ) {
    await noteAnew(trx, session, work)
    await nameAnew(trx, session, recorded, context)
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
      {
        learner,
        signal,
        onText,
        onTool,
        prepared = null,
        answers,
        done = false,
        confidence = null,
        aloud = false,
        job,
        ...told
      }: Answering,
    ): Promise<ExchangeRow> {
      const holding = holdLease(db, row, { now })
      try {
        const guide = await lead(learner, row, answers)
        const gathered = asHeard(await gather(learner, row), confidence)
        told.onGathered?.()
        const context = { ...gathered, ...(answers === undefined ? {} : { answers: true }), ...(done ? { done } : {}) }
        const flowing = prepared?.adopt(guide, context, signal)
        prepared?.drop()
        const parts = flowing ?? guide.reply(context, { signal, real: Promise.resolve() })
        const said = await speak(context, parts, { signal, onText, onTool })
        if (signal.reason instanceof Problem) throw signal.reason
        if (!said.text.trim() && !signal.aborted)
          throw new ProviderError(said.provider || guide.name, 'unavailable', { detail: 'the reply was empty' })
        await holding.end()
        const recorded = await record(row, {
          text: storable(said.text).trim(),
          interrupted: signal.aborted,
          provider: said.provider,
          model: said.model,
          sources: said.sources.map(sourceOf),
          marks: [...said.marks],
          tools: said.tools,
          aloud,
          ordered: guide.orders ?? false,
          context,
          keep: async (trx, recorded) => {
            if (said.outcome) await guide.keep?.(trx, learner, recorded, said.outcome.outcome)
          },
        })
        if (said.outcome) guide.kept?.(learner, said.outcome.outcome)
        return recorded
      } catch (error) {
        await holding.end()
        if (error instanceof Problem && error.code === 'not-found') throw error
        await postpone(row, pauseAfter(error), job)
        throw notAnswered(row, error)
      }
    },
  }
}

/** Only now it is known whether the turn was an order: a session is named after what was told. */
async function nameAnew(
  trx: Transaction<Tables>,
  session: { title: string },
  { user_id, session_id, user_text, ordered }: ExchangeRow,
  { facts: { saidInSession, toldInSession } }: Context,
) {
  const title = titleAfter(session.title, {
    ...{ text: user_text, ordered: ordered === 1 },
    ...{ told: toldInSession ?? saidInSession, orders: saidInSession.length - (toldInSession ?? saidInSession).length },
  })
  if (title === session.title) return
  await trx
    .updateTable('sessions')
    .set({ title })
    .where('user_id', '=', user_id)
    .where('session_id', '=', session_id)
    .execute()
}

function pauseAfter(error: unknown): number {
  return error instanceof ProviderError && error.kind === 'spent' ? (error.retryAfterMs ?? 0) : ANSWER_LATER_MS
}

function notAnswered(row: ExchangeRow, error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error
  const fields = { session_id: row.session_id, exchange_id: row.id, kept: true }
  if (error.kind === 'spent') return quotaExhausted(error, 'Your words are saved and will be answered then.', fields)
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

function sourceOf({ passage, number }: SpokenReply['sources'][number]): Source {
  const { kind, exchangeId, sessionId, sourceId, title, place, url = null, foundBy = null, at, text } = passage
  return {
    ...{ kind, exchange_id: exchangeId, session_id: sessionId, source_id: sourceId, title, place, timestamp: at },
    ...{ url, found_by: foundBy, number },
    text: text.slice(0, SOURCE_TEXT_MAX).toWellFormed(),
  }
}
