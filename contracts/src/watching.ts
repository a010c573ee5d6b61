import { z } from 'zod'
import { Overview } from './administration.ts'
import { Id, Instant } from './text.ts'

/** What can be wrong with a server. */
export const AlertName = z.enum([
  'error-rate',
  'slow-answers',
  'many-errors',
  'cpu',
  'memory',
  'disk',
  'backup-old',
  'certificate',
  'process-down',
  'jobs-given-up',
  'provider-resting',
])
export type AlertName = z.infer<typeof AlertName>

/** An alert that is open, or was of late; `detail` says in a sentence how it stands or stood. */
export const Alert = z.object({
  name: AlertName,
  open: z.boolean(),
  opened_at: Instant,
  closed_at: Instant.nullable(),
  detail: z.string(),
})
export type Alert = z.infer<typeof Alert>

/** Ask for what is newer than what one has. */
export const StatusQuery = z.object({ since: z.iso.datetime().optional() })
export type StatusQuery = z.infer<typeof StatusQuery>

const numbers = z.array(z.number())
const perhaps = z.array(z.number().nullable())

/** How a process was, ten seconds by ten seconds, the oldest first; every list has one entry for each of `at`. */
export const Samples = z.object({
  at: z.array(Instant),
  requests: numbers.describe('Answers per second.'),
  errors: numbers.describe('Answers per second that were faults of the server (5xx).'),
  p95_ms: perhaps.describe('What 95 of 100 answers did not exceed; without those that wait for a model.'),
  turns: numbers.describe('Turns per minute.'),
  first_word_ms: perhaps.describe('What half of the replies did not exceed, from the words to the first word back.'),
  cpu: numbers.describe('Of all processors of the machine, 0 to 1.'),
  memory_bytes: numbers.describe('Of this process.'),
  loop_ms: numbers.describe('How late the event loop was in 99 of 100 looks.'),
  sockets: z.array(z.int()),
  jobs_due: z.array(z.int()),
})
export type Samples = z.infer<typeof Samples>

/** A process of this installation, as it said a minute ago at most. */
export const ProcessFacts = z.object({
  id: Id,
  since: Instant,
  seen_at: Instant,
  requests_per_minute: z.number(),
  memory_bytes: z.int(),
})
export type ProcessFacts = z.infer<typeof ProcessFacts>

/** How the server is, for its administrators. The samples are of the process that answers. */
export const Status = z.object({
  process: Id,
  processes: z.array(ProcessFacts),
  samples: Samples,
  memory: z.object({ bytes: z.number(), used: z.number() }).describe('Of the machine, or of the container.'),
  disk: z.object({ bytes: z.number(), free: z.number() }),
  jobs: z.object({ due: z.int(), given_up: z.int(), oldest_seconds: z.number() }),
  today: Overview.shape.providers.describe('What providers were asked for since midnight UTC.'),
  backup: z.object({ at: Instant, bytes: z.int() }).nullable().describe('The latest; null: none was made.'),
  alerts: z.array(Alert).describe('Those that are open, then those that closed in the latest day.'),
})
export type Status = z.infer<typeof Status>
