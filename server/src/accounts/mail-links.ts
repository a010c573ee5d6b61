import type { Selectable, Updateable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'
import { hashOf, newSecret } from './secret.ts'

export type LinkPurpose = Tables['mail_links']['purpose']

/** How long a link is good, in hours. */
const LINK_HOURS: Record<LinkPurpose, number> = { 'verify-email': 24, 'reset-password': 1 }

export type MailLinks = ReturnType<typeof createMailLinks>

/** The links in mails: each is good once, for its purpose and time. Only their hashes are kept. */
export function createMailLinks({ db, now }: { db: AccountDb; now: () => Date }) {
  return {
    /** Makes the secret part of a link. Earlier ones stay good, because mails may overtake each other. */
    async make({ userId, emailKey }: { userId: string; emailKey: string }, purpose: LinkPurpose): Promise<string> {
      const token = newSecret('')
      const at = now()
      const expiresAt = new Date(at.getTime() + LINK_HOURS[purpose] * 3_600_000)
      await db
        .insertInto('mail_links')
        .values({
          token_hash: hashOf(token),
          user_id: userId,
          email_key: emailKey,
          purpose,
          created_at: at.toISOString(),
          expires_at: expiresAt.toISOString(),
        })
        .execute()
      return token
    },

    /** Throws Problem `link-invalid` when `use` would; nothing is used up. */
    async check(token: string, purpose: LinkPurpose): Promise<void> {
      const row = await db
        .selectFrom('mail_links')
        .select('user_id')
        .where('token_hash', '=', hashOf(token))
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst()
      if (!row) throw linkInvalid()
    },

    /**
     * Uses a link up for what it is good for: `changes` of its account, whose row it gives. Of two uses at once one wins, and a link that
     * was sent to an address the account no longer has is good for nothing. Throws Problem `link-invalid`.
     */
    async use(
      trx: AccountDb,
      { token, purpose, changes }: { token: string; purpose: LinkPurpose; changes: Updateable<Tables['users']> },
    ): Promise<Selectable<Tables['users']>> {
      const link = await trx
        .deleteFrom('mail_links')
        .where('token_hash', '=', hashOf(token))
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now().toISOString())
        .returning(['user_id', 'email_key'])
        .executeTakeFirst()
      if (!link) throw linkInvalid()
      const row = await trx
        .updateTable('users')
        .set(changes)
        .where('id', '=', link.user_id)
        .where('email_key', '=', link.email_key)
        .returningAll()
        .executeTakeFirst()
      if (!row) throw linkInvalid()
      return row
    },

    /** Removes what nobody opened in time. */
    async sweep(): Promise<void> {
      await db.deleteFrom('mail_links').where('expires_at', '<=', now().toISOString()).execute()
    },
  }
}

const linkInvalid = () =>
  new Problem(
    'link-invalid',
    'This link was used already, is too old, or was made for something else. Ask for another.',
  )
