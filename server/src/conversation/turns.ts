import { createHash } from 'node:crypto'
import type { Mode, TurnEvent } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import { follow } from '../trail.ts'
import type { Answer } from './answer.ts'
import type { createContext } from './context.ts'
import { type ExchangeRow, toAnswer } from './exchange-row.ts'
import { createFeed } from './feed.ts'
import type { Lead } from './guide.ts'
import { intentOf } from './intent.ts'
import type { Keep, Kept } from './keep.ts'
import { takeWaiting } from './lease.ts'
import { type Prepared, type Preparing, prepare } from './prepared.ts'
import { titleOf } from './title.ts'
import type { TurnTimes, WatchTurns } from './turn-watch.ts'
import type { SessionChange } from './work.ts'

/** Clocks of clients differ; words said "in the future" are taken as said now. */
const CLOCK_SKEW_MS = 5 * 60_000

/** One turn of a learner. Exactly what was said is in `text`. */
export interface Turn {
  learner: Learner
  sessionId: string | null
  text: string
  mode: Mode
  /** The learner spoke it; otherwise it was typed. */
  spoken?: boolean
  /** How sure the recogniser was of it, 0–1; null: it does not say. */
  confidence?: number | null
  /** When it was said, for words kept offline. */
  saidAt?: Date | undefined
  idempotencyKey?: string | null | undefined
  /** Aborting it is how the learner interrupts the reply. */
  signal?: AbortSignal
  /** A reply that was begun before the turn was over; it is given if it still fits, and dropped otherwise. */
  prepared?: Prepared | null
  /** The name of the guide whose question it answers: no other leads it, and it is nothing but an answer. */
  answers?: string | undefined
  /** The reply is going to be spoken: it counts as heard only when `heard` says so. */
  aloud?: boolean
  /** The documents and pictures it is about. */
  documents?: readonly string[] | undefined
  /** The id the exchange is to have; a new one otherwise. */
  exchangeId?: string | undefined
}

/** Who hears the answer to a turn, and how. */
type Listening = Pick<Turn, 'learner' | 'signal' | 'prepared' | 'answers' | 'confidence' | 'aloud'> & {
  job?: AbortSignal
  /** What a tool did for it when it was answered before is done. */
  done?: boolean
  /** How far it has come already. */
  watched?: TurnTimes
}

/** What is told of a reply while it is made. */
type Heard = Extract<TurnEvent, { type: 'reply-delta' | 'tool' }>

export type Turns = ReturnType<typeof createTurns>

/**
 * The one heart: stores the learner's words, answers them, records the answer. A turn that was begun is finished whether or not
 * somebody still listens; only an interruption stops it.
 */
