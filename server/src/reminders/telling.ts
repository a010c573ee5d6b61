import { Reminded, type ReminderSettings } from '@lva/contracts/reminders'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { AnyDb } from '../db/open.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { NotYet } from '../jobs/kind.ts'
import type { Learner } from '../learner.ts'
import type { Letter, Mail } from '../providers/mail/mail.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { Push } from '../providers/push/push.ts'
import type { Devices } from './devices.ts'
import type { createOffLinks } from './off-links.ts'
import { type Phrases, phrasesIn } from './phrases.ts'
import { readAs } from './read-as.ts'
import type { ReminderDb } from './reminders-db.ts'
import { type Known, whatToSay } from './what.ts'
import { LATE_MINUTES, minutesToSay } from './when.ts'
import { type Words, wordsOf } from './wording.ts'

const ATTEMPTS_MAX = 6
const MINUTE_MS = 60_000
/** A push service that asks us to wait longer is not waited for: it would be too late by then. */
const WAIT_MAX_MS = 30 * MINUTE_MS

const Telling = z.object({ userId: z.uuid(), reminderId: z.uuid() })
const Pushing = Telling.extend({ deviceId: z.uuid() })

interface Needs {
  db: ReminderDb
  now: () => Date
  log: Logger
  jobs: Pick<Jobs, 'kind'>
  push: Push
  mail: Mail | null
  /** Address of the web app. */
  home: string
  known: Known
  devices: Devices
  offLinks: ReturnType<typeof createOffLinks>
  settingsOf: (userId: string) => Promise<ReminderSettings>
  learnerOf: (userId: string) => Promise<Learner | null>
  /** Where mail reaches a learner who has shown that it does; null: it does not. */
  mailboxOf: (userId: string) => Promise<string | null>
}

/** Carries what was said to a learner's browsers and mailbox, by durable work: each is tried again by itself while it is still worth it. */
export function createTelling({ db, now, log, jobs, push, mail, home, ...needs }: Needs) {
  const { known, devices, offLinks, settingsOf, learnerOf, mailboxOf } = needs
  const pushing = jobs.kind('push-reminder', Pushing, { maxAttempts: ATTEMPTS_MAX })
  const mailing = jobs.kind('mail-reminder', Telling, { maxAttempts: ATTEMPTS_MAX })

  /** What is to be told now, and for how many minutes it may be; null when it is put away, too late, turned off, or no longer true. */
  async function standing({ userId, reminderId }: z.infer<typeof Telling>) {
    const at = now()
    const row = await db
      .selectFrom('reminders')
      .selectAll()
      .where('id', '=', reminderId)
      .where('user_id', '=', userId)
      .where('seen_at', 'is', null)
      .executeTakeFirst()
    const learner = row && (await learnerOf(userId))
    const agoMs = row ? at.getTime() - Date.parse(row.said_at) : 0
    if (!learner || agoMs > LATE_MINUTES * MINUTE_MS) return null
    const settings = await settingsOf(userId)
    const minutes = minutesToSay(settings, { at, timezone: learner.timezone })
    if (!settings[row.kind] || minutes === 0) return null
    const says = agoMs > MINUTE_MS ? await whatToSay(known, userId, row) : readAs(Reminded, row.says)
    if (!says) return null
    const { locale } = learner
    const said = { words: wordsOf(says, locale), phrases: phrasesIn(locale) }
    return { kind: row.kind, ...said, minutes, mails: settings.mail }
  }

  pushing.does(async ({ deviceId, ...telling }, attempt) => {
    const { userId } = telling
    const told = await standing(telling)
    const to = told && (await devices.addressOf(userId, deviceId))
    if (!told || !to) return
    const { kind, words, minutes, phrases } = told
    const text = JSON.stringify({ ...words, kind, off: offLinks.make(userId, kind), no_more: phrases.noMore })
    await orGiveUp(async () => {
      const outcome = await push.send({ text, ttlSeconds: minutes * 60, topic: kind }, to, attempt)
      await (outcome === 'gone' ? devices.forget(deviceId) : devices.reached(deviceId))
    })
  })

  mailing.does(async (telling, attempt) => {
    const told = mail && (await standing(telling))
    const to = told?.mails ? await mailboxOf(telling.userId) : null
    if (!told || to === null) return
    const off = offLinks.make(telling.userId, 'mail')
    await orGiveUp(() => mail.send(letterFor(to, told, off), attempt))
  })

  function letterFor(to: string, { words, phrases }: { words: Words; phrases: Phrases }, off: string): Letter {
    const { title, text, to: page } = words
    const end = [phrases.noMoreMail, `${home}/mailed/reminders#${off}`, '', `Learning Voice Agent, ${home}`, '']
    return {
      ...{ to, subject: title, text: [text, '', home + page, '', ...end].join('\n') },
      unsubscribe: `${home}/api/reminders/off?token=${off}`,
    }
  }

  /** Does what may fail; what trying again would not mend is noted and left. */
  async function orGiveUp(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      const { retryAfterMs = 0 } = error
      if (error.retryable && retryAfterMs > 0 && retryAfterMs <= WAIT_MAX_MS) throw new NotYet(retryAfterMs)
      if (error.retryable && retryAfterMs <= WAIT_MAX_MS) throw error
      log.warn({ err: error, provider: error.provider }, 'a reminder could not be carried')
    }
  }

  return {
    /** Has a reminder carried to where its learner wants it, once the caller's transaction is done. */
    async carry(trx: AnyDb & ReminderDb, telling: z.infer<typeof Telling>): Promise<void> {
      const { userId, reminderId } = telling
      const rows = await trx.selectFrom('push_devices').select('id').where('user_id', '=', userId).execute()
      for (const { id } of rows)
        await pushing.enqueue(trx, { ...telling, deviceId: id }, { key: `${reminderId} ${id}` })
      if (mail) await mailing.enqueue(trx, telling, { key: reminderId })
    },
  }
}
