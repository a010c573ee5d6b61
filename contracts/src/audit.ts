import { z } from 'zod'
import { Id, Instant } from './text.ts'

/** Everything that is written into the audit log, and nothing else is. Noun first, then what happened to it. */
export const AuditAction = z.enum([
  'account-created',
  'account-suspended',
  'account-activated',
  'account-deletion-scheduled',
  'account-deletion-cancelled',
  'account-erased',
  'admin-viewed',
  'connection-tested',
  'email-changed',
  'email-verified',
  'export-requested',
  'export-downloaded',
  'history-imported',
  'invitation-created',
  'invitation-revoked',
  'keys-rotated',
  'password-changed',
  'password-reset',
  'password-reset-requested',
  'quota-changed',
  'role-changed',
  'settings-changed',
  'sign-in-failed',
  'sign-in-locked',
  'sign-in-ended',
  'signed-in',
  'token-created',
  'token-revoked',
  'token-theft-noticed',
])
export type AuditAction = z.infer<typeof AuditAction>

/** Who did it: a person under a pseudonym, the operator at the command line, the server by itself, or somebody who is not signed in. */
export const AuditActor = z.union([
  z.literal(['operator', 'admin-key', 'server', 'nobody']),
  z.string().regex(/^person-[0-9a-f]{16}$/),
])

/** One line of the audit log. `person` and `address` are there while the identity behind a pseudonym has not been erased. */
export const AuditEvent = z.object({
  id: Id,
  at: Instant,
  action: AuditAction,
  actor: AuditActor,
  subject: z
    .string()
    .nullable()
    .describe('The pseudonym of the person it was done to; null: to nobody, or to the actor alone.'),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  address: z.string().nullable().describe('The network address it came from, while that is kept.'),
  actor_email: z.string().nullable(),
  subject_email: z.string().nullable(),
})
export type AuditEvent = z.infer<typeof AuditEvent>
