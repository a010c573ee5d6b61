import type { Settings } from '@lva/contracts/accounts'
import type { FeedbackKind } from '@lva/contracts/feedback'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import type { Asked } from '../jobs/kind.ts'
import type { Learner } from '../learner.ts'
import { createBringBack } from './bring-back.ts'
import type { FeedbackDb, FeedbackTables, FeedbackTrx } from './feedback-db.ts'
import { createGiving, type Given } from './giving.ts'
import { createJudging, type JudgingNeeds, OF_NOBODY, turnOf } from './judging.ts'
import { isAbandoned } from './noticing.ts'
import { createSummary } from './summary.ts'

export type { Given } from './giving.ts'
export type { Weights } from './quality.ts'

/** The tables it reads and writes. */
export type FeedbackTable = keyof FeedbackTables

/** Turns that come within so long are judged together. */
const TOGETHER_MS = 10_000
const DAY_MS = 86_400_000
const DAYS: Record<Settings['feedback_kept'], number | null> = { '30d': 30, '90d': 90, '1y': 365, forever: null }
const REMOVED_AT_ONCE = 500
/** Scores of a stretch of time that are read at once. */
const SCORES_MAX = 2_000

const OfExchange = z.object({ userId: z.string(), exchangeId: z.string() })
const OfSession = z.object({ userId: z.string(), sessionId: z.string(), why: z.string().optional() })

export type FeedbackKeeper = ReturnType<typeof createFeedback>

/**
 * How replies were taken: what learners say of them, and what is noticed without anybody saying so; and, in the background, how good they
 * were. `record` notes what somebody gave by themselves, `unrecord` that they took it back; `purge` empties the database's log of words
 * that went.
 */
