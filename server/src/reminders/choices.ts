import { type ReminderChanges, ReminderSettings, type ReminderSwitch } from '@lva/contracts/reminders'
import { readAs } from './read-as.ts'
import type { ReminderDb } from './reminders-db.ts'

/** When and how learners want to be reminded. Whoever never said has no row, and is reminded as is usual. */
export function createChoices({ db }: { db: ReminderDb }) {
  async function change(userId: string, changes: ReminderChanges): Promise<ReminderSettings> {
    return db.transaction().execute(async (trx) => {
      // Writing what is there locks the row, so that two changes at once are both kept.
      const row = await trx
        .insertInto('reminder_settings')
        .values({ user_id: userId, settings: '{}' })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ user_id: userId }))
        .returning('settings')
        .executeTakeFirstOrThrow()
      const settings = ReminderSettings.parse({ ...read(row.settings), ...changes })
      const written = JSON.stringify(settings)
      await trx.updateTable('reminder_settings').set({ settings: written }).where('user_id', '=', userId).execute()
      return settings
    })
  }

  return {
    change,

    async of(userId: string): Promise<ReminderSettings> {
      const row = await db
        .selectFrom('reminder_settings')
        .select('settings')
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return read(row?.settings)
    },

    /** What several learners said; who never did is not in it. */
    async ofThese(userIds: readonly string[]): Promise<Map<string, ReminderSettings>> {
      const rows = await db.selectFrom('reminder_settings').selectAll().where('user_id', 'in', userIds).execute()
      return new Map(rows.map(({ user_id, settings }) => [user_id, read(settings)]))
    },

    /** Turns one kind of reminder, or all mails, on or off. */
    turn: (userId: string, what: ReminderSwitch, on: boolean) => change(userId, { [what]: on }),
  }
}

/** How somebody is reminded who never said. */
export const USUAL = ReminderSettings.parse({})

// What another release wrote and this one cannot read is as if it had not been said.
const read = (settings = '{}') => readAs(ReminderSettings, settings) ?? USUAL
