import { z } from 'zod'
import { UNLIMITED } from './quotas.ts'
import { TimeOfDay } from './reminders.ts'
import { Id, Instant, text } from './text.ts'

/** Numbers one learner may have linked, those that wait for their code among them. */
export const PHONE_NUMBERS_MAX = 5
/** Digits of a PIN. */
export const PIN_DIGITS = { least: 6, most: 12 } as const

/** A telephone number as people write it; it has to begin with + and the code of its country. */
export const WrittenNumber = text({ min: 8, max: 32 }).describe(
  'Like +49 30 1234567; blanks, dots, dashes and brackets do not count.',
)

/** How it is shown that a number is one's own: by a code that is keyed or said in a call from it, or one that a call to it speaks. */
export const LinkWay = z.enum(['call-us', 'call-me'])
export type LinkWay = z.infer<typeof LinkWay>

/** Links a number. */
export const NewPhoneNumber = z.object({ number: WrittenNumber, way: LinkWay })
export type NewPhoneNumber = z.infer<typeof NewPhoneNumber>

/** A number of mine. It is kept sealed and shown by its last digits. */
export const PhoneNumber = z.object({
  id: Id,
  shown: z.string().describe('Like +49 ••• 67.'),
  state: z.enum(['waiting', 'linked']),
  way: LinkWay,
  created_at: Instant,
  expires_at: Instant.nullable().describe('Until when its code is good; null: it is linked.'),
  linked_at: Instant.nullable(),
  called_at: Instant.nullable().describe('When a call last came from it.'),
})
export type PhoneNumber = z.infer<typeof PhoneNumber>

/** A number that waits for its code. `code` is told only here, and only where it is keyed in a call to us. */
export const LinkingNumber = z.object({ number: PhoneNumber, code: z.string().nullable() })
export type LinkingNumber = z.infer<typeof LinkingNumber>

/** The code a call to the number spoke. */
export const SpokenCode = z.object({ code: text({ min: 1, max: 32 }) })

/** Sets a PIN: digits that are keyed in a call, so that what was said before may be spoken of. */
export const NewPin = z.object({
  pin: text({ min: 1, max: 32 }).describe(`${PIN_DIGITS.least} to ${PIN_DIGITS.most} digits, not too simple.`),
  current_password: text({ min: 1, max: 128 }),
})
export type NewPin = z.infer<typeof NewPin>

/** When I am called for a review of what is due; never in quiet hours, which may go over midnight, and never when nothing is due. */
export const CallBack = z.object({
  on: z.boolean().default(false),
  number_id: Id.nullable().default(null).describe('The linked number that is called.'),
  days: z.array(z.int().min(1).max(7)).max(7).default([1, 2, 3, 4, 5]).describe('1 is Monday.'),
  at: TimeOfDay.default('18:00'),
  quiet_from: TimeOfDay.default('21:00'),
  quiet_to: TimeOfDay.default('09:00'),
})
export type CallBack = z.infer<typeof CallBack>

const shape = CallBack.shape
/** Changes to it; what is left out stays. Turning it on is the consent to be called. */
export const CallBackChanges = z
  .object({
    on: shape.on.unwrap(),
    number_id: Id,
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    at: shape.at.unwrap(),
    quiet_from: shape.quiet_from.unwrap(),
    quiet_to: shape.quiet_to.unwrap(),
  })
  .partial()
export type CallBackChanges = z.infer<typeof CallBackChanges>

const Dollars = z.number().describe('US dollars, estimated.')

/** Everything about me and the telephone. */
export const PhoneSetup = z.object({
  state: z.enum(['ready', 'off']).describe('Off: this server has no telephone.'),
  number: z.string().nullable().describe('The number to call, E.164.'),
  numbers: z.array(PhoneNumber),
  pin_set_at: Instant.nullable().describe(
    'Null: there is no PIN, and calls only take down what is said, unless the network vouches for the number.',
  ),
  call_back: CallBack,
  call_back_consented_at: Instant.nullable(),
  transfer: z.boolean().describe('Whether calls can be passed on to a person.'),
  mail: z
    .enum(['ready', 'unverified', 'off'])
    .describe('Whether a summary can be mailed. Off: this server sends no mail.'),
  today: z.object({
    minutes: z.number().describe('All of today together, rounded up.'),
    minutes_most: z.union([z.int(), z.literal(UNLIMITED)]),
  }),
  month: z.object({ calls: z.int(), minutes: z.int(), cost: Dollars }).describe('The last 30 days.'),
})
export type PhoneSetup = z.infer<typeof PhoneSetup>

/** A recording that was left in a call. */
export const LeftRecording = z.object({
  state: z
    .enum(['waiting', 'kept', 'lost'])
    .describe('Waiting: it is being fetched. Lost: the carrier had it no more, or it was no sound.'),
  seconds: z.int(),
  exchange_id: Id.nullable().describe('The turn it became. Its sound is there as long as recordings are kept.'),
})

/** One call. `session_id` is where what was said stands; null: nothing was. */
export const PhoneCall = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  number: z.string().nullable().describe('The last digits of the number; null: it is no longer linked.'),
  state: z.enum(['live', 'done', 'missed', 'failed']).describe('Missed: nobody took it up.'),
  trusted: z.boolean().describe('A PIN was given, or the carrier vouched for the number.'),
  began_at: Instant,
  ended_at: Instant.nullable(),
  seconds: z.int().nullable(),
  cost: Dollars.nullable(),
  session_id: z.string().nullable(),
  recordings: z.array(LeftRecording),
})
export type PhoneCall = z.infer<typeof PhoneCall>

/** A page of my calls. */
export const PhoneCallsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  before: Id.optional().describe('The id of a call; what follows are those before it.'),
})
export type PhoneCallsQuery = z.infer<typeof PhoneCallsQuery>

/** My calls, the latest first. `next` is the `before` of the next page; null: there is none. */
export const PhoneCalls = z.object({ calls: z.array(PhoneCall), next: Id.nullable() })
export type PhoneCalls = z.infer<typeof PhoneCalls>

/** Numbers, PIN, call back, or calls have changed. */
export const PhoneChanged = z.object({ type: z.literal('phone-changed') })
