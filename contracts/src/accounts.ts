import { z } from 'zod'
import { FeedbackKept, FeedbackKind } from './feedback.ts'
import { RecordingsKept, TranscriptsKept } from './privacy.ts'
import { Id, Instant, text } from './text.ts'
import { Patience } from './voice.ts'

/** Bounds of a password, in characters. argon2id hashes all of them. */
export const PASSWORD_MIN = 8
export const PASSWORD_MAX = 128

/**
 * A new password: 8–128 characters with an upper-case letter, a lower-case letter and a digit. Whether it is among the
 * commonest is checked by the server. Each broken rule is one message.
 */
export const NewPassword = text({ max: PASSWORD_MAX })
  .refine((value) => value.length >= PASSWORD_MIN, 'The password needs at least 8 characters.')
  .refine((value) => /\p{Lu}/u.test(value), 'The password needs at least one uppercase letter.')
  .refine((value) => /\p{Ll}/u.test(value), 'The password needs at least one lowercase letter.')
  .refine((value) => /\p{Nd}/u.test(value), 'The password needs at least one digit.')

/** An e-mail address, at most 254 characters. Compared without regard to case. */
export const Email = text({ max: 254 }).pipe(z.email('This is not an e-mail address.'))

/** What somebody signs up with. `invitation` is the code of a link from the operator; it is asked for where sign-up is by invitation. */
export const Registration = z.object({
  email: Email,
  password: NewPassword,
  full_name: text({ max: 120 }).nullish(),
  invitation: text({ max: 200 })
    .nullish()
    .describe('The code of an invitation link, where registration is by invitation.'),
})
export type Registration = z.infer<typeof Registration>

/** Sign-in by `username` or `email`; both mean the e-mail address. */
export const Credentials = z
  .object({
    username: text({ max: 254 }).nullish(),
    email: text({ max: 254 }).nullish(),
    password: text({ min: 1, max: 1024 }),
  })
  .refine((body) => Boolean(body.username?.trim() || body.email?.trim()), {
    path: ['username'],
    message: 'Say which account: username or email.',
  })
export type Credentials = z.infer<typeof Credentials>

/** The web app leaves `refresh_token` out: its own is in a cookie. */
export const RefreshRequest = z.object({ refresh_token: text({ min: 1, max: 4096 }).nullish() })
export type RefreshRequest = z.infer<typeof RefreshRequest>

/** `expires_in` is the life of the access token in seconds. In the web app the refresh token travels as an HttpOnly cookie instead. */
export const Token = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int(),
})
export type Token = z.infer<typeof Token>

/** When words of a learner may leave the house to look something up: when they ask for it, whenever the companion thinks it helps, or never. */
export const LookUp = z.enum(['when-asked', 'always', 'never'])
export type LookUp = z.infer<typeof LookUp>

/** What a learner chose. Every field has a default, so an empty object is a valid choice. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  speak_replies: z.boolean().default(false).describe('Replies are read aloud as they arrive.'),
  voice: text({ max: 120 })
    .nullable()
    .default(null)
    .describe('Name of a voice; null: the first one that fits the language.'),
  speech_rate: z.number().min(0.5).max(2).default(1).describe('1 is the natural speed of the voice.'),
  patience: Patience.default(0.5).describe('How long to wait before a turn counts as over: 0 is quick, 1 is patient.'),
  hands_free: z.boolean().default(false).describe('The microphone opens again after each reply.'),
  browser_recogniser: z
    .enum(['ask', 'allowed', 'refused'])
    .default('ask')
    .describe('May the browser send speech to its maker for recognition? Asked once, by name.'),
  browser_recogniser_at: Instant.nullable().default(null).describe('When that was decided; set by the server.'),
  coached: z.boolean().default(false).describe('The first-run hints were seen.'),
  recordings_kept: RecordingsKept.default('0h').describe('After their words are written down.'),
  transcripts_kept: TranscriptsKept.default('forever').describe('Since it was said.'),
  memories: z.boolean().default(true).describe('What you say about yourself is remembered.'),
  feedback_kept: FeedbackKept.default('90d').describe('What you said of replies, and how you took them.'),
  feedback_off: z
    .array(FeedbackKind)
    .max(FeedbackKind.options.length)
    .default([])
    .describe('Kinds of feedback that are not kept.'),
  analyses: z.boolean().default(true).describe('Sessions that are over, and weeks, are looked through by themselves.'),
  look_up: LookUp.default('when-asked').describe('May things be looked up outside this house?'),
  tools_off: z
    .array(text({ min: 1, max: 140 }))
    .max(200)
    .default([])
    .describe('Names of tools that are never used for me.'),
})
export type Settings = z.infer<typeof Settings>

/** An account as its owner sees it. `timezone` is an IANA name, `locale` a BCP 47 tag; `last_login` is null until the first sign-in. */
export const User = z.object({
  id: Id,
  email: z.string(),
  full_name: z.string().nullable(),
  role: z.enum(['user', 'admin']),
  status: z.enum(['active', 'suspended', 'pending_deletion']),
  timezone: z.string().describe('IANA name, e.g. Europe/Lisbon'),
  locale: z.string().describe('BCP 47 tag, e.g. pt-PT'),
  settings: Settings,
  created_at: Instant,
  last_login: Instant.nullable(),
  email_verified: z.boolean().describe('A link that was mailed to this address was opened.'),
})
export type User = z.infer<typeof User>

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const isLocale = (tag: string) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

