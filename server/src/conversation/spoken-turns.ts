import type { Mode, TurnEvent } from '@lva/contracts/conversation'
import type { Database } from '../db/open.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { createChanges } from './changes.ts'
import type { ExchangeRow } from './exchange-row.ts'
import { intentOf } from './intent.ts'
import type { Keep } from './keep.ts'
import { isOpen } from './open-exchanges.ts'
import { titleOf } from './title.ts'
import { type Turns, unheard } from './turns.ts'
import type { Work } from './work.ts'

/** An uploaded recording is looked into before it is kept; longer than this nobody waits for it. */
const LOOKED_INTO_MS = 60_000

/** What the conversation needs of the recordings. */
export interface Recordings {
  /** Whether anybody can write speech down. */
  readonly canHear: boolean
  /** Stores a recording safely and resolves with its id. Throws Problem for what is no audio, too large or too long. */
  keep(userId: string, audio: Buffer, options: { signal: AbortSignal }): Promise<string>
  /** Stores live speech, 16-bit mono samples at 16 kHz, and resolves with its id. Throws Problem `storage-full`. */
  keepSpeech(userId: string, sound: Buffer): Promise<string>
  /** Writes a stored recording down. Throws Problem `nothing-heard` when nobody spoke, `recogniser-unavailable`, `quota-exhausted`, `damaged-audio`. */
  listen(
    userId: string,
    recordingId: string,
    options: { language: string; signal: AbortSignal },
  ): Promise<{ text: string; confidence: number | null }>
  remove(userId: string, recordingIds: readonly string[]): Promise<void>
}

/** One spoken turn: a whole audio file. */
export interface SpokenTurn {
  learner: Learner
  sessionId: string | null
  audio: Buffer
  mode: Mode
  saidAt?: Date | undefined
  idempotencyKey?: string | null | undefined
  /** The documents and pictures it is about. */
  documents?: readonly string[] | undefined
  signal?: AbortSignal
}

/** Live speech that is to be kept. `exchangeId` is the turn it is, or becomes. */
export interface SpokenSound {
  learner: Learner
  sessionId: string
  exchangeId: string
  /** 16-bit mono samples at 16 kHz. */
  sound: Buffer
  /** Without it: a conversation. */
  mode?: Mode
  saidAt?: Date | undefined
}

