import { Settings, type User, UserChanges } from '@lva/contracts/accounts'
import { fixed } from '../db/fixed.ts'
import { isRecord } from '../records.ts'
import type { AccountDb } from './account-db.ts'

const PAGE = 500

// Every turn asks for them.
const chosenBy = fixed((db: AccountDb, { userId }: { userId: string }) =>
  db.selectFrom('users').select('settings').where('id', '=', userId),
)

/** What learners chose, for work that goes on by itself; and choices that come from an export. */
export function createChoices({
  db,
  change,
}: {
  db: AccountDb
  change: (userId: string, changes: UserChanges, from: { address: string }) => Promise<User>
}) {
  /** Takes over what is legal, and nothing else; false when that is nothing. */
  async function take(userId: string, changes: unknown): Promise<boolean> {
    const read = UserChanges.safeParse(changes)
    if (!read.success) return false
    await change(userId, read.data, { address: '' })
    return true
  }

  return {
    /** The settings of one learner; the standard ones when the account is gone. */
    async settingsOf(userId: string): Promise<Settings> {
      const [row] = await chosenBy(db, { userId })
      return Settings.parse(JSON.parse(row?.settings ?? '{}'))
    },

    /** Everybody's settings, a page at a time, in the order of ids. */
    async *everybody(): AsyncGenerator<{ userId: string; settings: Settings }> {
      for (let after = ''; ; ) {
        const rows = await db
          .selectFrom('users')
          .select(['id', 'settings'])
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE)
          .execute()
        for (const { id, settings } of rows) yield { userId: id, settings: Settings.parse(JSON.parse(settings)) }
        after = rows.at(-1)?.id ?? after
        if (rows.length < PAGE) return
      }
    },

    /** Takes over exported settings. */
    takeSettings: (userId: string, settings: unknown): Promise<boolean> =>
      settings && typeof settings === 'object' ? take(userId, { settings }) : Promise.resolve(false),

    /** Takes over name, language and time zone of an exported profile; never its e-mail address or role. */
    async takeProfile(userId: string, profile: unknown): Promise<boolean> {
      if (!isRecord(profile)) return false
      const { full_name, locale, timezone } = profile
      return take(userId, { full_name, locale, timezone })
    },
  }
}
