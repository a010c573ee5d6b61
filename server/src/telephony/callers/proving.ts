import { timingSafeEqual } from 'node:crypto'
import type { PhoneNumber } from '@lva/contracts/phone'
import type { Selectable } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import type { Note } from '../../note.ts'
import { Problem } from '../../problem.ts'
import type { CallersDb } from './callers-db.ts'
import type { Sealing } from './sealed-numbers.ts'

/** Codes that may be tried for one number before it has to be linked anew. */
const TRIES = 5
/** Accounts that may wait for the code of one number in a call from it. */
const WAITING_MAX = 10

type Row = Selectable<Tables['phone_numbers']>

/** Shows whose a number is: by the code a call to it spoke, or the one that is given in a call from it. */
export function createProving({
  db,
  now,
  note,
  changed,
  sealing,
}: {
  db: CallersDb
  now: () => Date
  note: Note
  changed: (userId: string) => void
  sealing: Sealing
}) {
  const at = () => now().toISOString()
  const waiting = () =>
    db.selectFrom('phone_numbers').selectAll().where('linked_at', 'is', null).where('expires_at', '>', at())

  /** Lets a code be tried, and counts the try before it is known what comes of it. */
  async function countTry(id: string): Promise<Row | undefined> {
    return db
      .updateTable('phone_numbers')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('id', '=', id)
      .where('linked_at', 'is', null)
      .where('expires_at', '>', at())
      .where('tries', '<', TRIES)
      .returningAll()
      .executeTakeFirst()
  }

  function isCode(row: Row, code: string): boolean {
    const [known, given] = [Buffer.from(row.code_hash ?? ''), Buffer.from(sealing.codeHash(row, code))]
    return known.length === given.length && timingSafeEqual(known, given)
  }

  async function isAnothers({ number_hash, user_id }: Row): Promise<boolean> {
    const other = await db
      .selectFrom('phone_numbers')
      .select('id')
      .where('number_hash', '=', number_hash)
      .where('user_id', '!=', user_id)
      .where('linked_at', 'is not', null)
      .executeTakeFirst()
    return other !== undefined
  }

  /** Its learner has shown that the number is theirs. Throws Problem `number-taken`. */
  async function settle(row: Row, address?: string): Promise<PhoneNumber> {
    const linked = { linked_at: at(), code_hash: null, code_sealed: null, expires_at: null, call_sid: null }
    const settled = await db
      .transaction()
      .execute(async (trx) => {
        const one = await trx
          .updateTable('phone_numbers')
          .set(linked)
          .where('id', '=', row.id)
          .where('linked_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        if (!one) throw wrongCode(OVER)
        await note(trx, { action: 'number-linked', by: { userId: row.user_id }, address, details: { way: row.way } })
        return one
      })
      .catch(async (cause: unknown) => {
        // The index lets one account in.
        if (!(cause instanceof Problem) && (await isAnothers(row))) throw taken(cause)
        throw cause
      })
    changed(row.user_id)
    return toNumber(settled)
  }

  return {
    /** Numbers that wait for their code. */
    waiting,

    /** Takes a code for a number. Throws Problem `code-wrong` or `number-taken`. */
    async take(id: string, code: string, address: string): Promise<PhoneNumber> {
      const row = await countTry(id)
      if (!row) throw wrongCode(OVER)
      if (!isCode(row, code)) throw wrongCode('That is not the code. Listen to it once more.')
      return settle(row, address)
    },

    inCalls: {
      /** The code a call of ours speaks; null: it is none of those. */
      async spokenCode(callSid: string, number: string): Promise<{ userId: string; code: string } | null> {
        const row = await waiting()
          .where('number_hash', '=', sealing.hashOf(number))
          .where('way', '=', 'call-me')
          .where(({ or, eb }) => or([eb('call_sid', '=', callSid), eb('call_sid', 'is', null)]))
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst()
        return row?.code_sealed ? { userId: row.user_id, code: sealing.openCode(row, row.code_sealed) } : null
      },

      /** Whether a number waits for its code in a call from it. With `callSid` that call is remembered as the one. */
      async awaits(number: string, callSid?: string): Promise<{ userId: string } | null> {
        const rows = await waiting()
          .where('number_hash', '=', sealing.hashOf(number))
          .where('way', '=', 'call-us')
          .orderBy('id', 'desc')
          .limit(WAITING_MAX)
          .execute()
        const ids = rows.map(({ id }) => id)
        if (callSid !== undefined && ids.length > 0)
          await db.updateTable('phone_numbers').set({ call_sid: callSid }).where('id', 'in', ids).execute()
        return rows[0] ? { userId: rows[0].user_id } : null
      },

      /** Whether this call links a number; its learner, by whose language it speaks. */
      async linkedIn(callSid: string): Promise<{ userId: string } | null> {
        const row = await waiting().where('call_sid', '=', callSid).where('way', '=', 'call-us').executeTakeFirst()
        return row ? { userId: row.user_id } : null
      },

      /** Tries a code in the call that links a number. `over`: there is nothing left to be tried. */
      async tryIn(callSid: string, code: string): Promise<'linked' | 'wrong' | 'taken' | 'over'> {
        const rows = await waiting()
          .where('call_sid', '=', callSid)
          .where('way', '=', 'call-us')
          .limit(WAITING_MAX)
          .execute()
        const counted = (await Promise.all(rows.map(({ id }) => countTry(id)))).filter((row) => row !== undefined)
        if (counted.length === 0) return 'over'
        const right = counted.find((row) => isCode(row, code))
        if (!right) return 'wrong'
        try {
          await settle(right)
          return 'linked'
        } catch (error) {
          if (error instanceof Problem) return 'taken'
          throw error
        }
      },
    },
  }
}

/** A number as its learner is shown it. */
export function toNumber({ id, shown, way, created_at, expires_at, linked_at, called_at }: Row): PhoneNumber {
  return {
    id,
    shown,
    state: linked_at === null ? 'waiting' : 'linked',
    way,
    created_at,
    expires_at,
    linked_at,
    called_at,
  }
}

const OVER = 'This code is no longer good. Ask for another one.'
const wrongCode = (detail: string) => new Problem('code-wrong', detail)
const taken = (cause?: unknown) =>
  new Problem('number-taken', 'This number is linked to another account. It has to be removed there first.', { cause })
