import { setImmediate as breath } from 'node:timers/promises'
import type { Dimension, FeedbackKind } from '@lva/contracts/feedback'
import type { Insertable, Selectable } from 'kysely'
import { byColumn, byRow, type Columns, fixed } from '../db/fixed.ts'
import type { Tables } from '../db/tables.ts'
import type { Taking } from '../preferences/preferences.ts'
import { keysOf } from '../records.ts'
import type { FeedbackDb, FeedbackTrx } from './feedback-db.ts'
import { notice, type Turn } from './noticing.ts'
import { asksForMuch, judge, type Telling, type Weights } from './quality.ts'

type Exchange = Selectable<Tables['exchanges']>
type Given = Selectable<Tables['feedback']>
type Scored = Insertable<Tables['reply_quality']>
type Taken = Taking & { exchangeId: string; saidAt: string }

/** A learner, and where their days begin. */
interface Whose {
  userId: string
  timezone: string
}

/** An exchange whose reply is judged, and the turn that came next in its session. */
interface Reply {
  row: Exchange
  next: Exchange | undefined
}

/** The same, with what was noticed of it. */
type Judged = Reply & { kinds: readonly FeedbackKind[] }

/** In one transaction, for whose length everybody else's writing waits. */
const JUDGED_AT_ONCE = 10
/** What follows from a turn and the one after it; what is not so any more is taken back. */
const DECIDED: FeedbackKind[] = ['interrupt', 'follow-up', 'long-pause', 'correction']

const turnsOf = (db: FeedbackDb, userId: string) =>
  db
    .selectFrom('exchanges')
    .selectAll()
    .where('user_id', '=', userId)
    .where('mode', '=', 'conversation')
    .where('user_text', '!=', '')

interface OfTurn {
  userId: string
  exchangeId: string
}
interface OfSession {
  userId: string
  sessionId: string
  seq: number
}
const turnWith = fixed((db: FeedbackDb, { userId, exchangeId }: OfTurn) =>
  turnsOf(db, userId).where('id', '=', exchangeId),
)
const turnBefore = fixed((db: FeedbackDb, { userId, sessionId, seq }: OfSession) =>
  turnsOf(db, userId).where('session_id', '=', sessionId).where('seq', '<', seq).orderBy('seq', 'desc').limit(1),
)
const turnAfter = fixed((db: FeedbackDb, { userId, sessionId, seq }: OfSession) =>
  turnsOf(db, userId).where('session_id', '=', sessionId).where('seq', '>', seq).orderBy('seq').limit(1),
)
const turnsFrom = fixed((db: FeedbackDb, { userId, exchangeId }: OfTurn) =>
  turnsOf(db, userId)
    .where('seq', '>=', ({ selectFrom }) =>
      selectFrom('exchanges as first')
        .select('first.seq')
        .where('first.user_id', '=', userId)
        .where('first.id', '=', exchangeId)
        .where('first.mode', '=', 'conversation')
        .where('first.user_text', '!=', ''),
    )
    .orderBy('seq')
    .limit(JUDGED_AT_ONCE),
)
const turnsAfter = fixed((db: FeedbackDb, { userId, seq }: { userId: string; seq: number }) =>
  turnsOf(db, userId).where('seq', '>', seq).orderBy('seq').limit(JUDGED_AT_ONCE),
)
const saidOf = fixed((db: FeedbackDb, { userId, exchangeIds }: { userId: string; exchangeIds: readonly string[] }) =>
  db
    .selectFrom('feedback')
    .selectAll()
    .where('user_id', '=', userId)
    .where('exchange_id', 'in', exchangeIds)
    .where('earlier', '=', 0),
)
/** What is another when a reply is judged again. */
const judgedIn = (scores: Columns<Scored>) =>
  keysOf(scores).filter((name) => name !== 'user_id' && name !== 'exchange_id')
const putScores = fixed((db: FeedbackDb, scores: Columns<Scored>) =>
  db
    .insertInto('reply_quality')
    .values(byRow<Scored>(scores))
    .onConflict((conflict) =>
      conflict
        .column('exchange_id')
        .doUpdateSet((eb) => Object.fromEntries(judgedIn(scores).map((name) => [name, eb.ref(`excluded.${name}`)]))),
    ),
)