export function createTurns({
  database,
  keep,
  answer,
  gather,
  lead,
  changed,
  watch,
  now,
  newId,
}: {
  database: Database
  keep: Keep
  answer: Answer
  gather: ReturnType<typeof createContext>
  lead: Lead
  changed: SessionChange
  watch: WatchTurns
  now: () => Date
  newId: () => string
}) {
  const running = new Map<string, { userId: string; stop: AbortController; done: Promise<unknown> }>()
  const preparing = new Set<Prepared>()

  function begin(row: ExchangeRow, listening: Listening) {
    const watched = listening.watched ?? watch()
    const answering = () => answerFor(row, { ...listening, watched })
    return follow({ exchangeId: row.id }, () => watched.within(answering))
  }

  function answerFor(row: ExchangeRow, { signal, watched, ...listening }: Listening & { watched: TurnTimes }) {
    const feed = createFeed<Heard>()
    const stop = new AbortController()
    const stopped = signal ? AbortSignal.any([stop.signal, signal]) : stop.signal
    const hear = (text: string) => {
      watched.reached('first-word')
      feed.push({ type: 'reply-delta', text })
    }
    const turnTo = (name: string, running: boolean) => feed.push({ type: 'tool', name, running })
    const gathered = () => watched.reached('context')
    const done = answer.reply(row, {
      ...listening,
      signal: stopped,
      onText: hear,
      onTool: turnTo,
      onGathered: gathered,
    })
    done.then(
      (answered) => watched.ended(answered.state === 'interrupted' ? 'interrupted' : 'answered'),
      watched.failed,
    )
    running.set(row.id, { userId: row.user_id, stop, done })
    done.then(feed.end, feed.fail).finally(() => {
      running.delete(row.id)
      changed(sessionOf(row))
    })
    return { heard: feed.values(), done }
  }

  /** Tells the turn as events. The work has begun before the first event is out. */
  async function* tell({ exchange, fresh }: Kept, options: Listening): AsyncGenerator<TurnEvent, void, undefined> {
    if (fresh) changed(sessionOf(exchange))
    const work = fresh && exchange.state === 'answering' ? begin(exchange, options) : null
    yield {
      type: 'turn-start',
      session_id: exchange.session_id,
      exchange_id: exchange.id,
      user_text: exchange.user_text,
    }
    if (!work) {
      if (exchange.state === 'unheard') throw unheard(exchange)
      if (exchange.agent_text) yield { type: 'reply-delta', text: exchange.agent_text }
      yield { type: 'reply-end', ...toAnswer(exchange) }
      return
    }
    yield* work.heard
    yield { type: 'reply-end', ...toAnswer(await work.done) }
  }

  /** The words of a turn, ready to be stored. */
  function said(
    turn: Omit<Turn, 'signal'>,
    { recordingId = null, hash = turn.text }: { recordingId?: string | null; hash?: string | Buffer } = {},
  ) {
    const { learner, mode, text, idempotencyKey, documents = [] } = turn
    const at = now()
    return {
      userId: learner.userId,
      sessionId: turn.sessionId ?? newId(),
      text,
      intent: text && turn.answers === undefined ? intentOf(text, learner.locale) : ('statement' as const),
      mode,
      spoken: turn.spoken ?? false,
      recordingId,
      exchangeId: turn.exchangeId,
      documents,
      saidAt: turn.saidAt && turn.saidAt.getTime() < at.getTime() + CLOCK_SKEW_MS ? turn.saidAt : at,
      title: text ? titleOf([text]) : '',
      idempotency: idempotencyKey
        ? {
            key: idempotencyKey,
            bodyHash: createHash('sha256')
              .update(`${turn.sessionId ?? ''}\0${mode}\0${documents.map((id) => `${id}\0`).join('')}`)
              .update(hash)
              .digest('base64url'),
          }
        : null,
    }
  }

  return {
    said,
    tell,

    /**
     * Takes one turn. Events: `turn-start` once the words are safe, `reply-delta`s and `tool`s, `reply-end`. Throws Problem before the first event
     * when nothing could be stored, and after it (`model-unavailable`) when nobody can answer now.
     */
    async *takeTurn(turn: Turn): AsyncGenerator<TurnEvent, void, undefined> {
      try {
        if (!turn.text.trim()) throw new Problem('nothing-said', 'There is nothing to answer. Say or type something.')
        const watched = watch()
        const kept = await keep.words(said(turn))
        watched.reached('kept')
        yield* tell(kept, { ...turn, watched })
      } finally {
        turn.prepared?.drop()
      }
    },

    /**
     * Begins the reply to words that may be a whole turn, for {@link takeTurn} to adopt. It reads only, and shows nothing to anybody;
     * what it uses is counted.
     */
    prepare({
      learner,
      sessionId,
      text,
      documents = [],
    }: Pick<Turn, 'learner' | 'text' | 'documents'> & { sessionId: string }): Preparing {
      const who = { user_id: learner.userId, session_id: sessionId, seq: null, documents: JSON.stringify(documents) }
      const asked = { ...who, user_text: text, intent: intentOf(text, learner.locale) }
      const prepared = prepare({ lead: () => lead(learner, asked), gather: () => gather(learner, asked) })
      preparing.add(prepared)
      prepared.done.finally(() => preparing.delete(prepared))
      return prepared
    },

    /** Stops the reply to a turn; what was said until then is kept. Throws Problem `not-found` when it is not running. */
    async stop(userId: string, exchangeId: string): Promise<void> {
      const turn = running.get(exchangeId)
      if (turn?.userId !== userId) throw new Problem('not-found', 'That reply is not running any more.')
      turn.stop.abort()
      // Whoever listens to the turn is told how it failed.
      await turn.done.catch(() => {})
    },

    /** Answers a waiting exchange for a job, without a listener. Resolves when it is answered or need not be; throws when it still cannot be. */
    async answerWaiting(learner: Learner, exchangeId: string, job: AbortSignal): Promise<void> {
      const row = await takeWaiting(database.db, { userId: learner.userId, exchangeId, now: now() })
      if (row) await begin(row, { learner, job }).done
    },

    /** Answers an exchange anew whose state was set to `answering` by the caller. `done`: what a tool did for it the first time is. */
    again: (exchange: ExchangeRow, learner: Learner, { done }: { done: boolean }) =>
      tell({ exchange, fresh: true }, { learner, done }),

    /** Whether this process is answering the exchange. */
    isRunning: (exchangeId: string) => running.has(exchangeId),

    /** Waits for the turns that are being answered, at most `ms`; what is not finished by then goes back to waiting. */
    async drain(ms: number): Promise<void> {
      for (const prepared of preparing) prepared.drop()
      let over = ms <= 0
      const patience = setTimeout(() => {
        over = true
        for (const { stop } of running.values()) stop.abort(shuttingDown())
      }, ms)
      // What was waiting in a socket begins meanwhile.
      while (running.size > 0) {
        if (over) for (const { stop } of running.values()) stop.abort(shuttingDown())
        await Promise.allSettled([...running.values()].map(({ done }) => done))
      }
      clearTimeout(patience)
    },
  }
}

const sessionOf = ({ user_id: userId, session_id: sessionId }: ExchangeRow) => ({ userId, sessionId })

// Told from an interruption by its reason: the learner did not stop this reply, so it is given again.
function shuttingDown(): Problem {
  return new Problem('shutting-down', 'The server is being restarted. Your words are saved and will be answered.', {
    retryAfter: 5,
  })
}

/** The recording is safe, and nobody can write it down yet. */
export function unheard(exchange: Pick<ExchangeRow, 'session_id' | 'id'>, cause?: unknown): Problem {
  return new Problem(
    'no-recogniser',
    'Nobody here can write speech down yet. Your recording is kept and will be written down when a recogniser is set up.',
    {
      cause,
      fields: { session_id: exchange.session_id, exchange_id: exchange.id, kept: true },
    },
  )
}
