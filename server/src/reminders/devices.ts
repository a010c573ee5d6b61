import { type NewPushDevice, PUSH_DEVICES_MAX, type PushDevice } from '@lva/contracts/reminders'
import { Problem } from '../problem.ts'
import type { Push, PushAddress } from '../providers/push/push.ts'
import type { ReminderDb } from './reminders-db.ts'

/** What is known of a sign-in: what its browser called itself; null: it is over, or was never there. */
export type BrowserOf = (signInId: string) => Promise<string | null>

/** The browsers learners are reminded on. */
export function createDevices({
  db,
  now,
  newId,
  push,
  browserOf,
}: {
  db: ReminderDb
  now: () => Date
  newId: () => string
  push: Pick<Push, 'serviceOf'>
  browserOf: BrowserOf
}) {
  async function list(userId: string): Promise<PushDevice[]> {
    const rows = await db
      .selectFrom('push_devices')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('id', 'desc')
      .limit(PUSH_DEVICES_MAX)
      .execute()
    return rows.map((row) => ({
      ...{ id: row.id, device: row.device, created_at: row.created_at, reached_at: row.reached_at },
      service: push.serviceOf(row) ?? new URL(row.endpoint).hostname,
    }))
  }

  return {
    list,

    /**
     * Adds the browser of a sign-in, which leaves whomever it belonged to before. The oldest makes room. Throws Problem
     * `validation-failed` for an address that is no push service's, or keys that are none.
     */
    async add(
      { userId, signInId }: { userId: string; signInId: string },
      { endpoint, keys }: NewPushDevice,
    ): Promise<PushDevice> {
      const service = push.serviceOf({ endpoint, ...keys })
      if (service === null)
        throw new Problem('validation-failed', 'This is no address that a browser’s push service gives out.', {
          fields: { loc: ['body', 'endpoint'] },
        })
      const device = (await browserOf(signInId)) ?? ''
      const row = await db.transaction().execute(async (trx) => {
        const told = { user_id: userId, sign_in_id: signInId, p256dh: keys.p256dh, auth: keys.auth, device }
        const row = await trx
          .insertInto('push_devices')
          .values({ id: newId(), endpoint, created_at: now().toISOString(), reached_at: null, ...told })
          .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(told))
          .returningAll()
          .executeTakeFirstOrThrow()
        const newest = trx
          .selectFrom('push_devices')
          .select('id')
          .where('user_id', '=', userId)
          .orderBy('id', 'desc')
          .limit(PUSH_DEVICES_MAX)
        await trx
          .deleteFrom('push_devices')
          .where('user_id', '=', userId)
          .where('id', 'not in', newest)
          .where('id', '!=', row.id)
          .execute()
        return row
      })
      return { id: row.id, device, service, created_at: row.created_at, reached_at: row.reached_at }
    },

    /** Throws Problem `not-found`, also for somebody else's. */
    async remove(userId: string, id: string): Promise<void> {
      const gone = await db
        .deleteFrom('push_devices')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returning('id')
        .executeTakeFirst()
      if (!gone) throw new Problem('not-found', 'There is no such browser, or it is not yours.')
    },

    /** Where a browser is reached; null when it is gone, or whoever signed in there has signed out, which forgets it. */
    async addressOf(userId: string, id: string): Promise<PushAddress | null> {
      const row = await db
        .selectFrom('push_devices')
        .selectAll()
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      if (!row) return null
      if ((await browserOf(row.sign_in_id)) !== null)
        return { endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth }
      await this.forget(id)
      return null
    },

    /** Its push service took something for it. */
    async reached(id: string): Promise<void> {
      await db.updateTable('push_devices').set({ reached_at: now().toISOString() }).where('id', '=', id).execute()
    },

    async forget(id: string): Promise<void> {
      await db.deleteFrom('push_devices').where('id', '=', id).execute()
    },
  }
}

export type Devices = ReturnType<typeof createDevices>
