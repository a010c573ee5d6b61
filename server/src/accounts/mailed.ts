import type { PasswordReset } from '@lva/contracts/accounts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import type { Attempts } from './attempts.ts'
import { emailKey } from './email-key.ts'
import { endAccess } from './ending.ts'
import type { Letters } from './letters.ts'
import type { MailLinks } from './mail-links.ts'
import type { MailRequests } from './mail-requests.ts'
import { checkNewPassword } from './new-password.ts'
import type { Passwords } from './passwords.ts'

interface Needs {
  db: AccountDb
  now: () => Date
  passwords: Passwords
  attempts: Attempts
  links: MailLinks
  requests: MailRequests
  letters: Letters
  note: Note
}

/** What is done by a link that was mailed: a forgotten password, and showing that an address is one's own. */
export function createMailed({ db, now, passwords, attempts, links, requests, letters, note }: Needs) {
  function requireMail() {
    if (letters.sendsMail) return
    throw new Problem('mail-off', 'This server sends no mail. Ask whoever runs it to set a new password for you.')
  }

  return {
    /**
     * Asks for a link to set another password with. The same happens whether there is such an account or not. Throws Problem `mail-off`
     * or `too-many-requests`.
     */
    async askForPasswordReset(email: string, { address }: { address: string }): Promise<void> {
      requireMail()
      const key = emailKey(email)
      await requests.take({ emailKey: key, address })
      await letters.askForReset({ emailKey: key, address })
    },

    /**
     * Sets another password by a mailed link and ends every way into the account, and every wait for wrong passwords. Throws Problem
     * `link-invalid` or `validation-failed`.
     */
    async resetForgottenPassword(
      { token, new_password }: PasswordReset,
      { address }: { address: string },
    ): Promise<void> {
      checkNewPassword(new_password, 'new_password')
      // Before the hash, which is dear.
      await links.check(token, 'reset-password')
      const password_hash = await passwords.hash(new_password)
      const { email_key } = await db.transaction().execute(async (trx) => {
        const at = now()
        // Whoever opened the link reads the mail of this address.
        const changes = { password_hash, email_verified_at: at.toISOString() }
        const person = await links.use(trx, { token, purpose: 'reset-password', changes })
        await endAccess(trx, { userId: person.id, at })
        await note(trx, { action: 'password-reset', by: { userId: person.id }, address })
        await letters.post(trx, { kind: 'password-changed', userId: person.id })
        return person
      })
      await attempts.forget(email_key)
    },

    /** Has the link sent again that shows an address to be one's own. Throws Problem `mail-off` or `too-many-requests`. */
    async askForVerification(userId: string, { address }: { address: string }): Promise<void> {
      requireMail()
      const row = await db.selectFrom('users').select('email_key').where('id', '=', userId).executeTakeFirst()
      if (!row) return
      await requests.take({ emailKey: row.email_key, address })
      await letters.post(db, { kind: 'verify-email', userId })
    },

    /** The link that was mailed to an account's address was opened. Throws Problem `link-invalid`. */
    async verifyEmail(token: string, { address }: { address: string }): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const changes = { email_verified_at: now().toISOString() }
        const { id: userId } = await links.use(trx, { token, purpose: 'verify-email', changes })
        await trx.deleteFrom('mail_links').where('user_id', '=', userId).where('purpose', '=', 'verify-email').execute()
        await note(trx, { action: 'email-verified', by: { userId }, address })
      })
    },
  }
}
