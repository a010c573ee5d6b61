import { type PasswordChange, Settings, type User, type UserChanges } from '@lva/contracts/accounts'
import type { Updateable } from 'kysely'
import { fixed } from '../db/fixed.ts'
import type { AnyDb } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import type { Learner } from '../learner.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Confirm } from './confirmation.ts'
import { emailKey } from './email-key.ts'
import { endAccess } from './ending.ts'
import type { Letters } from './letters.ts'
import { checkNewPassword } from './new-password.ts'
import type { Passwords } from './passwords.ts'
import { toUser } from './user.ts'

const spokenTo = fixed((db: AccountDb, { userId }: { userId: string }) =>
  db.selectFrom('users').select(['full_name', 'timezone', 'locale', 'status']).where('id', '=', userId),
)

/** One's own account: looking at it and changing it. */
export function createProfile({
  db,
  now,
  passwords,
  confirm,
  letters,
  note,
}: {
  db: AccountDb
  now: () => Date
  passwords: Passwords
  confirm: Confirm
  letters: Letters
  note: Note
}) {
  async function rowOf(userId: string) {
    const row = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst()
    if (!row) throw noAccount()
    return row
  }

  async function isTakenByAnother(trx: AccountDb, userId: string, key: string): Promise<boolean> {
    const row = await trx
      .selectFrom('users')
      .select('id')
      .where('email_key', '=', key)
      .where('id', '!=', userId)
      .executeTakeFirst()
    return row !== undefined
  }

  /** The account, locked by writing nothing, so that two changes of settings at once are both kept. */
  async function held(trx: AccountDb, userId: string) {
    const row = await trx
      .updateTable('users')
      .set({ id: userId })
      .where('id', '=', userId)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw noAccount()
    return row
  }

  async function write(userId: string, changes: UserChanges, address: string): Promise<User> {
    return db.transaction().execute(async (trx) => {
      const row = await held(trx, userId)
      const values = valuesOf(changes, row, now())
      // One file has its writers wait for each other, and what the one before has written is seen only from within.
      if (values.email_key !== undefined && (await isTakenByAnother(trx, userId, values.email_key))) throw emailTaken()
      if (Object.keys(values).length > 0) await trx.updateTable('users').set(values).where('id', '=', userId).execute()
      if (values.email_key !== undefined && values.email_key !== row.email_key) await moved(trx, row, address)
      return toUser({ ...row, ...values })
    })
  }

  /** The account has another address: the old one is told, and links that were sent there are dead. */
  async function moved(trx: AccountDb, { id: userId, email: to }: { id: string; email: string }, address: string) {
    await trx.deleteFrom('mail_links').where('user_id', '=', userId).execute()
    await note(trx, { action: 'email-changed', by: { userId }, address })
    await letters.post(trx, { kind: 'email-changed', userId, to })
    await letters.post(trx, { kind: 'verify-email', userId })
  }

  return {
    /** How to speak to a learner, for work that goes on after the request; null when the account is gone or suspended. */
    async learner(userId: string): Promise<Learner | null> {
      const [row] = await spokenTo(db, { userId })
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
      if (changes.email === undefined) return write(userId, changes, address)
      const key = emailKey(changes.email)
      const { email_key } = await rowOf(userId)
      if (key === email_key) return write(userId, changes, address)
      if (changes.current_password === undefined) {
        throw new Problem('wrong-current-password', 'Another e-mail address needs your current password.')
      }
      await confirm(userId, changes.current_password, address)
      try {
        return await write(userId, changes, address)
      } catch (cause) {
        if (await isTakenByAnother(db, userId, key)) throw emailTaken(cause)
        throw cause
      }
    },

    /** Changes settings in a transaction of somebody else’s: what is given, merged one by one. */
    async changeSettings(trx: AnyDb, userId: string, settings: NonNullable<UserChanges['settings']>): Promise<void> {
      const own: AccountDb = trx
      const values = valuesOf({ settings }, await held(own, userId), now())
      await own.updateTable('users').set(values).where('id', '=', userId).execute()
    },

    /**
     * Sets another password, revokes every personal access token and ends every sign-in but `signInId`, from which it was done. Throws
     * Problem `wrong-current-password`, `locked-out` or `validation-failed`.
     */
    async changePassword(
      { userId, signInId }: { userId: string; signInId: string },
      { current_password, new_password }: PasswordChange,
      { address }: { address: string },
    ): Promise<void> {
      checkNewPassword(new_password, 'new_password')
      const { password_hash } = await confirm(userId, current_password, address)
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
        await endAccess(trx, { userId, at: now(), except: signInId })
        await note(trx, { action: 'password-changed', by: { userId }, address })
        await letters.post(trx, { kind: 'password-changed', userId })
      })
    },
  }
}

const emailTaken = (cause?: unknown) => new Problem('email-taken', 'Email already in use', { cause })

function valuesOf(
  changes: UserChanges,
  row: { settings: string; email_key: string },
  at: Date,
): Updateable<Tables['users']> {
  const values: Updateable<Tables['users']> = {}
  if (changes.full_name !== undefined) values.full_name = changes.full_name?.trim() || null
  if (changes.timezone !== undefined) values.timezone = changes.timezone
  if (changes.locale !== undefined) values.locale = Intl.getCanonicalLocales(changes.locale)[0] ?? changes.locale
  if (changes.email !== undefined) {
    values.email = changes.email
    values.email_key = emailKey(changes.email)
    if (values.email_key !== row.email_key) values.email_verified_at = null
  }
  if (changes.settings !== undefined) {
    const before = Settings.parse(JSON.parse(row.settings))
    const after = { ...before, ...changes.settings }
    if (after.browser_recogniser !== before.browser_recogniser) after.browser_recogniser_at = at.toISOString()
    values.settings = JSON.stringify(Settings.parse(after))
  }
  return values
}

const noAccount = () => new Problem('sign-in-expired', 'This account is no longer here.')
