import { z } from 'zod'
import { Instant } from './text.ts'

/** No bound at all. */
export const UNLIMITED = 'unlimited'

const most = (count: number) => z.union([z.int().min(0).max(count), z.literal(UNLIMITED)])

/** What one learner may use on one day (UTC), and the room for their files. 0 switches it off; `unlimited` leaves it without a bound. */
export const Quotas = z.object({
  requests: most(1_000_000).describe('Answers and notes of the language model.'),
  audio_minutes: most(1_440).describe('Minutes of speech written down, and of replies read aloud by the server.'),
  tokens: most(1_000_000_000).describe('Tokens the language model reads and writes.'),
  storage_mb: most(1_000_000).describe('Megabytes of documents and pictures that are kept.'),
  call_minutes: most(1_440).describe('Minutes on the telephone.'),
})
export type Quotas = z.infer<typeof Quotas>

/** What an administrator set for one learner; null: what everybody has on this server. */
export const QuotaExceptions = z.object({
  requests: Quotas.shape.requests.nullable(),
  audio_minutes: Quotas.shape.audio_minutes.nullable(),
  tokens: Quotas.shape.tokens.nullable(),
  storage_mb: Quotas.shape.storage_mb.nullable().default(null),
  call_minutes: Quotas.shape.call_minutes.nullable().default(null),
})
export type QuotaExceptions = z.infer<typeof QuotaExceptions>

/** What one learner used on one day. Where a vendor does not tell its tokens they are counted by the length of the text, rather too high. */
export const DailyUse = z.object({
  day: z.string().describe('YYYY-MM-DD, UTC'),
  requests: z.int(),
  audio_minutes: z.number().describe('Rounded to a hundredth.'),
  tokens: z.int(),
})
export type DailyUse = z.infer<typeof DailyUse>

/** My use of today, what it may be, and when the next day begins. */
export const MyUse = z.object({ today: DailyUse, quotas: Quotas, opens_again_at: Instant })
export type MyUse = z.infer<typeof MyUse>
