import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { Problem } from '../../problem.ts'
import type { CallersDb } from './callers-db.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Codes one learner may ask for in an hour, and calls in a day that may be asked for: by one learner, and to one number, whoever asks. */
const CODES_OF_LEARNER = 10
const CALLS_OF_LEARNER = 5
const CALLS_TO_NUMBER = 3

export type Requests = ReturnType<typeof createRequests>

/** Keeps this server from being used to ring somebody's telephone, or to guess codes. Numbers stand here as keyed hashes only. */
export function createRequests({ now, secret }: { now: () => Date; secret: string }) {
  const keyOf = (...parts: string[]) =>
    createHmac('sha256', secret)
      .update(['phone-requests', ...parts].join('\0'))
      .digest('base64url')

  /** One more; how many there were within the time that began with the first. The row stays locked until the transaction ends. */
  async function count(trx: CallersDb, key: string, withinMs: number): Promise<number> {
    const at = now().toISOString()
    const before = new Date(now().getTime() - withinMs).toISOString()
    const row = await trx
      .insertInto('phone_requests')
      .values({ key, count: 1, started_at: at })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          count: sql<number>`case when phone_requests.started_at <= ${before} then 1 else phone_requests.count + 1 end`,
          started_at: sql<string>`case when phone_requests.started_at <= ${before} then ${at} else phone_requests.started_at end`,
        }),
      )
      .returning('count')
      .executeTakeFirstOrThrow()
    return row.count
  }

  const refused = (detail: string, afterMs: number) =>
    new Problem('too-many-requests', detail, { retryAfter: afterMs / 1000 })

  return {
    /** Counts a wish for a code in the caller's transaction; two of one learner wait for each other in it. Throws Problem `too-many-requests`. */
    async code(trx: CallersDb, userId: string): Promise<void> {
      if ((await count(trx, keyOf('codes', userId), HOUR_MS)) > CODES_OF_LEARNER)
        throw refused('You have asked for many codes. Try again in an hour.', HOUR_MS)
    },

    /** Counts a wish to be called. Throws Problem `too-many-requests`. */
    async call(trx: CallersDb, userId: string, numberHash: string): Promise<void> {
      const ofLearner = await count(trx, keyOf('calls-of', userId), DAY_MS)
      const toNumber = await count(trx, keyOf('calls-to', numberHash), DAY_MS)
      if (ofLearner > CALLS_OF_LEARNER || toNumber > CALLS_TO_NUMBER)
        throw refused('That number was called often enough for today. Try again tomorrow.', DAY_MS)
    },

    /** Forgets what no longer counts. */
    async sweep(db: CallersDb): Promise<void> {
      const before = new Date(now().getTime() - DAY_MS).toISOString()
      await db.deleteFrom('phone_requests').where('started_at', '<=', before).execute()
    },

    /** Forgets what was counted for a learner. */
    async forget(db: CallersDb, userId: string): Promise<void> {
      await db
        .deleteFrom('phone_requests')
        .where('key', 'in', [keyOf('codes', userId), keyOf('calls-of', userId)])
        .execute()
    },
  }
}