/** Turns that arrive as recordings: the sound is stored first, then written down, then it is a turn like any other. */
export function createSpokenTurns({
  database: { db },
  work,
  keep,
  turns,
  changes,
  recordings,
  keepsRecordings,
}: {
  database: Database
  work: Work
  keep: Keep
  turns: Turns
  changes: ReturnType<typeof createChanges>
  recordings: Recordings
  /** Whether a learner wants recordings kept once their words are written down. */
  keepsRecordings(userId: string): Promise<boolean>
}) {
  /**
   * Writes an unheard exchange down, and says how sure the recogniser was; null when somebody else did, or it is gone. A recording in which
   * nobody spoke is removed.
   */
  async function writeDown(exchange: ExchangeRow, learner: Learner, signal: AbortSignal) {
    const recordingId = exchange.recording_id
    if (recordingId === null) return null
    try {
      const { text, confidence } = await recordings.listen(learner.userId, recordingId, {
        language: learner.locale,
        signal,
      })
      const heard = await keep.heard(learner.userId, exchange.id, {
        text,
        intent: intentOf(text, learner.locale),
        title: titleOf([text]),
      })
      if (heard) await forget(heard, recordingId)
      return heard && { exchange: heard, confidence }
    } catch (error) {
      if (error instanceof Problem && (error.code === 'nothing-heard' || error.code === 'damaged-audio'))
        await changes.remove(learner.userId, exchange.id)
      throw error
    }
  }

  // Once there are words the sound is not needed any more, and what is not kept cannot leak; unless its owner wants to hear it again.
  async function forget(exchange: ExchangeRow, recordingId: string) {
    if (await keepsRecordings(exchange.user_id)) return
    await db.updateTable('exchanges').set({ recording_id: null }).where('id', '=', exchange.id).execute()
    exchange.recording_id = null
    await recordings.remove(exchange.user_id, [recordingId])
  }

  const later = (exchange: Pick<ExchangeRow, 'id' | 'user_id'>, inMs: number) =>
    work.writeDown.enqueue(db, { userId: exchange.user_id, exchangeId: exchange.id }, { key: exchange.id, inMs })

  /** Gives a turn whose words are safe the sound it was spoken in, if its owner wants recordings to be kept. */
  async function attachSound(userId: string, exchangeId: string, sound: Buffer): Promise<void> {
    if (sound.length === 0 || !(await keepsRecordings(userId))) return
    const recordingId = await recordings.keepSpeech(userId, sound)
    const attached = await db
      .updateTable('exchanges')
      .set({ recording_id: recordingId })
      .where('id', '=', exchangeId)
      .where('user_id', '=', userId)
      .where('recording_id', 'is', null)
      .returning('id')
      .executeTakeFirst()
    // Corrected or removed meanwhile.
    if (!attached) await recordings.remove(userId, [recordingId])
  }

  return {
    /**
     * Takes one spoken turn. Events as for a typed one; `turn-start` carries the transcript. When it cannot be written down now, the
     * recording stays and Problem `no-recogniser`, `recogniser-unavailable` or `quota-exhausted` says so.
     */
    async *takeSpokenTurn(turn: SpokenTurn): AsyncGenerator<TurnEvent, void, undefined> {
      const { learner, audio } = turn
      const recordingId = await recordings.keep(learner.userId, audio, { signal: AbortSignal.timeout(LOOKED_INTO_MS) })
      const kept = await keep
        .words(turns.said({ ...turn, text: '', spoken: true }, { recordingId, hash: audio }))
        .catch(async (error: unknown) => {
          await recordings.remove(learner.userId, [recordingId])
          throw error
        })
      const { exchange } = kept
      if (exchange.recording_id !== recordingId) await recordings.remove(learner.userId, [recordingId])
      if (exchange.state !== 'unheard') return yield* turns.tell(kept, turn)
      if (!recordings.canHear) throw unheard(exchange)
      // An interruption stops the reply, not the writing down: what was said is kept in words.
      const heard = await writeDown(exchange, learner, new AbortController().signal).catch(async (error: unknown) => {
        if (!(error instanceof Problem)) throw error
        const fields = { session_id: exchange.session_id, exchange_id: exchange.id, kept: true }
        if (error.code === 'quota-exhausted') {
          const { code, message, retryAfter = 0 } = error
          await later(exchange, retryAfter * 1000)
          throw new Problem(code, message, { cause: error, retryAfter, fields })
        }
        if (error.code !== 'recogniser-unavailable') throw error
        await later(exchange, 15_000)
        throw new Problem(
          'recogniser-unavailable',
          'The recogniser is not answering. Your recording is kept and will be written down when it is back.',
          {
            cause: error,
            retryAfter: error.retryAfter ?? 30,
            fields,
          },
        )
      })
      if (!heard)
        throw new Problem('still-running', 'This recording is being written down right now.', { retryAfter: 2 })
      yield* turns.tell({ exchange: heard.exchange, fresh: true }, { ...turn, confidence: heard.confidence })
    },

    attachSound,

    /**
     * Keeps live speech that nobody could write down as an `unheard` turn; a job does it as soon as somebody can. When there is a turn of
     * that id already, its words are safe and only the sound is added. Throws Problem `storage-full`.
     */
    async keepUnheard({
      learner,
      sessionId,
      exchangeId,
      sound,
      mode = 'conversation',
      saidAt,
    }: SpokenSound): Promise<void> {
      if (sound.length === 0) return
      const { userId } = learner
      const known = await db
        .selectFrom('exchanges')
        .select('id')
        .where('id', '=', exchangeId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (known) return attachSound(userId, exchangeId, sound)
      const recordingId = await recordings.keepSpeech(userId, sound)
      const turn = { learner, sessionId, text: '', mode, spoken: true, saidAt, exchangeId }
      const { exchange } = await keep.words(turns.said(turn, { recordingId })).catch(async (error: unknown) => {
        await recordings.remove(userId, [recordingId])
        throw error
      })
      if (recordings.canHear) await later(exchange, 0)
    },

    /** Writes a waiting recording down and answers it. Resolves when nothing is left to do; throws when it has to be tried again. */
    async writeDownWaiting(learner: Learner, exchangeId: string, signal: AbortSignal): Promise<void> {
      const exchange = await db
        .selectFrom('exchanges')
        .selectAll()
        .where('id', '=', exchangeId)
        .where('user_id', '=', learner.userId)
        .where('state', '=', 'unheard')
        .executeTakeFirst()
      if (!exchange) return
      try {
        const heard = await writeDown(exchange, learner, signal)
        if (!heard) return
        const { confidence } = heard
        for await (const _ of turns.tell({ exchange: heard.exchange, fresh: true }, { learner, confidence }));
      } catch (error) {
        if (
          error instanceof Problem &&
          ['nothing-heard', 'damaged-audio', 'model-unavailable', 'not-found'].includes(error.code)
        )
          return
        throw error
      }
    },

    /** Queues every recording that nobody has written down yet, for when a recogniser has been set up. */
    async queueUnheard(): Promise<void> {
      if (!recordings.canHear) return
      const rows = await db
        .selectFrom('exchanges')
        .select(['id', 'user_id'])
        .where(isOpen)
        .where('state', '=', 'unheard')
        .where('recording_id', 'is not', null)
        .limit(1_000)
        .execute()
      // Together, so that they share a commit.
      await Promise.all(rows.map((row) => later(row, 0)))
    },
  }
}
