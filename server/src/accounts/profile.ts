import { type PasswordChange, Settings, type User, type UserChanges } from '@lva/contracts/accounts'
import type { Updateable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import { emailKey } from './email-key.ts'
import { checkNewPassword } from './new-password.ts'
import type { Passwords } from './passwords.ts'
import { toUser } from './user.ts'

/** One's own account: looking at it and changing it. */
export function createProfile({
  db,
  now,
  passwords,
  attempts,
}: {
  db: AccountDb
  now: () => Date
  passwords: Passwords
  attempts: Attempts
}) {
  async function rowOf(userId: string) {
    const row = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst()
    if (!row) throw noAccount()
    return row
  }

  /** The account, if the password is right; a wrong one counts like a wrong one at the door, because the token may be stolen. */
  async function confirmed(userId: string, password: string, address: string) {
    const row = await rowOf(userId)
    const attempt = { emailKey: row.email_key, address }
    await attempts.admit(attempt, { known: true })
    if (!(await passwords.matches(row.password_hash, password))) {
      throw new Problem('wrong-current-password', 'Current password is incorrect')
    }
    await attempts.passed(attempt)
    return row
  }

  async function isTakenByAnother(userId: string, key: string): Promise<boolean> {
    const row = await db
      .selectFrom('users')
      .select('id')
      .where('email_key', '=', key)
      .where('id', '!=', userId)
      .executeTakeFirst()
    return row !== undefined
  }

  async function write(userId: string, changes: UserChanges): Promise<User> {
    return db.transaction().execute(async (trx) => {
      // Writing nothing locks the row, so that two changes of settings at once are both kept.
      const row = await trx
        .updateTable('users')
        .set({ id: userId })
        .where('id', '=', userId)
        .returningAll()
        .executeTakeFirst()
      if (!row) throw noAccount()
      const values = valuesOf(changes, row)
      if (Object.keys(values).length > 0) await trx.updateTable('users').set(values).where('id', '=', userId).execute()
      return toUser({ ...row, ...values })
    })
  }

  return {
    /** How to speak to a learner, for work that goes on after the request; null when the account is gone or suspended. */
    async learner(userId: string): Promise<Learner | null> {
      const row = await db
        .selectFrom('users')
        .select(['full_name', 'timezone', 'locale', 'status'])
        .where('id', '=', userId)
        .executeTakeFirst()
      if (!row || row.status === 'suspended') return null
      return { userId, fullName: row.full_name, timezone: row.timezone, locale: row.locale }
    },

    /** Who I am. */
    async me(userId: string): Promise<User> {
      return toUser(await rowOf(userId))
    },

    /**
     * Changes what is given and leaves the rest; settings are merged one by one. Another e-mail address needs `current_password`.
     * Throws Problem `wrong-current-password`, `locked-out` or `email-taken`.
     */
    async change(userId: string, changes: UserChanges, { address }: { address: string }): Promise<User> {
      if (changes.email === undefined) return write(userId, changes)
      const key = emailKey(changes.email)
      const { email_key } = await rowOf(userId)
      if (key === email_key) return write(userId, changes)
      if (changes.current_password === undefined) {
        throw new Problem('wrong-current-password', 'Another e-mail address needs your current password.')
      }
      await confirmed(userId, changes.current_password, address)
      try {
        return await write(userId, changes)
      } catch (cause) {
        if (await isTakenByAnother(userId, key)) {
          throw new Problem('email-taken', 'Email already in use', { cause })
        }
        throw cause
      }
    },

    /**
     * Sets another password and ends every other sign-in; `signInId`, the one it was done from, stays. Throws Problem
     * `wrong-current-password`, `locked-out` or `validation-failed`.
     */
    async changePassword(
      { userId, signInId }: { userId: string; signInId: string },
      { current_password, new_password }: PasswordChange,
      { address }: { address: string },
    ): Promise<void> {
      checkNewPassword(new_password, 'new_password')
      const { password_hash } = await confirmed(userId, current_password, address)
      const changed = await passwords.hash(new_password)
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('users')
          .set({ password_hash: changed })
          .where('id', '=', userId)
          .where('password_hash', '=', password_hash)
          .returning('id')
          .executeTakeFirst()
        if (!row) throw new Problem('wrong-current-password', 'The password was just changed from somewhere else.')
        await trx
          .updateTable('sign_ins')
          .set({ revoked_at: now().toISOString() })
          .where('user_id', '=', userId)
          .where('id', '!=', signInId)
          .where('revoked_at', 'is', null)
          .execute()
      })
    },
  }
}

function valuesOf(changes: UserChanges, row: { settings: string }): Updateable<Tables['users']> {
  const values: Updateable<Tables['users']> = {}
  if (changes.full_name !== undefined) values.full_name = changes.full_name?.trim() || null
  if (changes.timezone !== undefined) values.timezone = changes.timezone
  if (changes.locale !== undefined) values.locale = Intl.getCanonicalLocales(changes.locale)[0] ?? changes.locale
  if (changes.email !== undefined) {
    values.email = changes.email
    values.email_key = emailKey(changes.email)
  }
  if (changes.settings !== undefined) {
    values.settings = JSON.stringify(Settings.parse({ ...JSON.parse(row.settings), ...changes.settings }))
  }
  return values
}

const noAccount = () => new Problem('sign-in-expired', 'This account is no longer here.')
