import type { AccountDb } from './account-db.ts'

const PAGE = 200
/** More are told by others. */
const ADMINISTRATORS_MAX = 20

/** Whom something may be said to who is not here, and how they are reached. */
export function createReaching({ db }: { db: AccountDb }) {
  return {
    /** Everybody whose account is in use, and their time zones, a page at a time. */
    async *reachable(): AsyncGenerator<Array<{ userId: string; timezone: string }>> {
      for (let after = ''; ; ) {
        const rows = await db
          .selectFrom('users')
          .select(['id', 'timezone'])
          .where('status', '=', 'active')
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE)
          .execute()
        if (rows.length > 0) yield rows.map(({ id, timezone }) => ({ userId: id, timezone }))
        after = rows.at(-1)?.id ?? after
        if (rows.length < PAGE) return
      }
    },

    /** Who runs this server, and where each is written to about it. Whoever made them administrators knew the address. */
    async administrators(): Promise<Array<{ userId: string; email: string }>> {
      const rows = await db
        .selectFrom('users')
        .select(['id', 'email'])
        .where('role', '=', 'admin')
        .where('status', '=', 'active')
        .orderBy('id')
        .limit(ADMINISTRATORS_MAX)
        .execute()
      return rows.map(({ id, email }) => ({ userId: id, email }))
    },

    /** An address that its learner has shown to be their own; null: there is none. Others are sent nothing they did not ask for. */
    async mailboxOf(userId: string): Promise<string | null> {
      const row = await db
        .selectFrom('users')
        .select('email')
        .where('id', '=', userId)
        .where('status', '=', 'active')
        .where('email_verified_at', 'is not', null)
        .executeTakeFirst()
      return row?.email ?? null
    },

    /** What the browser of a sign-in called itself; null when it was signed out there. One whose time ran out is still theirs. */
    async browserOf(signInId: string): Promise<string | null> {
      const row = await db
        .selectFrom('sign_ins')
        .select('device')
        .where('id', '=', signInId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row?.device ?? null
    },
  }
}
