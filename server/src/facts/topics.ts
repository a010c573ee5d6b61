import { sql } from 'kysely'
import type { AnyDb } from '../db/open.ts'
import type { FactDb } from './fact-db.ts'
import { asFact } from './reading.ts'
import type { Recording } from './recording.ts'

const TOPICS_MAX = 20
const DAYS_AT_ONCE = 100

export type Topics = ReturnType<typeof createTopics>

/** What facts are about: the concepts that turns speak of, which are known only when they were read, and which may turn out to be one. */
export function createTopics({ uncount }: Pick<Recording, 'uncount'>) {
  return {
    /** Turns speak of these concepts now, by their ids. */
    async spoken(trx: AnyDb, userId: string, concepts: ReadonlyMap<string, readonly string[]>): Promise<void> {
      const db: FactDb = trx
      const rows = await db
        .selectFrom('facts')
        .selectAll()
        .where('user_id', '=', userId)
        .where('exchange_id', 'in', [...concepts.keys()])
        .where('kind', '=', 'turn')
        .execute()
      const changed: string[] = []
      for (const row of rows) {
        const topics = concepts.get(row.exchange_id ?? '')?.slice(0, TOPICS_MAX) ?? []
        const data = JSON.stringify({ ...asFact(row).data, topics })
        if (data === row.data) continue
        await db.updateTable('facts').set({ data }).where('user_id', '=', userId).where('seq', '=', row.seq).execute()
        changed.push(row.day)
      }
      await uncount(db, userId, changed)
    },

    /** One concept is another from now on: what was about it is about that. */
    async merged(trx: AnyDb, userId: string, from: string, into: string): Promise<void> {
      const db: FactDb = trx
      const known = await db
        .selectFrom('topic_days')
        .select('day')
        .where('user_id', '=', userId)
        .where('concept_id', '=', from)
        .execute()
      const waiting = await db.selectFrom('uncounted_days').select('day').where('user_id', '=', userId).execute()
      const days = [...new Set([...known, ...waiting].map(({ day }) => day))]
      for (let at = 0; at < days.length; at += DAYS_AT_ONCE)
        await db
          .updateTable('facts')
          // An id is nothing else's part, so that this touches it alone.
          .set({ data: sql<string>`replace(data, ${from}, ${into})` })
          .where('user_id', '=', userId)
          .where('day', 'in', days.slice(at, at + DAYS_AT_ONCE))
          .where('data', 'like', `%${from}%`)
          .execute()
      await uncount(db, userId, days)
    },
  }
}
