import { randomInt } from 'node:crypto'
import { NewPassword, type User } from '@lva/contracts/accounts'
import { sql, type UpdateObject } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { AuditNote, Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import { emailKey } from './email-key.ts'
import { endAccess } from './ending.ts'
import { checkNewPassword } from './new-password.ts'
import type { Passwords } from './passwords.ts'
import { toUser } from './user.ts'

/** What the operator may do to accounts, from the command line. Every verb throws Problem `not-found` for an unknown address. */
export function createAdministration({
  db,
  now,
  passwords,
  attempts,
  note,
}: {
  db: AccountDb
  now: () => Date
  passwords: Passwords
  attempts: Attempts
  note: Note
}) {
  async function change(
    email: string,
    values: UpdateObject<Pick<Tables, 'users'>, 'users'>,
    { endsAccess, ...noted }: { endsAccess: boolean } & Pick<AuditNote, 'action' | 'details'>,
  ): Promise<User> {
    return db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('users')
        .set(values)
        .where('email_key', '=', emailKey(email))
        .returningAll()
        .executeTakeFirst()
      if (!row) throw new Problem('not-found', `There is no account with the address ${email}.`)
      if (endsAccess) await endAccess(trx, { userId: row.id, at: now() })
      await note(trx, { ...noted, by: 'operator', about: row.id })
      return toUser(row)
    })
  }

  return {
    /** Everybody, oldest account first. */
    async list(): Promise<User[]> {
      const rows = await db.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(toUser)
    },

    /** One account by its address. */
    async byEmail(email: string): Promise<User> {
      const row = await db.selectFrom('users').selectAll().where('email_key', '=', emailKey(email)).executeTakeFirst()
      if (!row) throw new Problem('not-found', `There is no account with the address ${email}.`)
      return toUser(row)
    },

    /** Sets a password, a made-up one unless given, ends every sign-in, token and wait for wrong ones. Throws Problem `validation-failed` for a weak one. */
    async resetPassword(email: string, newPassword = generatedPassword()): Promise<{ user: User; password: string }> {
      checkNewPassword(newPassword, 'new_password')
      const user = await change(
        email,
        { password_hash: await passwords.hash(newPassword) },
        { endsAccess: true, action: 'password-reset' },
      )
      await attempts.forget(emailKey(email))
      return { user, password: newPassword }
    },

    /** Makes somebody an administrator, or an ordinary learner again. */
    setRole: (email: string, role: 'user' | 'admin') =>
      change(email, { role }, { endsAccess: false, action: 'role-changed', details: { role } }),

    /** Shuts somebody out at once; what is stored stays. */
    suspend: (email: string) =>
      change(email, { status: 'suspended' }, { endsAccess: true, action: 'account-suspended' }),

    /** Ends every sign-in, token and mailed link of one account or, with null, of everybody. Resolves with how many sign-ins ended. */
    async signOutEverywhere(email: string | null): Promise<number> {
      return db.transaction().execute(async (trx) => {
        const all = trx.selectFrom('users').select('id')
        const people = await (email === null ? all : all.where('email_key', '=', emailKey(email))).execute()
        if (email !== null && people.length === 0)
          throw new Problem('not-found', `There is no account with the address ${email}.`)
        const living = trx.selectFrom('sign_ins').where('revoked_at', 'is', null)
        const { count } = await (email === null ? living : living.where('user_id', '=', people[0]?.id ?? ''))
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
        for (const { id } of people) await endAccess(trx, { userId: id, at: now() })
        const about = email === null ? undefined : people[0]?.id
        await note(trx, { action: 'sign-in-ended', by: 'operator', about, details: { everybody: email === null } })
        return Number(count)
      })
    },

    /** Lets somebody who was suspended in again. */
    activate: (email: string) =>
      change(email, { status: activated }, { endsAccess: false, action: 'account-activated' }),
  }
}

/** An account that is waiting to be deleted goes on waiting. */
const activated = sql<'active'>`case when status = 'suspended' then 'active' else status end`

// Without letters and digits that look alike, because it is read out or copied by hand.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password of 16 characters (more than 90 bits) that meets our own rules. */
export function generatedPassword(): string {
  for (;;) {
    const password = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    if (NewPassword.safeParse(password).success) return password
  }
}
