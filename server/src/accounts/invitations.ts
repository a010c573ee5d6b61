import type { Invitation, NewInvitation } from '@lva/contracts/administration'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Administrator } from '../http/administrator.ts'
import type { Note } from '../note.ts'
import { Problem } from '../problem.ts'
import type { AccountDb } from './account-db.ts'

const LISTED_MAX = 200

type Invite = (wish: { email?: string | undefined; hours: number; by: Administrator; address: string }) => Promise<{
  id: string
  code: string
  expiresAt: Date
}>

/** Invitations as administrators handle them over the network. `invite` makes one. */
export function createInvitations({
  db,
  now,
  note,
  invite,
}: {
  db: AccountDb
  now: () => Date
  note: Note
  invite: Invite
}) {
  const toInvitation = (row: Selectable<Tables['invitations']>): Invitation => ({
    id: row.id,
    email: row.email,
    created_at: row.created_at,
    expires_at: row.expires_at,
    state: row.used_at !== null ? 'used' : row.expires_at <= now().toISOString() ? 'expired' : 'open',
  })

  return {
    /** The invitations that are remembered, newest first. */
    async invitations(): Promise<Invitation[]> {
      const rows = await db.selectFrom('invitations').selectAll().orderBy('id', 'desc').limit(LISTED_MAX).execute()
      return rows.map(toInvitation)
    },

    /** Makes an invitation, noted in the audit log. The code is told only here. */
    async inviteBy(
      { email, hours }: NewInvitation,
      { by, address }: { by: Administrator; address: string },
    ): Promise<{ invitation: Invitation; code: string }> {
      const { id, code } = await invite({ email: email ?? undefined, hours, by, address })
      const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      return { invitation: toInvitation(row), code }
    },

    /** Takes an open invitation back, noted in the audit log. Throws Problem `not-found` when it is not open any more. */
    async revokeInvitation(id: string, { by, address }: { by: Administrator; address: string }): Promise<void> {
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .deleteFrom('invitations')
          .where('id', '=', id)
          .where('used_at', 'is', null)
          .where('expires_at', '>', now().toISOString())
          .returning('id')
          .executeTakeFirst()
        if (!row) throw new Problem('not-found', 'There is no such open invitation.')
        await note(trx, { action: 'invitation-revoked', by, address })
      })
    },
  }
}
