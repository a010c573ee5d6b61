import type { NewPin } from '@lva/contracts/phone'
import { sql } from 'kysely'
import type { Publish } from '../../events/events.ts'
import type { Note } from '../../note.ts'
import { Problem } from '../../problem.ts'
import type { CallersDb } from './callers-db.ts'
import { faultOfPin } from './pin-rules.ts'

/** Wrong PINs in a call, and of an account in a day (UTC). */
const TRIES_A_CALL = 3
const TRIES_A_DAY = 10

/** How PINs are hashed: as passwords are. */
export interface Hashes {
  hash(secret: string): Promise<string>
  matches(hashed: string, secret: string): Promise<boolean>
}

export type Pins = ReturnType<typeof createPins>

/** The digits by which a caller shows who they are: a number can be forged. */
export function createPins({
  db,
  now,
  note,
  publish,
  hashes,
  confirm,
}: {
  db: CallersDb
  now: () => Date
  note: Note
  publish: Publish
  hashes: Hashes
  /** Asks for the account's password. Throws Problem `wrong-current-password` or `locked-out`. */
  confirm: (userId: string, password: string, address: string) => Promise<unknown>
}) {
  const today = () => now().toISOString().slice(0, 10)

  /** Counts a try of a call before it is known what comes of it, so that many at once are many. False: there is none left. */
  async function countInCall(sid: string): Promise<boolean> {
    const call = await db
      .updateTable('calls')
      .set((eb) => ({ pin_tries: eb('pin_tries', '+', 1) }))
      .where('sid', '=', sid)
      .where('pin_tries', '<', TRIES_A_CALL)
      .returning('sid')
      .executeTakeFirst()
    return call !== undefined
  }

  /** The same for the day; the PIN as it is kept, null when there is no try left. */
  async function countInDay(userId: string): Promise<string | null> {
    const pin = await db
      .updateTable('phone_pins')
      .set({ tries: sql<number>`case when tries_day = ${today()} then tries + 1 else 1 end`, tries_day: today() })
      .where('user_id', '=', userId)
      .where(({ or, eb }) => or([eb('tries', '<', TRIES_A_DAY), eb('tries_day', '!=', today())]))
      .returning('pin_hash')
      .executeTakeFirst()
    return pin?.pin_hash ?? null
  }

  return {
    /** When the learner's PIN was set; null: there is none. */
    async setAt(userId: string): Promise<string | null> {
      const row = await db.selectFrom('phone_pins').select('set_at').where('user_id', '=', userId).executeTakeFirst()
      return row?.set_at ?? null
    },

    /** Sets the PIN. Throws Problem `validation-failed`, `wrong-current-password` or `locked-out`. */
    async set(userId: string, { pin, current_password }: NewPin, { address }: { address: string }): Promise<void> {
      const fault = faultOfPin(pin)
      if (fault) throw new Problem('validation-failed', fault, { fields: { loc: ['body', 'pin'] } })
      await confirm(userId, current_password, address)
      const values = { pin_hash: await hashes.hash(pin), set_at: now().toISOString(), tries: 0, tries_day: today() }
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('phone_pins')
          .values({ user_id: userId, ...values })
          .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
          .execute()
        await note(trx, { action: 'pin-set', by: { userId }, address })
      })
      publish(userId, { type: 'phone-changed' })
    },

    /** Removes it: calls only take down what is said then, unless the network vouches for the number. */
    async remove(userId: string, { address }: { address: string }): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx.deleteFrom('phone_pins').where('user_id', '=', userId).executeTakeFirst()
        if (numDeletedRows > 0n) await note(trx, { action: 'pin-removed', by: { userId }, address })
      })
      publish(userId, { type: 'phone-changed' })
    },

    /** Tries a PIN in a call. `over`: there are no tries left in it, or today. */
    async tried(userId: string, { sid, pin }: { sid: string; pin: string }): Promise<'right' | 'wrong' | 'over'> {
      if (!(await countInCall(sid))) return 'over'
      const known = await countInDay(userId)
      if (known === null) return 'over'
      if (!(await hashes.matches(known, pin))) return 'wrong'
      await db
        .updateTable('phone_pins')
        .set((eb) => ({ tries: eb('tries', '-', 1) }))
        .where('user_id', '=', userId)
        .where('tries', '>', 0)
        .execute()
      return 'right'
    },
  }
}
