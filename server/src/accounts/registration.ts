import { randomBytes } from 'node:crypto'
import type { Registration, User } from '@lva/contracts/accounts'
import type { AuditNote, Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import { emailKey } from './email-key.ts'
import type { Letters } from './letters.ts'
import { checkNewPassword } from './new-password.ts'
import type { Passwords } from './passwords.ts'
import { hashOf } from './secret.ts'
import { toUser } from './user.ts'

/** Who may sign up: anybody, people with an invitation, nobody. */
export type RegistrationMode = 'open' | 'invite' | 'closed'

interface Needs {
  db: AccountDb
  now: () => Date
  newId: () => string
  passwords: Passwords
  mode: RegistrationMode
  letters: Letters
  note: Note
}

interface NewUser {
  email: string
  password: string
  full_name?: string | null | undefined
  role: 'user' | 'admin'
  locale: string
}

/** An invitation names people who may never come: it is forgotten this long after its time. */
const FORGOTTEN_MS = 90 * 86_400_000

/** Signing up, and being let in by the operator. */
export function createRegistration({ db, now, newId, passwords, mode, letters, note }: Needs) {
  async function insertUser(trx: AccountDb, { email, full_name, role, locale }: NewUser, passwordHash: string) {
    const row = await trx
      .insertInto('users')
      .values({
        id: newId(),
        email: email.trim(),
        email_key: emailKey(email),
        full_name: full_name?.trim() || null,
        password_hash: passwordHash,
        role,
        status: 'active',
        timezone: 'UTC',
        locale,
        settings: '{}',
        created_at: now().toISOString(),
        last_login: null,
        email_verified_at: null,
      })
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new Problem('email-taken', 'Email already registered')
    return toUser(row)
  }

  /** Somebody has come by himself: it is noted, and his address is asked for a sign. */
  async function welcome(trx: AccountDb, { id: userId }: User, address: string | undefined) {
    await note(trx, { action: 'account-created', by: { userId }, address })
    await letters.post(trx, { kind: 'verify-email', userId })
  }

  return {
    /**
     * Makes an account. Throws Problem `email-taken`, `validation-failed` (a common password), `registration-closed`, or
     * `invitation-invalid`: an invitation lets one person in, once, in its time, and only the one it names.
     */
    async register(
      wish: Registration,
      { locale = 'en', address }: { locale?: string; address?: string } = {},
    ): Promise<User> {
      if (mode === 'closed')
        throw new Problem('registration-closed', 'Sign-up is closed here. Ask the operator for an account.')
      checkNewPassword(wish.password, 'password')
      const newUser: NewUser = { ...wish, role: 'user', locale }
      const passwordHash = await passwords.hash(wish.password)
      if (mode === 'open')
        return db.transaction().execute(async (trx) => {
          const user = await insertUser(trx, newUser, passwordHash)
          await welcome(trx, user, address)
          return user
        })

      const code = wish.invitation ?? ''
      return db.transaction().execute(async (trx) => {
        const at = now().toISOString()
        const used = await trx
          .updateTable('invitations')
          .set({ used_at: at })
          .where('code_hash', '=', hashOf(code))
          .where('used_at', 'is', null)
          .where('expires_at', '>', at)
          .where(({ or, eb }) => or([eb('email', 'is', null), eb('email', '=', emailKey(wish.email))]))
          .returning('id')
          .executeTakeFirst()
        if (!used) throw invitationInvalid(code)
        const user = await insertUser(trx, newUser, passwordHash)
        await trx.updateTable('invitations').set({ used_by: user.id }).where('id', '=', used.id).execute()
        await welcome(trx, user, address)
        return user
      })
    },

    /** Makes an account whatever the mode; for the operator. Throws Problem `email-taken` or `validation-failed`. */
    async add(person: Omit<NewUser, 'locale'> & { locale?: string }): Promise<User> {
      checkNewPassword(person.password, 'password')
      const passwordHash = await passwords.hash(person.password)
      return db.transaction().execute(async (trx) => {
        const user = await insertUser(trx, { locale: 'en', ...person }, passwordHash)
        await note(trx, { action: 'account-created', by: 'operator', about: user.id, details: { role: user.role } })
        return user
      })
    },

    /** Makes an invitation, good for `hours` from now and, with `email`, for that address only. The code is told only here. */
    async invite({
      email,
      hours,
      by = 'operator',
      address,
    }: {
      email?: string | undefined
      hours: number
      by?: AuditNote['by']
      address?: string | undefined
    }): Promise<{ id: string; code: string; expiresAt: Date }> {
      const id = newId()
      const code = randomBytes(18).toString('base64url')
      const expiresAt = new Date(now().getTime() + hours * 3_600_000)
      const long = new Date(now().getTime() - FORGOTTEN_MS).toISOString()
      await db.deleteFrom('invitations').where('expires_at', '<', long).execute()
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('invitations')
          .values({
            id,
            code_hash: hashOf(code),
            email: email === undefined ? null : emailKey(email),
            created_at: now().toISOString(),
            expires_at: expiresAt.toISOString(),
            used_at: null,
            used_by: null,
          })
          .execute()
        await note(trx, { action: 'invitation-created', by, address, details: { hours } })
      })
      return { id, code, expiresAt }
    },
  }
}

const invitationInvalid = (code: string) =>
  new Problem(
    'invitation-invalid',
    code === ''
      ? 'Sign-up here is by invitation. Open the link you were sent.'
      : 'This invitation was used already, has expired, or is for another address.',
  )