/** What judging needs of others. */
export interface JudgingNeeds {
  db: FeedbackDb
  weights: Weights
  /** The kinds that somebody has switched off. */
  offOf(userId: string): Promise<ReadonlySet<FeedbackKind>>
  /** The local day of an instant, in the time zone of a learner. */
  dayOf(at: Date, timezone: string): string
  preferences: {
    take(userId: string, turns: readonly Taken[]): Promise<void>
    likesLong(userId: string): Promise<boolean>
  }
  /** Which of some turns of a learner were led, as in a review or a lesson, whoever worded the reply. */
  ledAmong(userId: string, turns: readonly Exchange[]): Promise<(turn: Exchange) => boolean>
  newId: () => string
}

/** Notices how replies were taken, has it learnt from, and says how good they were. Never in a turn: a job does it. */
export function createJudging({ db, weights, offOf, dayOf, preferences, ledAmong, newId }: JudgingNeeds) {
  /** The turn before or after one in its session. */
  async function beside({ user_id, session_id, seq }: Exchange, where: 'before' | 'after') {
    const [turn] = await (where === 'before' ? turnBefore : turnAfter)(db, {
      userId: user_id,
      sessionId: session_id,
      seq,
    })
    return turn
  }

  /** Keeps what was noticed of replies, and gives everything that is said of each then. */
  async function keep(trx: FeedbackTrx, userId: string, judged: readonly Judged[]): Promise<Map<string, Given[]>> {
    const kindsOf = new Map(judged.map(({ row, kinds }) => [row.id, kinds]))
    const before = await saidOf(trx, { userId, exchangeIds: [...kindsOf.keys()] })
    const gone = before.filter(
      ({ kind, noticed, exchange_id }) =>
        noticed === 1 && DECIDED.includes(kind) && !kindsOf.get(exchange_id)?.includes(kind),
    )
    const fresh = judged.flatMap(({ row, next, kinds }) =>
      kinds
        .filter((kind) => !before.some((one) => one.exchange_id === row.id && one.kind === kind))
        .map((kind) => ({
          ...{ ...OF_NOBODY, id: newId(), user_id: userId, session_id: row.session_id, exchange_id: row.id, kind },
          ...{ earlier: 0, at: next?.said_at ?? row.answered_at ?? row.said_at },
        })),
    )
    if (gone.length > 0)
      await trx
        .deleteFrom('feedback')
        .where('user_id', '=', userId)
        .where(
          'id',
          'in',
          gone.map(({ id }) => id),
        )
        .execute()
    if (fresh.length > 0)
      await trx
        .insertInto('feedback')
        .values(fresh)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    return Map.groupBy([...before.filter((one) => !gone.includes(one)), ...fresh], ({ exchange_id }) => exchange_id)
  }

  function scored(row: Exchange, telling: Telling, timezone: string): Scored {
    const { score, dimensions } = judge(telling, weights)
    const answered_at = row.answered_at ?? row.said_at
    return {
      ...{ user_id: row.user_id, exchange_id: row.id, session_id: row.session_id, answered_at, score },
      ...{ day: dayOf(new Date(answered_at), timezone), ...(dimensions as Record<Dimension, number | null>) },
    }
  }

  /** Judges replies, each told by the turn that came next, if one did: all of them in one transaction. */
  async function judgeAll({ userId, timezone }: Whose, replies: readonly Reply[]): Promise<void> {
    if (replies.length === 0) return
    const [off, likesLong] = await Promise.all([offOf(userId), preferences.likesLong(userId)])
    if (off.size > 0) await takeBack(userId, replies, off)
    const judged = replies.map(({ row, next }): Judged => {
      const { corrected, implicit } = notice(turnOf(row), next ? turnOf(next) : null)
      const kinds: FeedbackKind[] = corrected ? [...implicit, 'correction'] : implicit
      return { row, next, kinds: kinds.filter((kind) => !off.has(kind)) }
    })
    const given = await db.transaction().execute(async (trx) => {
      const given = await keep(trx, userId, judged)
      const answered = judged.filter(({ row }) => row.agent_text)
      const [score, ...scores] = answered.map(({ row }) =>
        scored(row, tellingOf(row, given.get(row.id) ?? [], likesLong), timezone),
      )
      if (score) await putScores(trx, byColumn([score, ...scores]))
      return given
    })
    const taken = judged.map(({ row, next }): Taken => {
      const told = given.get(row.id) ?? []
      const said = told.find(({ kind }) => kind === 'explicit')
      return {
        ...{ exchangeId: row.id, saidAt: row.said_at, text: row.user_text, reply: row.agent_text },
        ...{ next: next?.user_text ?? null, thumb: thumbOf(said?.thumb ?? null), reason: said?.reason ?? null },
        kinds: new Set(told.map(({ kind }) => kind)),
      }
    })
    await preferences.take(userId, taken)
  }

  /** What was noticed of replies before anybody could look whether that is wanted. */
  async function takeBack(userId: string, replies: readonly Reply[], off: ReadonlySet<FeedbackKind>) {
    await db
      .deleteFrom('feedback')
      .where('user_id', '=', userId)
      .where(
        'exchange_id',
        'in',
        replies.map(({ row }) => row.id),
      )
      .where('noticed', '=', 1)
      .where('kind', 'in', [...off])
      .execute()
  }

  /** The replies to turns of one session, in the order they were said. What is said where a guide leads, and to it, tells nothing. */
  const repliesTo = (turns: readonly Exchange[], isLed: (turn: Exchange) => boolean): Reply[] =>
    turns.flatMap((row, at) => {
      const next = turns[at + 1]
      return isLed(row) ? [] : { row, next: next && isLed(next) ? undefined : next }
    })

  /** Turns by session, each with the one before the first. */
  async function bySession(rows: readonly Exchange[]): Promise<Exchange[][]> {
    const sessions: Exchange[][] = []
    for (const turns of Map.groupBy(rows, ({ session_id }) => session_id).values()) {
      const before = turns[0] && (await beside(turns[0], 'before'))
      sessions.push(before ? [before, ...turns] : turns)
    }
    return sessions
  }

  return {
    /** Judges a reply, and the one before it, of which its turn tells. One that is gone is nobody's concern any more. */
    async judge(learner: Whose, exchangeId: string): Promise<void> {
      const [turn] = await turnWith(db, { userId: learner.userId, exchangeId })
      if (!turn) return
      const [before, after] = await Promise.all([beside(turn, 'before'), beside(turn, 'after')])
      const turns = [before, turn, after].filter((one) => one !== undefined)
      const isLed = await ledAmong(learner.userId, turns)
      if (isLed(turn)) return
      const replies = repliesTo(turns, isLed)
      await judgeAll(
        learner,
        replies.filter(({ row }) => row.id !== after?.id),
      )
    },

    /** Judges a reply, the one before it, and everything that its learner was answered since. */
    async judgeFrom(learner: Whose, exchangeId: string, { signal }: { signal: AbortSignal }): Promise<void> {
      const { userId } = learner
      for (let rows = await turnsFrom(db, { userId, exchangeId }); rows.length > 0; ) {
        signal.throwIfAborted()
        const sessions = await bySession(rows)
        const isLed = await ledAmong(userId, sessions.flat())
        const replies = sessions.flatMap((turns) => repliesTo(turns, isLed))
        await judgeAll(
          learner,
          replies.sort((a, b) => a.row.seq - b.row.seq),
        )
        if (rows.length < JUDGED_AT_ONCE) return
        await breath()
        rows = await turnsAfter(db, { userId, seq: rows.at(-1)?.seq ?? 0 })
      }
    },
  }
}

