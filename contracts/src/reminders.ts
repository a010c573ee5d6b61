import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** What somebody may be reminded of: reviews that are due, a streak that would end today, how the week was. */
export const ReminderKind = z.enum(['due', 'streak', 'recap'])
export type ReminderKind = z.infer<typeof ReminderKind>

/** A time of day, `HH:MM`, on the learner's own clock. */
export const TimeOfDay = z.iso.time({ precision: -1 }).describe('HH:MM, on your own clock')

/** When somebody wants to be reminded of what, and how. Quiet hours may go over midnight; none when both ends are the same. */
export const ReminderSettings = z.object({
  due: z.boolean().default(true).describe('Reviews that are due.'),
  streak: z.boolean().default(true).describe('A streak that would end today.'),
  recap: z.boolean().default(true).describe('How the week was.'),
  mail: z.boolean().default(false).describe('By mail too; devices are told as soon as they are added.'),
  at: TimeOfDay.default('18:00').describe('When reviews and the recap are spoken of.'),
  streak_at: TimeOfDay.default('20:00').describe('When a streak is spoken of that nothing was done for yet.'),
  recap_on: z.int().min(1).max(7).default(7).describe('Day of the recap; 1 is Monday.'),
  quiet_from: TimeOfDay.default('22:00'),
  quiet_to: TimeOfDay.default('08:00'),
})
export type ReminderSettings = z.infer<typeof ReminderSettings>

const shape = ReminderSettings.shape
/** Changes to them; what is left out stays. */
export const ReminderChanges = z
  .object({
    due: shape.due.unwrap(),
    streak: shape.streak.unwrap(),
    recap: shape.recap.unwrap(),
    mail: shape.mail.unwrap(),
    at: shape.at.unwrap(),
    streak_at: shape.streak_at.unwrap(),
    recap_on: shape.recap_on.unwrap(),
    quiet_from: shape.quiet_from.unwrap(),
    quiet_to: shape.quiet_to.unwrap(),
  })
  .partial()
export type ReminderChanges = z.infer<typeof ReminderChanges>

/** What a reminder says: numbers only, never what was learned. */
export const Reminded = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('due'), due: z.int().describe('Cards that were due then.') }),
  z.object({
    kind: z.literal('streak'),
    days: z.int(),
    freezes: z.int().describe('Freezes that are left; with one, the streak outlives a day without anything.'),
  }),
  z.object({
    kind: z.literal('recap'),
    from: z.iso.date().describe('First of the seven days.'),
    sittings: z.int(),
    minutes: z.int(),
    reviews: z.int(),
    recalled: z.int(),
  }),
])
export type Reminded = z.infer<typeof Reminded>

/** Something the learner was reminded of. */
export const Reminder = z.object({
  id: Id,
  day: z.iso.date().describe('The learner’s own day.'),
  said_at: Instant,
  seen_at: Instant.nullable().describe('When it was put away in the app.'),
  says: Reminded,
})
export type Reminder = z.infer<typeof Reminder>

/** The latest reminders, newest first, and how many of all were not put away. */
export const Reminders = z.object({ reminders: z.array(Reminder), unseen: z.int() })
export type Reminders = z.infer<typeof Reminders>

/** Browsers one learner may have told to be reminded on; the oldest makes room for a further one. */
export const PUSH_DEVICES_MAX = 10

/** What a browser gives out so that it can be reached (RFC 8030, RFC 8291). */
export const NewPushDevice = z.object({
  endpoint: text({ min: 1, max: 1_000 }).describe('Address at the push service of the browser’s maker.'),
  keys: z.object({
    p256dh: text({ min: 80, max: 100 }).describe('The browser’s public key, base64url.'),
    auth: text({ min: 16, max: 40 }).describe('What it shares with us, base64url.'),
  }),
})
export type NewPushDevice = z.infer<typeof NewPushDevice>

/** A browser that is reminded. */
export const PushDevice = z.object({
  id: Id,
  device: z.string().describe('What it called itself, e.g. Firefox on Linux.'),
  service: z.string().describe('Host of its push service.'),
  created_at: Instant,
  reached_at: Instant.nullable().describe('When its push service last took something for it.'),
})
export type PushDevice = z.infer<typeof PushDevice>

/** Everything about how I am reminded. */
export const ReminderSetup = z.object({
  settings: ReminderSettings,
  devices: z.array(PushDevice),
  push_key: z.string().describe('The public key a browser subscribes with (RFC 8292), base64url.'),
  mail: z.enum(['ready', 'unverified', 'off']).describe('Off: this server sends no mail.'),
})
export type ReminderSetup = z.infer<typeof ReminderSetup>

/** What a link turns off, and on again: one kind of reminder, or all mails. */
export const ReminderSwitch = z.enum([...ReminderKind.options, 'mail'])
export type ReminderSwitch = z.infer<typeof ReminderSwitch>

/** The signed part of such a link. */
export const OffToken = z.object({ token: text({ min: 1, max: 300 }) })
/** What to do with it; off unless said otherwise, which is what one-click unsubscribing (RFC 8058) means. */
export const OffWish = z.object({ on: z.boolean().default(false) })
/** What it is now. */
export const Switched = z.object({ what: ReminderSwitch, on: z.boolean() })
export type Switched = z.infer<typeof Switched>

/** Something was said, or put away. */
export const RemindersChanged = z.object({ type: z.literal('reminders-changed') })
