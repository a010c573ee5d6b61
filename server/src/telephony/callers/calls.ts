import type { PhoneCall, PhoneCalls, PhoneCallsQuery } from '@lva/contracts/phone'
import { type Selectable, sql } from 'kysely'
import type { AnyDb } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import type { Publish } from '../../events/events.ts'
import type { QuotaKeeper } from '../../quotas/quotas.ts'
import type { IncomingCall } from '../call.ts'
import type { CallersDb } from './callers-db.ts'

/** Calls of one learner that may go on at once. */
const AT_ONCE = 2
const LONGEST_MS = 4 * 3_600_000
/** A call nobody told the end of is over when so long nothing was heard of it. */
const UNHEARD_MS = 15 * 60_000
const HEARD_EVERY_MS = 60_000
/** More than ever go on at once. */
const GOING_ON_MAX = 10_000
const MONTH_MS = 30 * 86_400_000
const KEPT_DAYS = 365
const RECORDINGS_SHOWN = 500
const MICRO = 1_000_000

export type Call = Selectable<Tables['calls']>
export type Calls = ReturnType<typeof createCalls>

/** What the carrier calls an end without anybody having spoken. */
const MISSED = new Set(['no-answer', 'busy', 'canceled'])

/** The calls of learners: what is going on, and the log of what was. */
export function createCalls({
  db,
  now,
  newId,
  publish,
  quota,
}: {
  db: CallersDb
  now: () => Date
  newId: () => string
  publish: Publish
  quota: QuotaKeeper['calls']
}) {
  const changed = (userId: string) => publish(userId, { type: 'phone-changed' })

  const bySid = (sid: string): Promise<Call | undefined> =>
    db.selectFrom('calls').selectAll().where('sid', '=', sid).executeTakeFirst()

  const goingOn = (sid: string): Promise<Call | undefined> =>
    db.selectFrom('calls').selectAll().where('sid', '=', sid).where('ended_at', 'is', null).executeTakeFirst()

  /** Ends a call, once; `also` is done in the same transaction. Null: it was over already. */
  async function end(
    call: Call,
    { state, seconds }: { state: Call['state']; seconds: number },
    also?: (trx: AnyDb, call: Call) => Promise<void>,
  ): Promise<Call | null> {
    const over = await db.transaction().execute(async (trx) => {
      const one = await trx
        .updateTable('calls')
        .set({ state, seconds, ended_at: now().toISOString(), cost_microdollars: quota.costOf(seconds) })
        .where('id', '=', call.id)
        .where('ended_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      // Told twice, it is counted once.
      if (one && seconds > 0) await quota.count(trx, call.user_id, seconds)
      if (one) await also?.(trx, one)
      return one ?? null
    })
    if (over) changed(call.user_id)
    return over
  }

  const secondsTo = (ms: number, { began_at }: Pick<Call, 'began_at'>) =>
    Math.max(0, Math.ceil((ms - Date.parse(began_at)) / 1000))
  const lasted = (call: Pick<Call, 'began_at'>) => secondsTo(now().getTime(), call)
  /** How long it lasted as far as anything was heard of it. */
  const heardFor = (call: Call) => Math.min(lasted(call), secondsTo(Date.parse(call.heard_at) + HEARD_EVERY_MS, call))

  /** Whether another call of a learner may begin; two that begin at once wait here for each other. */
  async function hasRoom(trx: CallersDb, userId: string): Promise<boolean> {
    // An update that changes nothing is a lock both engines know.
    await trx
      .updateTable('phone_numbers')
      .set((eb) => ({ shown: eb.ref('shown') }))
      .where('id', '=', (eb) =>
        eb
          .selectFrom('phone_numbers')
          .select(({ fn }) => fn.min('id').as('id'))
          .where('user_id', '=', userId),
      )
      .execute()
    const { count } = await trx
      .selectFrom('calls')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(count) < AT_ONCE
  }

  return {
    bySid,
    goingOn,

    /** A call that ended at most so long ago; null: it goes on, ended before, or is none of ours. */
    async overSince(sid: string, ms: number): Promise<Call | null> {
      const call = await bySid(sid)
      return call?.ended_at && now().getTime() - Date.parse(call.ended_at) <= ms ? call : null
    },

    /** How many seconds the calls that go on have lasted: a learner's own, and everybody's. */
    async talking(userId: string): Promise<{ own: number; all: number }> {
      const rows = await db
        .selectFrom('calls')
        .select(['user_id', 'began_at'])
        .where('ended_at', 'is', null)
        .limit(GOING_ON_MAX)
        .execute()
      const sum = (some: typeof rows) => some.reduce((seconds, row) => seconds + lasted(row), 0)
      return { own: sum(rows.filter(({ user_id }) => user_id === userId)), all: sum(rows) }
    },

    /** Something was heard of a call, or it is passed on and nothing will be for so many seconds. */
    async heard({ sid, heard_at }: Call, forS = 0): Promise<void> {
      const until = now().getTime() + forS * 1000
      if (until - Date.parse(heard_at) < HEARD_EVERY_MS) return
      await db
        .updateTable('calls')
        .set({ heard_at: new Date(until).toISOString() })
        .where('sid', '=', sid)
        .where('ended_at', 'is', null)
        .execute()
    },

    /** Writes a call down as it begins; one that stands there already stays as it is. Null: the learner has as many going on as they may. */
    async begin(
      { callSid, direction, way }: Pick<IncomingCall, 'callSid' | 'direction' | 'way'>,
      about: { userId: string; numberId: string; sessionId: string; trusted: boolean },
    ): Promise<Call | null> {
      const at = now().toISOString()
      const { userId, numberId, sessionId, trusted } = about
      const call = await db.transaction().execute(async (trx) => {
        const room = direction === 'out' || (await hasRoom(trx, userId))
        if (room)
          await trx
            .insertInto('calls')
            .values({
              ...{ id: newId(), user_id: userId, sid: callSid, number_id: numberId, session_id: sessionId },
              ...{ direction, way, state: 'live', trusted: Number(trusted), doing: 'converse' },
              ...{ began_at: at, heard_at: at, ended_at: null, seconds: null, cost_microdollars: null },
            })
            .onConflict((conflict) => conflict.column('sid').doNothing())
            .execute()
        return trx.selectFrom('calls').selectAll().where('sid', '=', callSid).executeTakeFirst()
      })
      if (call) changed(userId)
      return call ?? null
    },

    /** Changes what is known of a call that goes on. */
    async set(
      sid: string,
      values: Partial<Pick<Call, 'trusted' | 'session_id' | 'doing' | 'summary_wanted' | 'way'>>,
    ): Promise<void> {
      await db.updateTable('calls').set(values).where('sid', '=', sid).where('ended_at', 'is', null).execute()
    },

    /** Something was said that became a turn. */
    async countTurn(sid: string): Promise<void> {
      await db
        .updateTable('calls')
        .set((eb) => ({ turns: eb('turns', '+', 1) }))
        .where('sid', '=', sid)
        .execute()
    },

    /** A call is over; told again it stays as it is. Resolves with the call the first time, and null afterwards or when it is none of ours. */
    async end(
      sid: string,
      { status, seconds }: { status: string; seconds: number | null },
      also?: (trx: AnyDb, call: Call) => Promise<void>,
    ): Promise<Call | null> {
      const call = await goingOn(sid)
      if (!call) return null
      const state = MISSED.has(status) ? 'missed' : status === 'failed' ? 'failed' : 'done'
      const told = seconds !== null && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : heardFor(call)
      const real = state === 'done' ? Math.min(told, LONGEST_MS / 1000) : 0
      return end(call, { state, seconds: real }, also)
    },

    /** Whether an untrusted call goes on in a session: nothing of before is told there. */
    async isGuarded(userId: string, sessionId: string): Promise<boolean> {
      const call = await db
        .selectFrom('calls')
        .select('id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .where('session_id', '=', sessionId)
        .where('trusted', '=', 0)
        .executeTakeFirst()
      return call !== undefined
    },

    /** A page of the log, the latest call first. */
    async list(userId: string, { limit, before }: PhoneCallsQuery): Promise<PhoneCalls> {
      const rows = await db
        .selectFrom('calls')
        .leftJoin('phone_numbers', 'phone_numbers.id', 'calls.number_id')
        .selectAll('calls')
        .select('phone_numbers.shown')
        .where('calls.user_id', '=', userId)
        .$if(before !== undefined, (query) => query.where('calls.id', '<', before ?? ''))
        .orderBy('calls.id', 'desc')
        .limit(limit + 1)
        .execute()
      const shown = rows.slice(0, limit)
      const sids = shown.map(({ sid }) => sid)
      const left =
        sids.length === 0
          ? []
          : await db
              .selectFrom('call_recordings')
              .selectAll()
              .where('user_id', '=', userId)
              .where('call_sid', 'in', sids)
              .orderBy('id')
              .limit(RECORDINGS_SHOWN)
              .execute()
      const calls = shown.map(
        (row): PhoneCall => ({
          ...{ id: row.id, direction: row.direction, number: row.shown, state: row.state, trusted: row.trusted === 1 },
          ...{ began_at: row.began_at, ended_at: row.ended_at, seconds: row.seconds },
          cost: row.cost_microdollars === null ? null : Number(row.cost_microdollars) / MICRO,
          session_id: row.turns > 0 ? row.session_id : null,
          recordings: left
            .filter(({ call_sid }) => call_sid === row.sid)
            .map(({ state, seconds, exchange_id }) => ({ state, seconds, exchange_id })),
        }),
      )
      return { calls, next: rows.length > limit ? (calls.at(-1)?.id ?? null) : null }
    },

    /** What the calls of the last 30 days came to. */
    async month(userId: string): Promise<{ calls: number; minutes: number; cost: number }> {
      const row = await db
        .selectFrom('calls')
        .select(({ fn }) => [
          fn.countAll<number>().as('calls'),
          sql<number>`coalesce(sum((coalesce(seconds, 0) + 59) / 60), 0)`.as('minutes'),
          sql<number>`coalesce(sum(cost_microdollars), 0)`.as('cost'),
        ])
        .where('user_id', '=', userId)
        .where('began_at', '>', new Date(now().getTime() - MONTH_MS).toISOString())
        .executeTakeFirstOrThrow()
      return { calls: Number(row.calls), minutes: Number(row.minutes), cost: Number(row.cost) / MICRO }
    },

    /** Ends calls nobody told the end of, and forgets those of more than a year ago. Resolves with those it ended. */
    async sweep(): Promise<Call[]> {
      const before = new Date(now().getTime() - UNHEARD_MS).toISOString()
      const lost = await db
        .selectFrom('calls')
        .selectAll()
        .where('ended_at', 'is', null)
        .where('heard_at', '<', before)
        .limit(500)
        .execute()
      const ended = await Promise.all(
        lost.map((call) => {
          // A call of ours of which nothing was ever heard was not taken up.
          const missed = call.direction === 'out' && call.heard_at === call.began_at
          const seconds = missed ? 0 : Math.min(heardFor(call), LONGEST_MS / 1000)
          return end(call, { state: missed ? 'missed' : 'done', seconds })
        }),
      )
      const old = new Date(now().getTime() - KEPT_DAYS * 86_400_000).toISOString()
      await db.deleteFrom('calls').where('began_at', '<', old).execute()
      return ended.filter((call) => call !== null)
    },
  }
}
