import type { Jobs } from '../jobs/jobs.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import type { MailRequests } from './mail-requests.ts'

/** Leaving for good, and changing one's mind. */
export function createLeaving({
  db,
  jobs,
  attempts,
  requests,
}: {
  db: AccountDb
  jobs: Pick<Jobs, 'forget'>
  attempts: Attempts
  requests: MailRequests
}) {
  return {
    /** The account waits to be erased; it works as before. In the caller's transaction. */
    async leave(trx: AccountDb, userId: string): Promise<void> {
      await trx
        .updateTable('users')
        .set({ status: 'pending_deletion' })
        .where('id', '=', userId)
        .where('status', '=', 'active')
        .execute()
    },

    /** The account stays after all. In the caller's transaction. */
    async stay(trx: AccountDb, userId: string): Promise<void> {
      await trx
        .updateTable('users')
        .set({ status: 'active' })
        .where('id', '=', userId)
        .where('status', '=', 'pending_deletion')
        .execute()
    },

    /** Shuts the door for good, so that nothing new is written while the rest is erased. */
    async shutOut(userId: string): Promise<void> {
      await db.updateTable('users').set({ status: 'suspended' }).where('id', '=', userId).execute()
      for (const table of ['sign_ins', 'personal_tokens', 'mail_links'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },

    /** Removes the account, and what is kept by its e-mail address. */
    async erase(userId: string): Promise<void> {
      const row = await db.selectFrom('users').select('email_key').where('id', '=', userId).executeTakeFirst()
      if (row) {
        await attempts.forget(row.email_key)
        await requests.forget(row.email_key)
        await jobs.forget(row.email_key)
      }
      await db
        .deleteFrom('invitations')
        .where(({ or, eb }) => or([eb('used_by', '=', userId), ...(row ? [eb('email', '=', row.email_key)] : [])]))
        .execute()
      await db.deleteFrom('users').where('id', '=', userId).execute()
    },
  }
}
