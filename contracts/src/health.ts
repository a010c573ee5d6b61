import { z } from 'zod'
import { Instant } from './text.ts'

/** What this installation can do, said without a sign-in so that a page can offer only what works. */
export const Features = z.object({
  registration: z.enum(['open', 'invite', 'closed']),
  llm: z.string().describe('Who answers first: a vendor or `companion`.'),
  stt: z.string().nullable().describe('Who writes speech down on the server; null: nobody.'),
  tts: z.string().nullable().describe('Who speaks on the server; null: nobody.'),
  semantic_search: z.boolean(),
  sight: z.string().nullable().describe('Who looks at pictures on the server; null: nobody.'),
  mail: z.boolean().describe('The server sends mail, so a forgotten password can be reset and an address verified.'),
  max_audio_seconds: z.int(),
})
export type Features = z.infer<typeof Features>

/** The server's answer to a program at `/`: what it is, where things are and what it can do. */
export const Welcome = z.object({
  status: z.literal('healthy'),
  service: z.literal('Learning Voice Agent'),
  message: z.string(),
  version: z.string(),
  endpoints: z.record(z.string(), z.string()),
  features: Features,
})
export type Welcome = z.infer<typeof Welcome>

/** The process answers. */
export const Liveness = z.object({ status: z.literal('healthy'), timestamp: Instant })

/** Whether requests can be served; sent with 503 when `not-ready`. `components` are the database and, where it is configured, Redis. */
export const Readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  timestamp: Instant,
  components: z.record(z.string(), z.enum(['up', 'down'])),
})

/** `off`: not configured, which is no fault. `detail` never holds a path, address or secret. */
export const Component = z.object({ status: z.enum(['up', 'degraded', 'down', 'off']), detail: z.string() })
export type Component = z.infer<typeof Component>

/** How every part is. `degraded` when any part that is configured does not fully work. */
export const DetailedHealth = z.object({
  status: z.enum(['healthy', 'degraded']),
  timestamp: Instant,
  version: z.string(),
  components: z.object({
    database: Component,
    redis: Component.optional(),
    llm: Component,
    stt: Component,
    tts: Component,
    embeddings: Component,
    sight: Component,
    search: Component,
    jobs: Component,
    storage: Component,
    backups: Component,
    mail: Component,
    erasures: Component.optional().describe('Present when the erasure ledger of the database is missing.'),
    proxy: Component.optional().describe('Present when forwarded addresses come from a peer that is no trusted proxy.'),
    https: Component.optional().describe('Present when people in the network come by plain http.'),
    content_policy: Component.optional().describe('Present when browsers reported that a page broke the policy.'),
  }),
})
export type DetailedHealth = z.infer<typeof DetailedHealth>
