import { setImmediate as breath } from 'node:timers/promises'
import type { Dimension, FeedbackKind } from '@lva/contracts/feedback'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Taking } from '../preferences/preferences.ts'
import type { FeedbackDb, FeedbackTrx } from './feedback-db.ts'
import { notice, type Turn } from './noticing.ts'
import { asksForMuch, judge, type Telling, type Weights } from './quality.ts'

type Exchange = Selectable<Tables['exchanges']>
type Given = Selectable<Tables['feedback']>

const JUDGED_AT_ONCE = 50
/** What follows from a turn and the one after it; what is not so any more is taken back. */
const DECIDED: FeedbackKind[] = ['interrupt', 'follow-up', 'long-pause', 'correction']

/** What judging needs of others. */
export interface JudgingNeeds {
  db: FeedbackDb
  weights: Weights
  /** The kinds that somebody has switched off. */
  offOf(userId: string): Promise<ReadonlySet<FeedbackKind>>
  /** The local day of an instant, in the time zone of a learner. */
  dayOf(at: Date, timezone: string): string
  preferences: {
    take(userId: string, taking: Taking & { exchangeId: string; saidAt: string }): Promise<void>
    likesLong(userId: string): Promise<boolean>
  }
  /** Whether whoever gave a reply leads turns, as a review does. */
  isLed(by: string | null): boolean
  newId: () => string
}

