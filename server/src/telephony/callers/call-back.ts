import type { CallBack, CallBackChanges } from '@lva/contracts/phone'
import type { Logger } from 'pino'
import { z } from 'zod'
import { isQuiet, localMoment, minuteOf } from '../../days.ts'
import type { Publish } from '../../events/events.ts'
import { sessionOfCall } from '../../ids.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { Problem } from '../../problem.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import type { Carrier } from '../call.ts'
import type { CallersDb } from './callers-db.ts'
import type { Call, Calls } from './calls.ts'
import type { Known } from './known.ts'
import type { Numbers } from './numbers.ts'
import type { Pins } from './pins.ts'
import { dayToCall, LATE_MINUTES, wishOf } from './when.ts'
import { createWishes } from './wishes.ts'

/** Nobody is rung more often for one day, nor sooner than so after they did not take it up. */
const TRIES_A_DAY = 3
const AGAIN_MS = 15 * 60_000
const AT_ONCE = 200
const KEPT_DAYS = 60
/** A job that comes later than this leaves it to the next look. */
const LATE_MS = LATE_MINUTES * 60_000

interface Needs {
  db: CallersDb
  now: () => Date
  newId: () => string
  log: Pick<Logger, 'warn'>
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  publish: Publish
  known: Known
  numbers: Numbers
  pins: Pick<Pins, 'setAt'>
  calls: Calls
  /** How many seconds a learner may still be on the telephone today. */
  left: (userId: string) => Promise<number>
  carrier: () => Carrier | null
}

