import { randomInt } from 'node:crypto'
import { type LinkingNumber, type NewPhoneNumber, PHONE_NUMBERS_MAX, type PhoneNumber } from '@lva/contracts/phone'
import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../../db/tables.ts'
import type { Publish } from '../../events/events.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Note } from '../../note.ts'
import { Problem } from '../../problem.ts'
import type { Carrier } from '../call.ts'
import type { CallersDb } from './callers-db.ts'
import { mayBeCalled, numberOf, shownAs } from './phone-number.ts'
import { createProving, toNumber } from './proving.ts'
import type { Requests } from './requests.ts'
import type { Sealing } from './sealed-numbers.ts'

const CODE_DIGITS = 6
const CODE_MINUTES = 15
const HOUR_S = 3_600

type Row = Selectable<Tables['phone_numbers']>

export type Numbers = ReturnType<typeof createNumbers>

/** The telephone numbers of learners. A number belongs to one account, and to the one that has shown it. */
export function createNumbers({
  db,
  now,
  newId,
  jobs,
  note,
  publish,
  sealing,
  requests,
  carrier,
  left,
  beginnings,
}: {
  db: CallersDb
  now: () => Date
  newId: () => string
  jobs: Pick<Jobs, 'kind'>
  note: Note
  publish: Publish
  sealing: Sealing
  requests: Requests
  carrier: () => Carrier | null
  /** How many seconds a learner may still be on the telephone today. */
  left: (userId: string) => Promise<number>
  /** What numbers that are called begin with. */
  beginnings: readonly string[]
}) {
  const linkCall = jobs.kind('link-call', z.object({ userId: z.uuid(), numberId: z.uuid() }), { maxAttempts: 2 })
  const changed = (userId: string) => publish(userId, { type: 'phone-changed' })
  const at = () => now().toISOString()
  const proving = createProving({ db, now, note, changed, sealing })

  linkCall.does(async ({ userId, numberId }, { signal }) => {
    const row = await proving.waiting().where('id', '=', numberId).where('user_id', '=', userId).executeTakeFirst()
    const line = carrier()
    // One that has rung is not rung again.
    if (!row || !line || row.call_sid !== null) return
    const { callSid } = await line.place({ to: sealing.open(row) }, { signal })
    await db.updateTable('phone_numbers').set({ call_sid: callSid }).where('id', '=', numberId).execute()
  })

  return {
    ...proving.inCalls,

    /** The learner's numbers, the oldest first. */
    async list(userId: string): Promise<PhoneNumber[]> {
      const rows = await db
        .selectFrom('phone_numbers')
        .selectAll()
        .where('user_id', '=', userId)
        .where(({ or, eb }) => or([eb('linked_at', 'is not', null), eb('expires_at', '>', at())]))
        .orderBy('id')
        .limit(PHONE_NUMBERS_MAX)
        .execute()
      return rows.map(toNumber)
    },

    /**
     * Begins to link a number; with another code when it waits for one already. Nobody learns here whether it is somebody else's. Throws
     * Problem `phone-off`, `validation-failed`, `number-not-called`, `number-taken` (by oneself), `too-many-numbers` or `too-many-requests`.
     */
    async link(userId: string, { number: written, way }: NewPhoneNumber): Promise<LinkingNumber> {
      const line = carrier()
      if (!line) throw new Problem('phone-off', 'This server has no telephone.')
      const number = numberOf(written)
      if (number === null)
        throw new Problem('validation-failed', 'Write the number with its country, like +49 30 1234567.', {
          fields: { loc: ['body', 'number'] },
        })
      if (way === 'call-me' && !mayBeCalled(number, { own: line.number, beginnings }))
        throw new Problem(
          'number-not-called',
          'This server does not call numbers of that country. Call it from that number instead.',
        )
      if (way === 'call-me' && (await left(userId)) <= 0)
        throw new Problem('too-many-requests', 'No more calls are made today. Call from that number instead.', {
          retryAfter: HOUR_S,
        })
      const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
      const hash = sealing.hashOf(number)
      const whose = { id: newId(), user_id: userId }
      const row = await db.transaction().execute(async (trx) => {
        await requests.code(trx, userId)
        if (way === 'call-me') await requests.call(trx, userId, hash)
        await trx
          .deleteFrom('phone_numbers')
          .where('user_id', '=', userId)
          .where('linked_at', 'is', null)
          .where(({ or, eb }) => or([eb('number_hash', '=', hash), eb('expires_at', '<=', at())]))
          .execute()
        const there = await trx
          .selectFrom('phone_numbers')
          .select('number_hash')
          .where('user_id', '=', userId)
          .limit(PHONE_NUMBERS_MAX)
          .execute()
        if (there.some(({ number_hash }) => number_hash === hash))
          throw new Problem('number-taken', 'This number is linked to your account already.')
        if (there.length >= PHONE_NUMBERS_MAX)
          throw new Problem('too-many-numbers', `You have ${PHONE_NUMBERS_MAX} numbers. Remove one first.`)
        const values = {
          ...{ ...whose, number_hash: hash, number_sealed: sealing.seal(whose, number), shown: shownAs(number), way },
          ...{ code_hash: sealing.codeHash(whose, code), tries: 0, call_sid: null, created_at: at() },
          code_sealed: way === 'call-me' ? sealing.sealCode(whose, code) : null,
          expires_at: new Date(now().getTime() + CODE_MINUTES * 60_000).toISOString(),
          ...{ linked_at: null, called_at: null },
        }
        const row = await trx.insertInto('phone_numbers').values(values).returningAll().executeTakeFirstOrThrow()
        if (way === 'call-me') await linkCall.enqueue(trx, { userId, numberId: row.id }, { key: row.id })
        return row
      })
      changed(userId)
      return { number: toNumber(row), code: way === 'call-us' ? code : null }
    },

    /** Takes the code that a call to the number spoke. Throws Problem `not-found`, `code-wrong` or `number-taken`. */
    async takeCode(userId: string, id: string, code: string, { address }: { address: string }): Promise<PhoneNumber> {
      // A code that was shown proves nothing here: it has to come from the number.
      const known = await db
        .selectFrom('phone_numbers')
        .select('id')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .where('way', '=', 'call-me')
        .executeTakeFirst()
      if (!known) throw noNumber()
      return proving.take(id, digitsOf(code), address)
    },

    /** Unlinks a number, or gives up linking it. Throws Problem `not-found`, also for somebody else's. */
    async remove(userId: string, id: string, { address }: { address: string }): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const gone = await trx
          .deleteFrom('phone_numbers')
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .returning('linked_at')
          .executeTakeFirst()
        if (!gone) throw noNumber()
        // Nobody has agreed to be called anywhere else.
        await trx
          .updateTable('call_backs')
          .set({
            ...{ wanted: 0, consented_at: null },
            settings: sql<string>`replace(settings, ${JSON.stringify(id)}, 'null')`,
          })
          .where('user_id', '=', userId)
          .where('settings', 'like', `%"number_id":${JSON.stringify(id)}%`)
          .execute()
        if (gone.linked_at !== null) await note(trx, { action: 'number-unlinked', by: { userId }, address })
      })
      changed(userId)
    },

    /** Whose number it is; null: nobody's. */
    async whose(number: string): Promise<Pick<Row, 'id' | 'user_id'> | null> {
      const row = await db
        .selectFrom('phone_numbers')
        .select(['id', 'user_id'])
        .where('number_hash', '=', sealing.hashOf(number))
        .where('linked_at', 'is not', null)
        .executeTakeFirst()
      return row ?? null
    },

    /** A linked number of a learner as it is called; null when there is none of that id. */
    async toCall(userId: string, id: string): Promise<string | null> {
      const row = await db
        .selectFrom('phone_numbers')
        .selectAll()
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .where('linked_at', 'is not', null)
        .executeTakeFirst()
      return row ? sealing.open(row) : null
    },

    async called(id: string): Promise<void> {
      await db.updateTable('phone_numbers').set({ called_at: at() }).where('id', '=', id).execute()
    },

    /** Forgets numbers whose code ran out. */
    async sweep(): Promise<void> {
      await db.deleteFrom('phone_numbers').where('linked_at', 'is', null).where('expires_at', '<=', at()).execute()
    },
  }
}

const noNumber = () => new Problem('not-found', 'There is no such number, or it is not yours.')
const digitsOf = (text: string) => [...text].filter((char) => char >= '0' && char <= '9').join('')
