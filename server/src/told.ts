import type { Logger } from 'pino'
import type { Accounts } from './accounts/accounts.ts'
import { pushKey } from './config/push-key.ts'
import type { Config } from './config.ts'
import type { Db } from './db/open.ts'
import type { Events } from './events/events.ts'
import type { openFloor } from './floor.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Measured } from './measured.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import type { Mail } from './providers/mail/mail.ts'
import { createWebPush } from './providers/push/web-push.ts'
import { createReminders, type ReminderTable } from './reminders/reminders.ts'
import { dataPlaces, pushSettings, webAddress } from './settings.ts'

type Floor = Pick<Awaited<ReturnType<typeof openFloor>>, 'keys' | 'secrets' | 'vault'>

interface Needs extends Floor {
  config: Config
  db: Db
  jobs: Jobs
  now: () => Date
  newId: () => string
  log: Logger
  events: Events
  outgoing: Outgoing
  mail: Mail | null
  accounts: Pick<Accounts, 'reachable' | 'learner' | 'mailboxOf' | 'browserOf'>
  measured: Pick<Measured, 'facts' | 'doors'>
}

/** What is said to learners who are not here: put together from what is known of them, and from how they are reached. */
export function createTold({ config, db, now, outgoing, keys, secrets, vault, accounts, measured, ...needs }: Needs) {
  const { key, ...settings } = pushSettings(config)
  const sealing = { vault, sealed: keys.from === 'environment' }
  const privateKey = pushKey(key, dataPlaces(config).folder, sealing)
  const { facts, doors } = measured
  const { goals, reviews } = doors
  return createReminders({
    ...{ ...needs, db: db.$pickTables<ReminderTable>(), now, home: webAddress(config) },
    ...{ secret: secrets.access, publish: needs.events.publish },
    push: createWebPush({ ...settings, privateKey, outgoing, now }),
    known: {
      due: async (userId) => (await reviews.counts(userId)).due,
      async streak(userId) {
        const { current, counts_today, freezes_left } = await goals.streak(userId)
        return { current, countsToday: counts_today, freezesLeft: freezes_left }
      },
      async week(userId, stretch) {
        const days = await facts.days(userId, stretch)
        const sum = (of: 'sittings' | 'seconds' | 'reviews' | 'recalled') =>
          days.reduce((total, day) => total + Number(day[of]), 0)
        return {
          sittings: sum('sittings'),
          seconds: sum('seconds'),
          reviews: sum('reviews'),
          recalled: sum('recalled'),
        }
      },
    },
    ...{ everybody: accounts.reachable, learnerOf: accounts.learner },
    ...{ mailboxOf: accounts.mailboxOf, browserOf: accounts.browserOf },
  })
}