/** Calls learners who wished for it, once on a day and only when something is due. Whoever takes the call up shows by the PIN who they are. */
export function createCallBacks({
  db,
  now,
  newId,
  log,
  jobs,
  publish,
  known,
  numbers,
  pins,
  calls,
  left,
  carrier,
}: Needs) {
  const placing = jobs.kind('place-call-back', z.object({ userId: z.uuid(), id: z.uuid() }), { maxAttempts: 3 })
  const at = () => now().toISOString()
  const wishes = createWishes({ db, now, publish })
  const { of } = wishes

  /** Whether a learner can be called at all, and has something to be called for. */
  async function isWorthIt(userId: string, { number_id }: CallBack): Promise<boolean> {
    if (number_id === null || (await pins.setAt(userId)) === null) return false
    if ((await known.due(userId)) === 0 || (await left(userId)) <= 0) return false
    return (await numbers.toCall(userId, number_id)) !== null
  }

  /** Asks for the call of a day, once in a fleet: the row of a day can be made, and taken up again, by one only. */
  async function claim(userId: string, day: string): Promise<void> {
    await db.transaction().execute(async (trx) => {
      const fresh = await trx
        .insertInto('call_back_calls')
        .values({ id: newId(), user_id: userId, day, state: 'due', tries: 1, at: at(), next_at: null, call_sid: null })
        .onConflict((conflict) => conflict.columns(['user_id', 'day']).doNothing())
        .returning('id')
        .executeTakeFirst()
      const again =
        fresh ??
        (await trx
          .updateTable('call_back_calls')
          .set((eb) => ({ state: 'due', tries: eb('tries', '+', 1), next_at: null, call_sid: null }))
          .where('user_id', '=', userId)
          .where('day', '=', day)
          .where('state', '=', 'missed')
          .where('next_at', '<=', at())
          .returning('id')
          .executeTakeFirst())
      if (again) await placing.enqueue(trx, { userId, id: again.id }, { key: again.id })
    })
  }

  /** The last call of a day, which another day keeps its distance from. */
  const lastOf = (userId: string) =>
    db
      .selectFrom('call_back_calls')
      .select(['day', 'at'])
      .where('user_id', '=', userId)
      .orderBy('day', 'desc')
      .limit(1)
      .executeTakeFirst()

  async function lookAt(userId: string, wish: CallBack): Promise<void> {
    const learner = await known.learnerOf(userId)
    if (!learner) return
    const moment = { at: now(), timezone: learner.timezone, last: null }
    // Most have no time of theirs just now, and nothing more is looked up for them.
    if (dayToCall(wish, moment) === null) return
    const day = dayToCall(wish, { ...moment, last: (await lastOf(userId)) ?? null })
    if (day !== null && (await isWorthIt(userId, wish))) await claim(userId, day)
  }

  async function look({ signal }: { signal: AbortSignal }): Promise<void> {
    if (!carrier()) return
    for (let after = ''; ; ) {
      signal.throwIfAborted()
      const rows = await db
        .selectFrom('call_backs')
        .selectAll()
        .where('wanted', '=', 1)
        .where('user_id', '>', after)
        .orderBy('user_id')
        .limit(AT_ONCE)
        .execute()
      for (const { user_id, settings } of rows) await lookAt(user_id, wishOf(settings, true))
      if (rows.length < AT_ONCE) return
      after = rows.at(-1)?.user_id ?? after
    }
  }
  jobs.recurring('call-back', '*/5 * * * *', look)

  /** Nobody took it up: again in a while, unless it was tried often enough. */
  async function missed(id: string): Promise<void> {
    const next = new Date(now().getTime() + AGAIN_MS).toISOString()
    await db
      .updateTable('call_back_calls')
      .set((eb) => ({
        state: eb
          .case()
          .when('tries', '>=', TRIES_A_DAY)
          .then('done' as const)
          .else('missed' as const)
          .end(),
        next_at: next,
      }))
      .where('id', '=', id)
      .where('state', 'in', ['placing', 'ringing'])
      .execute()
  }

  placing.does(async ({ userId, id }, { signal }) => {
    const line = carrier()
    const learner = await known.learnerOf(userId)
    const { wish } = await of(userId)
    const number = wish.number_id === null ? null : await numbers.toCall(userId, wish.number_id)
    const due = await db.selectFrom('call_back_calls').select('at').where('id', '=', id).executeTakeFirst()
    if (!line || !learner || !due || number === null || wish.number_id === null) return
    const quiet = isQuiet(wish, localMoment(now(), learner.timezone).minute)
    const late = now().getTime() - Date.parse(due.at) > LATE_MS
    if (!wish.on || quiet || late || !(await isWorthIt(userId, wish))) return
    // From here on it may ring: whoever does this a second time does not ring again.
    const claimed = await db
      .updateTable('call_back_calls')
      .set({ state: 'placing' })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where('state', '=', 'due')
      .returning('id')
      .executeTakeFirst()
    if (!claimed) return
    try {
      const { callSid } = await line.place({ to: number }, { signal })
      await db
        .updateTable('call_back_calls')
        .set({ state: 'ringing', call_sid: callSid })
        .where('id', '=', id)
        .where('state', '=', 'placing')
        .execute()
      await begun(callSid, { userId, numberId: wish.number_id })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      await missed(id)
      log.warn({ err: error }, 'a call to a learner could not be placed')
    }
  })

  const begun = (callSid: string, { userId, numberId }: { userId: string; numberId: string }) =>
    calls.begin(
      { callSid, direction: 'out', way: 'gather' },
      { userId, numberId, sessionId: sessionOfCall(callSid), trusted: false },
    )

  return {
    of,
    stop: wishes.stop,

    /** Changes what is given. Throws Problem `not-found`, `pin-missing` or `validation-failed`. */
    async change(userId: string, changes: CallBackChanges): Promise<CallBack> {
      const { wish } = await of(userId)
      const wanted = { ...wish, ...changes, days: [...new Set(changes.days ?? wish.days)].sort() }
      const matters = changes.number_id !== undefined || wanted.on
      if (matters && wanted.number_id !== null && (await numbers.toCall(userId, wanted.number_id)) === null)
        throw new Problem('not-found', 'There is no such number, or it is not linked yet.')
      if (isQuiet(wanted, minuteOf(wanted.at)))
        throw new Problem('validation-failed', 'That time lies in the quiet hours.', {
          fields: { loc: ['body', 'at'] },
        })
      if (wanted.on && wanted.number_id === null)
        throw new Problem('validation-failed', 'Choose the number to call.', { fields: { loc: ['body', 'number_id'] } })
      if (wanted.on && (await pins.setAt(userId)) === null)
        throw new Problem('pin-missing', 'Set a PIN first: anybody may take up the telephone.')
      return { ...wanted, on: await wishes.write(userId, wanted, { turned: changes.on !== undefined }) }
    },

    /** The call of ours to a number that is ringing, written down; null: it is none. The carrier may tell of it before it has told us its id. */
    async ringing(callSid: string, number: string): Promise<Call | null> {
      const owner = await numbers.whose(number)
      const row =
        owner &&
        (await db
          .selectFrom('call_back_calls')
          .select('id')
          .where('user_id', '=', owner.user_id)
          .where(({ or, eb }) => or([eb('call_sid', '=', callSid), eb('call_sid', 'is', null)]))
          // One that the carrier seemed not to take may ring all the same.
          .where(({ or, and, eb }) =>
            or([
              eb('state', 'in', ['placing', 'ringing']),
              and([eb('state', '=', 'missed'), eb('call_sid', 'is', null), eb('next_at', '>', at())]),
            ]),
          )
          .orderBy('day', 'desc')
          .limit(1)
          .executeTakeFirst())
      if (!owner || !row) return null
      await db
        .updateTable('call_back_calls')
        .set({ state: 'ringing', call_sid: callSid })
        .where('id', '=', row.id)
        .execute()
      return begun(callSid, { userId: owner.user_id, numberId: owner.id })
    },

    /** A call is over; `missed`: also when a machine took it up. */
    async over(callSid: string, state: 'missed' | 'done'): Promise<void> {
      const row = await bySid(callSid)
      if (row && state === 'missed') await missed(row.id)
      if (row && state === 'done')
        await db
          .updateTable('call_back_calls')
          .set({ state: 'done' })
          .where('id', '=', row.id)
          .where('state', 'in', ['placing', 'ringing'])
          .execute()
    },

    /** Forgets calls of long ago. */
    async sweep(): Promise<void> {
      const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000).toISOString()
      await db.deleteFrom('call_back_calls').where('at', '<', before).execute()
    },
  }

  function bySid(callSid: string) {
    return db.selectFrom('call_back_calls').select('id').where('call_sid', '=', callSid).executeTakeFirst()
  }
}

export type CallBacks = ReturnType<typeof createCallBacks>