/** What a piece of feedback holds that the server noticed by itself. */
export const OF_NOBODY = { noticed: 1, thumb: null, rating: null, reason: null, comment: null }

/** A thumb as it is kept: 1 and 0. */
export const thumbOf = (kept: number | null) => (kept === null ? null : kept === 1 ? 'up' : 'down')

/** An exchange, as far as it tells how its reply was taken. */
export function turnOf(row: Exchange): Turn {
  return {
    ...{ text: row.user_text, reply: row.agent_text, spoken: row.spoken === 1 },
    ...{ interrupted: row.state === 'interrupted', leaves: row.intent === 'end_conversation' },
    ...{ saidAt: new Date(row.said_at), answeredAt: row.answered_at === null ? null : new Date(row.answered_at) },
  }
}

function tellingOf(row: Exchange, given: readonly Given[], likesLong: boolean): Telling {
  const said = given.find(({ kind }) => kind === 'explicit')
  return {
    ...{ asked: row.user_text, reply: row.agent_text ?? '', mayBeLong: likesLong || asksForMuch(row.user_text) },
    ...{ thumb: thumbOf(said?.thumb ?? null), rating: said?.rating ?? null, reason: said?.reason ?? null },
    corrected: given.some(({ kind }) => kind === 'correction'),
    noticed: given.flatMap(({ kind }) => (kind === 'explicit' || kind === 'correction' ? [] : kind)),
    ...{ cites: row.sources !== '[]', ungrounded: row.marks.includes('ungrounded') },
  }
}
