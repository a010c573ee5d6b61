import type { ReplyMark, Source } from '@lva/contracts/conversation'
import type { Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { quotaExhausted } from '../quota-problem.ts'
import { asHeard, type Context, type createContext } from './context.ts'
import type { ExchangeRow } from './exchange-row.ts'
import type { createFinishing } from './finishing.ts'
import { groundsOf } from './grounds/grounds.ts'
import { createGuardedReply } from './grounds/guarded-reply.ts'
import { createInstructionWatch } from './grounds/instructions.ts'
import type { Lead, Outcome, Part } from './guide.ts'
import { holdSession } from './hold.ts'
import { holdLease } from './lease.ts'
import { noteAnew } from './note-anew.ts'
import type { Prepared } from './prepared.ts'
import { withoutPrivateReasoning } from './private-reasoning.ts'
import { CANARY, INSTRUCTIONS } from './prompt-wording.ts'
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
  marks: ReplyMark[]
  aloud: boolean
  unsummarised: number
  keep: (trx: Transaction<Tables>, recorded: ExchangeRow) => Promise<void>
}

/** Who speaks, how often they called for a tool, and what their guide found out. */
interface Speaker {
  provider: string
  model: string | null
  calls: number
  found: Outcome | null
}

/** How one exchange is answered. */
export interface Answering {
  learner: Learner
  signal: AbortSignal
  onText: (text: string) => void
  onGathered?: (() => void) | undefined
  /** A reply that may be flowing already. */
  prepared?: Prepared | null
  /** The guide whose question it answers. */
  answers?: string | undefined
  /** Of the recogniser, where there was one that says. */
  confidence?: number | null | undefined
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
  const watch = createInstructionWatch({ own: INSTRUCTIONS, canary: CANARY })

  /** A reply may lean on words that were removed while it was being written; they are not quoted. */
  async function stillThere(trx: Transaction<Tables>, { user_id }: ExchangeRow, sources: Source[]): Promise<Source[]> {
    const turns = sources.flatMap(({ exchange_id }) => exchange_id ?? [])
    const brought = sources.flatMap(({ kind, source_id }) => (kind === 'memory' ? [] : (source_id ?? [])))
    const known = sources.flatMap(({ kind, source_id }) => (kind === 'memory' ? (source_id ?? []) : []))
    const there = new Set<string | null>()
    if (turns.length > 0) {
      const found = await trx
        .selectFrom('exchanges')
        .select('id')
        .where('user_id', '=', user_id)
        .where('id', 'in', turns)
        .execute()
      for (const { id } of found) there.add(id)
    }
    if (brought.length > 0) {
      const found = await trx
        .selectFrom('passages')
        .select('source_id')
        .distinct()
        .where('user_id', '=', user_id)
        .where('source_id', 'in', brought)
        .execute()
      for (const { source_id } of found) there.add(source_id)
    }
    if (known.length > 0) {
      const found = await trx
        .selectFrom('memories')
        .select('id')
        .where('user_id', '=', user_id)
        .where('id', 'in', known)
        .where('forgotten', '=', 0)
        .execute()
      for (const { id } of found) there.add(id)
    }
    return sources.filter(({ exchange_id, source_id }) =>
      [exchange_id, source_id].every((id) => id === null || there.has(id)),
    )
  }

  /** Lets a reply be heard as far as it may be: without private reasoning, and with nothing that rests on nothing. */
  async function speak(
    context: Context,
    parts: AsyncIterable<Part>,
    { signal, onText }: Pick<Answering, 'signal' | 'onText'>,
  ) {
    const speaker: Speaker = { provider: '', model: null, calls: 0, found: null }
    // Made with the first word: what a guide is going to quote is a ground like any other.
    let guard: ReturnType<typeof createGuardedReply> | undefined
    const guarded = () => {
      const recalled = [...context.facts.recalled, ...(speaker.found?.sources ?? [])]
      guard ??= createGuardedReply(
        groundsOf({ ...context.facts, recalled }, { summary: context.summary, repeats: watch() }),
      )
      return guard
    }
    let text = ''
    const say = (piece: string) => {
      text += piece
      if (piece) onText(piece)
    }
    for await (const piece of withoutPrivateReasoning(spoken(parts, speaker)))
      say(speaker.found?.ruled ? piece : guarded().next(piece))
    // What was not shown yet when the learner interrupted was not said.
    if (!signal.aborted) say(guarded().end(text))
    const { marks, used } = guarded()
    if (speaker.calls > 0) marks.add('withheld')
    if (context.ordered) marks.add('ordered')
    return { text, speaker, marks, used }
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
          marks: JSON.stringify(reply.marks),
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
      await reply.keep(trx, recorded)
      await work.turnFinished.tell(trx, finishedTurn(recorded, reply))
      if (session) await noteAnew(trx, session, work)
      if (row.intent === 'end_conversation')
        await finish(trx, { userId: row.user_id, sessionId: row.session_id, why: 'goodbye' })
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
      { learner, signal, onText, prepared = null, answers, confidence = null, aloud = false, job, ...told }: Answering,
    ): Promise<ExchangeRow> {
      const holding = holdLease(db, row, { now })
      try {
        const guide = await lead(learner, row, answers)
        const gathered = asHeard(await gather(learner, row), confidence)
        told.onGathered?.()
        const context = answers === undefined ? gathered : { ...gathered, answers: true }
        const flowing = prepared?.adopt(guide, context, signal)
        prepared?.drop()
        const { text, speaker, marks, used } = await speak(
          context,
          flowing ?? guide.reply(context, { signal, real: Promise.resolve() }),
          {
            signal,
            onText,
          },
        )
        if (signal.reason instanceof Problem) throw signal.reason
        if (!text.trim() && !signal.aborted)
          throw new ProviderError(speaker.provider || guide.name, 'unavailable', { detail: 'the reply was empty' })
        await holding.end()
        return await record(row, {
          text: storable(text).trim(),
          interrupted: signal.aborted,
          provider: speaker.provider,
          model: speaker.model,
          sources: [...context.facts.recalled.filter(({ id }) => used.has(id)), ...(speaker.found?.sources ?? [])].map(
            sourceOf,
          ),
          marks: [...marks],
          aloud,
          unsummarised: context.recent.length,
          keep: async (trx, recorded) => {
            if (speaker.found) await guide.keep?.(trx, learner, recorded, speaker.found.outcome)
          },
        })
      } catch (error) {
        await holding.end()
        if (error instanceof Problem && error.code === 'not-found') throw error
        await postpone(row, pauseAfter(error), job)
        throw notAnswered(row, error)
      }
    },
  }
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

function sourceOf(passage: RecalledPassage): Source {
  const { kind, exchangeId, sessionId, sourceId, title, place, url = null, foundBy = null, at, text } = passage
  return {
    ...{ kind, exchange_id: exchangeId, session_id: sessionId, source_id: sourceId, title, place, timestamp: at },
    ...{ url, found_by: foundBy, number: null },
    text: text.slice(0, SOURCE_TEXT_MAX).toWellFormed(),
  }
}

/** Only words are passed on. No tool was offered, so a call for one is counted and not carried out. */
async function* spoken(parts: AsyncIterable<Part>, speaker: Speaker) {
  for await (const part of parts) {
    if (part.type === 'outcome') speaker.found = part
    if (part.type === 'start') Object.assign(speaker, { provider: part.provider, model: part.model })
    if (part.type === 'delta') yield part.text
    if (part.type === 'tool-call') speaker.calls += 1
  }
}
