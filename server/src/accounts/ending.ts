import type { AccountDb } from './account-db.ts'

/**
 * Ends every way into an account in the caller's transaction: sign-ins (but for `except`, the one it was done from), personal access
 * tokens, and links for another password that are still under way.
 */
export async function endAccess(
  trx: AccountDb,
  { userId, at, except }: { userId: string; at: Date; except?: string | undefined },
): Promise<void> {
  await trx
    .updateTable('sign_ins')
    .set({ revoked_at: at.toISOString() })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .$if(except !== undefined, (those) => those.where('id', '!=', except ?? ''))
    .execute()
  await trx.deleteFrom('personal_tokens').where('user_id', '=', userId).execute()
  await trx.deleteFrom('mail_links').where('user_id', '=', userId).where('purpose', '=', 'reset-password').execute()
}