export function createFeedback({
  db,
  jobs,
  record,
  unrecord,
  purge,
  settingsOf,
  everybody,
  learnerOf,
  now,
  newId,
  ...needs
}: Pick<JudgingNeeds, 'weights' | 'dayOf' | 'preferences' | 'ledAmong'> & {
  db: FeedbackDb
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  record(trx: FeedbackTrx, given: Given): Promise<unknown>
  unrecord(trx: FeedbackTrx, userId: string, once: string): Promise<void>
  purge: () => Promise<void>
  settingsOf: (userId: string) => Promise<Settings>
  everybody: () => AsyncIterable<{ userId: string; settings: Settings }>
  learnerOf: (userId: string) => Promise<Learner | null>
  now: () => Date
  newId: () => string
}) {
  const offOf = async (userId: string): Promise<ReadonlySet<FeedbackKind>> =>
    new Set((await settingsOf(userId)).feedback_off)
  const judging = createJudging({ db, offOf, newId, ...needs })
  const judgeReply = jobs.kind('judge-reply', OfExchange)
  const judgeTurns = jobs.kind('judge-turns', OfExchange, { places: 1 })
  const judge: Parameters<typeof createGiving>[0]['judge'] = (trx, of) =>
    judgeReply.enqueue(trx, of, { key: of.exchangeId })
  const giving = createGiving({ db, offOf, record, unrecord, judge, now, newId })
  const leave = jobs.kind('leave-session', OfSession)

  /** Judges a reply, and the one before it. Whoever is gone needs it no more. */
  async function judgeNow(userId: string, exchangeId: string): Promise<void> {
    const learner = await learnerOf(userId)
    if (learner) await judging.judge(learner, exchangeId)
  }
  judgeReply.does(({ userId, exchangeId }) => judgeNow(userId, exchangeId))
  judgeTurns.does(async ({ userId, exchangeId }, { signal }) => {
    const learner = await learnerOf(userId)
    if (learner) await judging.judgeFrom(learner, exchangeId, { signal })
  })

  leave.does(async ({ userId, sessionId, why }) => {
    if (why !== 'quiet') return
    const last = await db
      .selectFrom('exchanges')
      .selectAll()
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!last || !isAbandoned(turnOf(last)) || (await offOf(userId)).has('abandonment')) return
    if ((await needs.ledAmong(userId, [last]))(last)) return
    await db.transaction().execute(async (trx) => {
      await note(trx, last, 'abandonment')
      await judge(trx, { userId, exchangeId: last.id })
    })
  })

  /** Keeps what was noticed of a reply. */
  async function note(
    trx: FeedbackTrx,
    turn: { id: string; user_id: string; session_id: string },
    kind: FeedbackKind,
  ): Promise<void> {
    const { id: exchange_id, user_id, session_id } = turn
    await trx
      .insertInto('feedback')
      .values({ ...OF_NOBODY, id: newId(), user_id, session_id, exchange_id, kind, at: now().toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async function removeSome(userId: string, before: Date): Promise<number> {
    const { numDeletedRows } = await db
      .deleteFrom('feedback')
      .where('user_id', '=', userId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('feedback')
          .select('id')
          .where('user_id', '=', userId)
          .where('at', '<', before.toISOString())
          .limit(REMOVED_AT_ONCE),
      )
      .executeTakeFirst()
    return Number(numDeletedRows)
  }

  jobs.recurring('forget-feedback', '23 4 * * *', async ({ signal }) => {
    let removed = 0
    for await (const { userId, settings } of everybody()) {
      const days = DAYS[settings.feedback_kept]
      if (days === null) continue
      const before = new Date(now().getTime() - days * DAY_MS)
      for (let some = await removeSome(userId, before); some > 0; some = await removeSome(userId, before)) {
        removed += some
        signal.throwIfAborted()
      }
    }
    // Or comments would stand in the log of the database until others take their place.
    if (removed > 0) await purge()
  })

  return {
    ...giving,
    /**
     * What is done after turns, and after each session: subscribe them. The turns of a learner that come within ten seconds are one piece of
     * work, which begins at the first of them.
     */
    turns: {
      enqueue: (
        trx: Parameters<typeof judgeTurns.enqueue>[0],
        { userId, exchangeId }: z.infer<typeof OfExchange>,
        _asked?: Asked,
      ) => judgeTurns.enqueue(trx, { userId, exchangeId }, { key: userId, inMs: TOGETHER_MS }),
    },
    leave,
    judge: judgeNow,
    summary: createSummary({ db }),
    /** Brings what an export holds back. */
    bringBack: createBringBack({ db }),

    /** Something was noticed of a reply where there is no turn for it, as when a live voice is asked to say it again. */
    async noticed(userId: string, exchangeId: string, kind: FeedbackKind): Promise<void> {
      if ((await offOf(userId)).has(kind)) return
      await db.transaction().execute(async (trx) => {
        const turn = await trx
          .selectFrom('exchanges')
          .select(['id', 'user_id', 'session_id'])
          .where('id', '=', exchangeId)
          .where('user_id', '=', userId)
          .executeTakeFirst()
        if (!turn) return
        await note(trx, turn, kind)
        await judge(trx, { userId, exchangeId })
      })
    },

    /** A turn has other words, in the transaction that gives it them: its reply, and the one before it, are judged by those. */
    reworded: (trx: FeedbackTrx, userId: string, exchangeId: string) => judge(trx, { userId, exchangeId }),

    /** A reply is going to be given anew, in the transaction that drops it: what was said of it is about an earlier one then. */
    async dropped(trx: FeedbackTrx, userId: string, exchangeId: string): Promise<void> {
      const turn = await trx
        .selectFrom('exchanges')
        .select(['id', 'user_id', 'session_id'])
        .where('id', '=', exchangeId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (!turn) return
      // Should it be switched off, whoever judges the new reply takes it back.
      await note(trx, turn, 'regenerate')
      const own = trx.selectFrom('feedback').where('user_id', '=', userId).where('exchange_id', '=', exchangeId)
      const { last } = await own.select((eb) => eb.fn.max('earlier').as('last')).executeTakeFirstOrThrow()
      await trx
        .updateTable('feedback')
        .set({ earlier: Number(last ?? 0) + 1 })
        .where('user_id', '=', userId)
        .where('exchange_id', '=', exchangeId)
        .where('earlier', '=', 0)
        .execute()
      await trx
        .deleteFrom('reply_quality')
        .where('user_id', '=', userId)
        .where('exchange_id', '=', exchangeId)
        .execute()
    },

    /** The scores of the replies of a stretch of time, `to` excluded; at most 2,000. */
    async qualities(userId: string, from: Date, to: Date): Promise<number[]> {
      const rows = await db
        .selectFrom('reply_quality')
        .select('score')
        .where('user_id', '=', userId)
        .where('answered_at', '>=', from.toISOString())
        .where('answered_at', '<', to.toISOString())
        .orderBy('answered_at')
        .limit(SCORES_MAX)
        .execute()
      return rows.map(({ score }) => score)
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['feedback', 'reply_quality'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
