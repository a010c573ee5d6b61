import type { SignIn } from '@lva/contracts/accounts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'

/** Where somebody is signed in. */
export function createDevices({ db, now, note }: { db: AccountDb; now: () => Date; note: Note }) {
  return {
    /** Where this learner is signed in, last seen first; `current` marks the sign-in that asks. */
    async signIns({ userId, signInId }: { userId: string; signInId: string }): Promise<SignIn[]> {
      const rows = await db
        .selectFrom('sign_ins')
        .select(['id', 'created_at', 'last_seen_at', 'device', 'address'])
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now().toISOString())
        .orderBy('last_seen_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map((row) => ({ ...row, current: row.id === signInId }))
    },

    /** Signs one place out, at once. Throws Problem `not-found` when it is not a place where this learner is signed in. */
    async endSignIn(userId: string, signInId: string, { address }: { address?: string } = {}): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const at = now().toISOString()
        const row = await trx
          .updateTable('sign_ins')
          .set({ revoked_at: at })
          .where('id', '=', signInId)
          .where('user_id', '=', userId)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', at)
          .returning('id')
          .executeTakeFirst()
        if (!row) throw new Problem('not-found', 'You are not signed in there.')
        await note(trx, { action: 'sign-in-ended', by: { userId }, address })
      })
    },
  }
}
