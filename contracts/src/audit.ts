import { z } from 'zod'
import { AUDIT_ACTIONS } from './audit-actions.ts'
import { Id, Instant } from './text.ts'

/** One thing that is written into the audit log. */
export const AuditAction = z.enum(AUDIT_ACTIONS)
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