/** Notices how replies were taken, has it learnt from, and says how good they were. Never in a turn: a job does it. */
export function createJudging({ db, weights, offOf, dayOf, preferences, isLed, newId }: JudgingNeeds) {
  const turnsOf = (userId: string) =>
    db
      .selectFrom('exchanges')
      .selectAll()
      .where('user_id', '=', userId)
      .where('mode', '=', 'conversation')
      .where('user_text', '!=', '')

  /** A turn with the one before and the one after it in its session. */
  async function around(userId: string, exchangeId: string) {
    const turn = await turnsOf(userId).where('id', '=', exchangeId).executeTakeFirst()
    if (!turn) return null
    const ofSession = turnsOf(userId).where('session_id', '=', turn.session_id)
    const [before, after] = await Promise.all([
      ofSession.where('seq', '<', turn.seq).orderBy('seq', 'desc').limit(1).executeTakeFirst(),
      ofSession.where('seq', '>', turn.seq).orderBy('seq').limit(1).executeTakeFirst(),
    ])
    return { before, turn, after }
  }

  /** Keeps what was noticed of a reply, and gives everything that is said of it then. */
  async function keep(
    trx: FeedbackTrx,
    row: Exchange,
    { kinds, at }: { kinds: readonly FeedbackKind[]; at: string },
  ): Promise<Given[]> {
    const given = () =>
      trx
        .selectFrom('feedback')
        .selectAll()
        .where('user_id', '=', row.user_id)
        .where('exchange_id', '=', row.id)
        .where('earlier', '=', 0)
        .execute()
    const before = await given()
    const gone = before.filter(({ kind, noticed }) => noticed === 1 && DECIDED.includes(kind) && !kinds.includes(kind))
    const fresh = kinds.filter((kind) => !before.some((one) => one.kind === kind))
    if (gone.length === 0 && fresh.length === 0) return before
    for (const { id } of gone)
      await trx.deleteFrom('feedback').where('user_id', '=', row.user_id).where('id', '=', id).execute()
    for (const kind of fresh)
      await trx
        .insertInto('feedback')
        .values({
          ...OF_NOBODY,
          id: newId(),
          user_id: row.user_id,
          session_id: row.session_id,
          exchange_id: row.id,
          kind,
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    return given()
  }

  async function score(trx: FeedbackTrx, row: Exchange, telling: Telling, day: string) {
    const { score, dimensions } = judge(telling, weights)
    const columns = {
      ...{ session_id: row.session_id, day, answered_at: row.answered_at ?? row.said_at, score },
      ...(dimensions as Record<Dimension, number | null>),
    }
    await trx
      .insertInto('reply_quality')
      .values({ user_id: row.user_id, exchange_id: row.id, ...columns })
      .onConflict((conflict) => conflict.column('exchange_id').doUpdateSet(columns))
      .execute()
  }

  /** One reply, told by the turn that came next, if one did. */
  async function judgeOne(
    row: Exchange,
    next: Exchange | undefined,
    { off, likesLong, timezone }: { off: ReadonlySet<FeedbackKind>; likesLong: boolean; timezone: string },
  ) {
    const { corrected, implicit } = notice(turnOf(row), next ? turnOf(next) : null)
    const noticed = [...implicit, ...(corrected ? (['correction'] as const) : [])].filter((kind) => !off.has(kind))
    const given = await db.transaction().execute(async (trx) => {
      const given = await keep(trx, row, { kinds: noticed, at: next?.said_at ?? row.answered_at ?? row.said_at })
      if (row.agent_text)
        await score(
          trx,
          row,
          tellingOf(row, given, likesLong),
          dayOf(new Date(row.answered_at ?? row.said_at), timezone),
        )
      return given
    })
    const said = given.find(({ kind }) => kind === 'explicit')
    await preferences.take(row.user_id, {
      ...{ exchangeId: row.id, saidAt: row.said_at, text: row.user_text, reply: row.agent_text },
      ...{ next: next?.user_text ?? null, thumb: thumbOf(said?.thumb ?? null), reason: said?.reason ?? null },
      kinds: new Set(given.map(({ kind }) => kind)),
    })
  }

  /** What was noticed of a reply before anybody could look whether that is wanted. */
  async function takeBack({ user_id, id }: Exchange, off: ReadonlySet<FeedbackKind>) {
    await db
      .deleteFrom('feedback')
      .where('user_id', '=', user_id)
      .where('exchange_id', '=', id)
      .where('noticed', '=', 1)
      .where('kind', 'in', [...off])
      .execute()
  }

  /**
   * Judges a reply, and the one before it, of which its turn tells, unless that is among those `seen` already. What is said where a guide
   * leads, and to it, tells nothing.
   */
  async function judgeWith(
    { userId, timezone }: { userId: string; timezone: string },
    exchangeId: string,
    seen: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const found = await around(userId, exchangeId)
    if (!found || isLed(found.turn.provider)) return
    const { turn } = found
    const [before, after] = [found.before, found.after].map((one) => (isLed(one?.provider ?? null) ? undefined : one))
    const [off, likesLong] = await Promise.all([offOf(userId), preferences.likesLong(userId)])
    if (off.size > 0) await takeBack(turn, off)
    if (before && !seen.has(before.id)) await judgeOne(before, turn, { off, likesLong, timezone })
    await judgeOne(turn, after, { off, likesLong, timezone })
  }

  return {
    /** One that is gone is nobody's concern any more. */
    judge: (learner: { userId: string; timezone: string }, exchangeId: string) => judgeWith(learner, exchangeId),

    /** Judges a reply and everything that its learner was answered since, one after the other. */
    async judgeFrom(
      learner: { userId: string; timezone: string },
      exchangeId: string,
      { signal }: { signal: AbortSignal },
    ): Promise<void> {
      const { userId } = learner
      const first = await turnsOf(userId).where('id', '=', exchangeId).executeTakeFirst()
      for (let after = (first?.seq ?? Number.MAX_SAFE_INTEGER) - 1; ; ) {
        const rows = await turnsOf(userId).where('seq', '>', after).orderBy('seq').limit(JUDGED_AT_ONCE).execute()
        const seen = new Set<string>()
        for (const { id } of rows) {
          signal.throwIfAborted()
          await judgeWith(learner, id, seen)
          seen.add(id)
          await breath()
        }
        after = rows.at(-1)?.seq ?? after
        if (rows.length < JUDGED_AT_ONCE) return
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
