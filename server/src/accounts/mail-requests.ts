import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import { networkOf } from './network.ts'

const HOUR_MS = 60 * 60_000
/** Mails an hour that may be asked for to one address, whoever asks, and from one network, to whichever address. */
const TO_ADDRESS = 3
const FROM_NETWORK = 10

export type MailRequests = ReturnType<typeof createMailRequests>

/** Keeps the server from being used to fill somebody's mailbox. Addresses without an account are counted like any other. */
export function createMailRequests({ db, now, secret }: { db: AccountDb; now: () => Date; secret: string }) {
  const keyOf = (...parts: string[]) => createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')

  /** One more; how many there were within the hour that began with the first. */
  async function count(key: string): Promise<number> {
    const at = now().toISOString()
    const before = new Date(now().getTime() - HOUR_MS).toISOString()
    const row = await db
      .insertInto('mail_requests')
      .values({ key, count: 1, started_at: at })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          count: sql<number>`case when mail_requests.started_at <= ${before} then 1 else mail_requests.count + 1 end`,
          started_at: sql<string>`case when mail_requests.started_at <= ${before} then ${at} else mail_requests.started_at end`,
        }),
      )
      .returning('count')
      .executeTakeFirstOrThrow()
    return row.count
  }

  return {
    /** Counts a wish for a mail. Throws Problem `too-many-requests`. */
    async take({ emailKey, address }: { emailKey: string; address: string }): Promise<void> {
      const fromNetwork = await count(keyOf('mail-from', networkOf(address)))
      const toAddress = await count(keyOf('mail-to', emailKey))
      if (fromNetwork <= FROM_NETWORK && toAddress <= TO_ADDRESS) return
      throw new Problem(
        'too-many-requests',
        'Too many mails were asked for. Look for one that has come, or try again in an hour.',
        {
          retryAfter: HOUR_MS / 1000,
        },
      )
    },

    /** Forgets what was counted for an address whose account is gone. */
    async forget(emailKey: string): Promise<void> {
      await db.deleteFrom('mail_requests').where('key', '=', keyOf('mail-to', emailKey)).execute()
    },

    /** Forgets what no longer counts. */
    async sweep(): Promise<void> {
      const before = new Date(now().getTime() - HOUR_MS).toISOString()
      await db.deleteFrom('mail_requests').where('started_at', '<=', before).execute()
    },
  }
}
