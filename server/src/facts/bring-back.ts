import { SessionId } from '@lva/contracts/conversation'
import { FACT_DATA, FACT_KINDS } from '@lva/contracts/facts'
import { Id } from '@lva/contracts/text'
import type { Insertable } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../db/tables.ts'
import type { IdOf } from '../exported.ts'
import type { FactDb } from './fact-db.ts'
import { factId, type Recording } from './recording.ts'

/** As many go in one transaction, so that nobody else waits long. */
const ROWS_AT_ONCE = 50

/** A fact as the export has it. */
const Exported = z.object({
  ...{ id: Id, kind: z.enum(FACT_KINDS), at: z.iso.datetime(), day: z.iso.date(), minute: z.int().min(0).max(1_439) },
  ...{ session_id: SessionId.nullable(), exchange_id: Id.nullable(), subject_id: Id.nullable(), data: z.unknown() },
})

type Row = Insertable<Tables['facts']>
/**
 * Brings the log of facts back, each with the day it had. One that is known here stays as it is; what led to a turn that is not here leads
 * nowhere, and its numbers stay.
 */
export function createBringBack({ db, insert, now }: { db: FactDb; insert: Recording['insertRows']; now: () => Date }) {
  function rowOf(userId: string, given: unknown, idOf: IdOf): Row | null {
    const { data: fact } = Exported.safeParse(given)
    const data = fact && FACT_DATA[fact.kind].safeParse(fact.data).data
    if (!fact || !data || new Date(fact.at) > now()) return null
    const exchangeId = fact.exchange_id && idOf(fact.exchange_id)
    return {
      ...{ kind: fact.kind, at: new Date(fact.at).toISOString(), day: fact.day, minute: fact.minute, user_id: userId },
      id: fact.kind === 'turn' && exchangeId !== null ? factId('turn', exchangeId) : fact.id,
      ...{ session_id: fact.session_id, exchange_id: exchangeId, subject_id: fact.subject_id && idOf(fact.subject_id) },
      cancels: 'review' in data ? data.review : null,
      data: JSON.stringify(underIds(data, idOf)),
    }
  }

  async function turnsHere(userId: string, rows: readonly Row[]): Promise<Set<string>> {
    const ids = rows.flatMap(({ exchange_id }) => exchange_id ?? [])
    if (ids.length === 0) return new Set()
    const there = await db
      .selectFrom('exchanges')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    return new Set(there.map(({ id }) => id))
  }

  return async function facts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<{ refused: number }> {
    const rows = given.flatMap((one) => rowOf(userId, one, idOf) ?? [])
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const some = rows.slice(at, at + ROWS_AT_ONCE)
      const here = await turnsHere(userId, some)
      const settled = some.map((row) =>
        row.exchange_id === null || here.has(row.exchange_id ?? '')
          ? row
          : { ...row, session_id: null, exchange_id: null },
      )
      await db.transaction().execute((trx) => insert(trx, userId, settled))
    }
    return { refused: given.length - rows.length }
  }
}

/** What a fact names, under the ids it has here. Facts themselves are told apart for each learner, and keep theirs. */
function underIds(data: object, idOf: IdOf): object {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (name === 'topics' && Array.isArray(value)) return [name, value.map(idOf)]
      const id = ['item', 'prompt', 'review_session'].includes(name) && typeof value === 'string'
      return [name, id ? idOf(value) : value]
    }),
  )
}
