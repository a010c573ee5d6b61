import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'

export type Confirm = ReturnType<typeof createConfirmation>

/** Asks for the password again before something that outlives the sign-in. */
export function createConfirmation({
  db,
  passwords,
  attempts,
}: {
  db: AccountDb
  passwords: Passwords
  attempts: Attempts
}) {
  /**
   * The account, if the password is right; a wrong one counts like a wrong one at the door, because the token may be stolen. Throws
   * Problem `wrong-current-password` or `locked-out`.
   */
  return async function confirm(userId: string, password: string, address: string) {
    const row = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst()
    if (!row) throw new Problem('sign-in-expired', 'This account is no longer here.')
    const attempt = { emailKey: row.email_key, address }
    await attempts.admit(attempt, { known: true })
    if (!(await passwords.matches(row.password_hash, password)))
      throw new Problem('wrong-current-password', 'Current password is incorrect')
    await attempts.passed(attempt)
    return row
  }
}
