import { z } from 'zod'
import { Email, User } from './accounts.ts'
import { AuditAction, AuditEvent } from './audit.ts'
import { DetailedHealth } from './health.ts'
import { DailyUse, QuotaExceptions } from './quotas.ts'
import { Id, Instant, text } from './text.ts'
import { VoiceState } from './voice.ts'

/** Somebody with an account, as administrators see them: never what they said. */
export const Person = User.pick({
  id: true,
  email: true,
  full_name: true,
  role: true,
  status: true,
  created_at: true,
  last_login: true,
}).extend({
  signed_in: z.int().describe('In how many places they are signed in.'),
  today: DailyUse.nullable().describe('What they used today; null: nothing.'),
})
export type Person = z.infer<typeof Person>

/** Whom to list. `search` looks into addresses and names; `before` is the id after which the last page ended. */
export const PeopleQuery = z.object({
  search: text({ max: 254 }).optional(),
  status: User.shape.status.optional(),
  role: User.shape.role.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  before: Id.optional(),
})
export type PeopleQuery = z.infer<typeof PeopleQuery>

/** A page of people, newest account first; `total` counts all who fit the question, `next` is the `before` of the next page. */
export const People = z.object({ people: z.array(Person), total: z.int(), next: Id.nullable() })
export type People = z.infer<typeof People>

/** One person with what was set for them and what they used on the days of late, latest first. */
export const PersonDetails = Person.extend({ quotas: QuotaExceptions, days: z.array(DailyUse) })
export type PersonDetails = z.infer<typeof PersonDetails>

/** A live conversation by voice as administrators see it: whose it is and how it stands, nothing of what is said. */
export const LiveVoiceFacts = z.object({
  voice_id: Id,
  user_id: Id,
  email: z.string().nullable(),
  state: VoiceState,
  connected: z.boolean().describe('False: its connection is lost, and it waits a while for another.'),
  started_at: Instant,
  turns: z.int(),
  heard_seconds: z.int().describe('How much sound has come.'),
})
export type LiveVoiceFacts = z.infer<typeof LiveVoiceFacts>
/** The live conversations of this process, the oldest first, and how many there may be. */
export const LiveVoices = z.object({ voices: z.array(LiveVoiceFacts), limit: z.int() })
export type LiveVoices = z.infer<typeof LiveVoices>

/** An invitation to sign up. Its code is told once, when it is made. */
export const Invitation = z.object({
  id: Id,
  email: z.string().nullable().describe('The only address it is good for; null: any.'),
  created_at: Instant,
  expires_at: Instant,
  state: z.enum(['open', 'used', 'expired']),
})
export type Invitation = z.infer<typeof Invitation>
/** The invitations that are remembered, newest first. */
export const Invitations = z.object({ invitations: z.array(Invitation) })
export type Invitations = z.infer<typeof Invitations>

/** An invitation to make, good for `hours`. */
export const NewInvitation = z.object({
  email: Email.nullish(),
  hours: z.int().min(1).max(8_760).default(72),
})
export type NewInvitation = z.infer<typeof NewInvitation>
/** The invitation that was made, and the address of the page that takes it. Whoever has it can use it. */
export const MadeInvitation = Invitation.extend({ link: z.string() })
export type MadeInvitation = z.infer<typeof MadeInvitation>

/** What of the audit log to show. `person`: an e-mail address or a pseudonym, as actor or subject; `before`: the `next` of the last page. */
export const AuditQuery = z.object({
  action: AuditAction.optional(),
  person: text({ max: 254 }).optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** A page of the audit log, newest first. */
export const AuditPage = z.object({ events: z.array(AuditEvent), next: z.int().nullable() })
export type AuditPage = z.infer<typeof AuditPage>

/** The whole log, oldest first, or what fits the question. */
export const AuditExportQuery = AuditQuery.omit({ limit: true, before: true }).extend({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
})
export type AuditExportQuery = z.infer<typeof AuditExportQuery>

/** One setting as it is in force. A secret's value is never shown, not even a part of it. */
export const ShownSetting = z.object({
  key: z.string(),
  section: z.string(),
  meaning: z.string(),
  unit: z.string().nullable(),
  secret: z.boolean(),
  value: z.string().nullable().describe('As it was written; null: not set, or a secret.'),
  set: z.boolean().describe('True when it has a value, of whatever origin.'),
  origin: z
    .enum(['environment', 'env-file', 'file', 'default', 'unset'])
    .describe('`file`: named by KEY_FILE; `env-file`: a line of the environment file.'),
  reserved: z.boolean().describe('Checked, and not used yet.'),
})
export type ShownSetting = z.infer<typeof ShownSetting>
/** The configuration as it is in force, with what deserves a second look. */
export const Configuration = z.object({ settings: z.array(ShownSetting), warnings: z.array(z.string()) })
export type Configuration = z.infer<typeof Configuration>

/** What the server talks to. */
export const ConnectionName = z.enum([
  'llm',
  'stt',
  'tts',
  'embeddings',
  'sight',
  'search',
  'mail',
  'redis',
  'database',
])
export type ConnectionName = z.infer<typeof ConnectionName>

/** Something the server is configured to talk to; `providers` in their order, empty: none is configured. */
export const Connection = z.object({ name: ConnectionName, providers: z.array(z.string()) })
export type Connection = z.infer<typeof Connection>
/** Everything the server may be configured to talk to. */
export const Connections = z.object({ connections: z.array(Connection) })
export type Connections = z.infer<typeof Connections>

/** How one provider of a connection answered when it was asked. `detail` says in plain words what is wrong and what to do. */
export const ConnectionTest = z.object({
  name: ConnectionName,
  ok: z.boolean(),
  tested_at: Instant,
  results: z.array(z.object({ provider: z.string(), ok: z.boolean(), detail: z.string() })),
})
export type ConnectionTest = z.infer<typeof ConnectionTest>

/** How the house is: people, what providers were asked for in 30 days, every part. */
export const Overview = z.object({
  version: z.string(),
  people: z.object({
    total: z.int(),
    active: z.int(),
    suspended: z.int(),
    pending_deletion: z.int(),
    administrators: z.int(),
    seen_today: z.int().describe('Whose sign-in was used since midnight UTC.'),
  }),
  providers: z.array(
    z.object({
      capability: z.string(),
      provider: z.string(),
      model: z.string().nullable(),
      calls: z.int(),
      failures: z.int(),
      tokens: z.int(),
      dollars: z.number().describe('At list price.'),
      unpriced_calls: z.int(),
    }),
  ),
  health: DetailedHealth,
})
export type Overview = z.infer<typeof Overview>