const { browser_recogniser_at: _setByTheServer, ...CHOSEN } = Settings.shape

/** What is not among changes stays as it is, and does not become the standard. */
function withoutDefaults<Shape extends Record<string, z.ZodDefault>>(shape: Shape) {
  const fields = Object.entries(shape).map(([name, field]) => [name, field.unwrap()])
  return Object.fromEntries(fields) as { [Name in keyof Shape]: ReturnType<Shape[Name]['unwrap']> }
}

/** Changes to one's own account. A new e-mail address needs the current password. */
export const UserChanges = z.object({
  full_name: text({ max: 120 }).nullish(),
  email: Email.optional(),
  current_password: text({ max: 1024 }).optional(),
  timezone: text({ max: 64 }).refine(isTimeZone, 'This is not the name of a time zone.').optional(),
  locale: text({ max: 35 }).refine(isLocale, 'This is not a language tag.').optional(),
  settings: z.object(withoutDefaults(CHOSEN)).partial().optional(),
})
export type UserChanges = z.infer<typeof UserChanges>

/** The password as it is, and the one to have from now on; every other sign-in and every personal access token ends with it. */
export const PasswordChange = z.object({ current_password: text({ max: 1024 }), new_password: NewPassword })
export type PasswordChange = z.infer<typeof PasswordChange>

/** Asks for a link to set another password with, by mail. The answer is the same whether there is such an account or not. */
export const PasswordResetRequest = z.object({ email: Email })

/** What a link in a mail carries: good once, and for a while. */
const MailedToken = text({ min: 1, max: 200 })
/** A new password by a mailed link; every sign-in and every personal access token ends with it. */
export const PasswordReset = z.object({ token: MailedToken, new_password: NewPassword })
export type PasswordReset = z.infer<typeof PasswordReset>
/** Shows that mail to the account's address arrives. */
export const EmailVerification = z.object({ token: MailedToken })

/** One place where the learner is signed in. */
export const SignIn = z.object({
  id: Id,
  created_at: Instant,
  last_seen_at: Instant,
  device: z.string().describe('What the browser or program called itself, shortened.'),
  address: z.string().describe('Network address at sign-in.'),
  current: z.boolean(),
})
export type SignIn = z.infer<typeof SignIn>
/** Where the learner is signed in, last seen first. */
export const SignIns = z.object({ sessions: z.array(SignIn) })

/** What a personal access token may do: look at what is mine, say and change things, administer. None includes another. */
export const Scope = z.enum(['read', 'write', 'admin'])
export type Scope = z.infer<typeof Scope>

/** How long a personal access token may last at most, in days, and how many of them one person may have. */
export const TOKEN_DAYS_MAX = 365
export const TOKENS_MAX = 20

/** A wish for a personal access token. `admin` is for administrators. The password is asked for, because the token outlives the sign-in. */
export const NewPersonalToken = z.object({
  name: text({ max: 80 }).refine((name) => name.trim() !== '', 'Say what the token is for.'),
  scopes: z.array(Scope).min(1).max(Scope.options.length),
  expires_in_days: z.int().min(1).max(TOKEN_DAYS_MAX),
  current_password: text({ max: 1024 }),
})
export type NewPersonalToken = z.infer<typeof NewPersonalToken>

/** A personal access token as its owner sees it, without the token. */
export const PersonalToken = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(Scope),
  created_at: Instant,
  expires_at: Instant,
  last_used_on: z.string().nullable().describe('The day (UTC) it was last used, e.g. 2026-03-01; null: never.'),
})
export type PersonalToken = z.infer<typeof PersonalToken>

/** The learner's personal access tokens, newest first; those that have expired are among them for a while. */
export const PersonalTokens = z.object({ tokens: z.array(PersonalToken) })
/** A new personal access token. `token` is shown only here. */
export const MadePersonalToken = PersonalToken.extend({ token: z.string() })
export type MadePersonalToken = z.infer<typeof MadePersonalToken>

/** Words of mine in a turn have changed my settings. */
export const SettingsChanged = z.object({ type: z.literal('settings-changed') })
