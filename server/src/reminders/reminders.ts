import {
  type NewPushDevice,
  type PushDevice,
  Reminded,
  type ReminderChanges,
  type ReminderSettings,
  type ReminderSetup,
  type Reminders,
  type Switched,
} from '@lva/contracts/reminders'
import type { Logger } from 'pino'
import type { Publish } from '../events/events.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Learner } from '../learner.ts'
import { Problem } from '../problem.ts'
import type { Mail } from '../providers/mail/mail.ts'
import type { Push } from '../providers/push/push.ts'
import { createChoices } from './choices.ts'
import { type BrowserOf, createDevices } from './devices.ts'
import { createOffLinks } from './off-links.ts'
import { readAs } from './read-as.ts'
import type { ReminderDb } from './reminders-db.ts'
import { createSaying, type Everybody } from './saying.ts'
import type { OwnTables } from './tables.ts'
import { createTelling } from './telling.ts'
import type { Known } from './what.ts'

/** So many are shown. */
const SHOWN = 20
const KEPT_DAYS = 60

/** The tables it reads and writes. */
export type ReminderTable = keyof OwnTables

export type ReminderKeeper = ReturnType<typeof createReminders>

interface Needs {
  db: ReminderDb
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  now: () => Date
  newId: () => string
  log: Logger
  publish: Publish
  push: Push
  /** Null: this server sends no mail. */
  mail: Mail | null
  /** Address of the web app, from the configuration and never from a request. */
  home: string
  /** Signs the links that turn reminders off. */
  secret: string
  known: Known
  everybody: Everybody
  learnerOf: (userId: string) => Promise<Learner | null>
  mailboxOf: (userId: string) => Promise<string | null>
  browserOf: BrowserOf
}

/**
 * Says what a learner may want to know while they are elsewhere: reviews that are due, a streak that would end today, how the week was. It
 * is said in the app, and carried to browsers and by mail where somebody asked for that.
 */
export function createReminders({ db, jobs, now, publish, push, mail, secret, known, mailboxOf, ...needs }: Needs) {
  const choices = createChoices({ db })
  const devices = createDevices({ ...needs, db, now, push })
  const offLinks = createOffLinks({ secret })
  const { carry } = createTelling({
    ...{ ...needs, db, now, jobs, push, mail, known, devices, offLinks, mailboxOf, settingsOf: choices.of },
  })
  const sayWhatIsDue = createSaying({ ...needs, db, now, publish, known, choices, carry })
  jobs.recurring('say-reminders', '*/10 * * * *', sayWhatIsDue)

  /** Forgets what was said longer ago than it is kept. */
  async function sweep(): Promise<void> {
    const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000).toISOString()
    await db.deleteFrom('reminders').where('said_at', '<', before).execute()
  }
  jobs.recurring('forget-reminders', '47 3 * * *', sweep)

  async function mailState(userId: string): Promise<ReminderSetup['mail']> {
    if (!mail) return 'off'
    return (await mailboxOf(userId)) === null ? 'unverified' : 'ready'
  }

  return {
    /** What the learner was reminded of lately, newest first. */
    async list(userId: string): Promise<Reminders> {
      const [rows, { unseen }] = await Promise.all([
        db
          .selectFrom('reminders')
          .selectAll()
          .where('user_id', '=', userId)
          .orderBy('id', 'desc')
          .limit(SHOWN)
          .execute(),
        db
          .selectFrom('reminders')
          .select(({ fn }) => fn.countAll<number>().as('unseen'))
          .where('user_id', '=', userId)
          .where('seen_at', 'is', null)
          .executeTakeFirstOrThrow(),
      ])
      const reminders = rows.flatMap(({ id, day, said_at, seen_at, says }) => {
        const read = readAs(Reminded, says)
        return read ? [{ id, day, said_at, seen_at, says: read }] : []
      })
      return { reminders, unseen: Number(unseen) }
    },

    /** Puts everything away that was said; what is still on its way to a browser or a mailbox stays away. */
    async putAway(userId: string): Promise<void> {
      const { numUpdatedRows } = await db
        .updateTable('reminders')
        .set({ seen_at: now().toISOString() })
        .where('user_id', '=', userId)
        .where('seen_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) publish(userId, { type: 'reminders-changed' })
    },

    /** Everything about how the learner is reminded. */
    async setup(userId: string): Promise<ReminderSetup> {
      const [settings, list, state] = await Promise.all([choices.of(userId), devices.list(userId), mailState(userId)])
      return { settings, devices: list, push_key: push.publicKey, mail: state }
    },

    /** Changes what is given and leaves the rest. Throws Problem `mail-off` when mails are wanted that cannot come. */
    async change(userId: string, changes: ReminderChanges): Promise<ReminderSettings> {
      if (changes.mail) {
        const state = await mailState(userId)
        if (state === 'off') throw new Problem('mail-off', 'This server sends no mail.')
        if (state === 'unverified')
          throw new Problem(
            'mail-off',
            'Show first that mail reaches you: open the link that is mailed to your address.',
          )
      }
      return choices.change(userId, changes)
    },

    addDevice: (learner: { userId: string; signInId: string }, device: NewPushDevice): Promise<PushDevice> =>
      devices.add(learner, device),
    removeDevice: devices.remove,

    /** Turns off, or on again, what a link is for. Whoever has it needs no sign-in. Throws Problem `link-invalid`. */
    async turn(token: string, on: boolean): Promise<Switched> {
      const link = offLinks.read(token)
      if (!link || (await needs.learnerOf(link.userId)) === null)
        throw new Problem(
          'link-invalid',
          'This link is not whole, or its account is gone. You can switch reminders under You.',
        )
      await choices.turn(link.userId, link.what, on)
      publish(link.userId, { type: 'reminders-changed' })
      return { what: link.what, on }
    },

    sweep,

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['push_devices', 'reminders', 'reminder_settings'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}
