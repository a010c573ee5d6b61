import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** How many there may be, and how many tools of one are looked at. */
export const TOOL_SERVERS_MAX = 20
export const SERVED_TOOLS_MAX = 100

/** What a server is called here. It is the first half of its tools' names, which models read. */
export const ToolServerName = text({ max: 20 }).regex(/^[a-z][a-z0-9-]{0,19}$/, 'Small letters, digits and hyphens.')

const OF_THE_CONNECTION = new Set([
  ...[
    'accept',
    'accept-encoding',
    'connection',
    'content-length',
    'content-type',
    'cookie',
    'host',
    'mcp-protocol-version',
  ],
  ...['mcp-session-id', 'origin', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
])

/** A header that is sent with every request, such as `Authorization`. Its value is kept sealed and never shown again. */
export const SecretHeader = z.object({
  name: text({ max: 60 })
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'This is not the name of a header.')
    .refine((name) => !OF_THE_CONNECTION.has(name.toLowerCase()), 'This header is ours to set.'),
  value: text({ min: 1, max: 4_000 }).regex(/^[\x20-\x7e]+$/, 'A header has visible ASCII characters only.'),
})
export type SecretHeader = z.infer<typeof SecretHeader>

/** A server of the Model Context Protocol to be asked for its tools, over Streamable HTTP. */
export const NewToolServer = z.object({
  name: ToolServerName,
  url: text({ min: 1, max: 2_000 }).describe('https; http only to what OUTGOING_ALLOW names.'),
  header: SecretHeader.nullish(),
})
export type NewToolServer = z.infer<typeof NewToolServer>

/**
 * Where a tool stands. `waiting`: nobody has consented yet. `changed`: somebody had, and its name, description or input is another since.
 * `writes`: it does not say that it only reads, and is never offered. `unusable`: it cannot be offered as it is.
 */
export const ServedToolState = z.enum(['consented', 'waiting', 'changed', 'writes', 'unusable'])
export type ServedToolState = z.infer<typeof ServedToolState>

/** A tool as its server describes it. The texts are the server's own: nothing here vouches for them. */
export const ServedTool = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  schema: z.string().describe('The JSON Schema of its input, written out.'),
  fingerprint: z.string().describe('Of name, description and input; it is what is consented to.'),
  state: ServedToolState,
  why: z.string().nullable().describe('Why it cannot be used, in a sentence.'),
})
export type ServedTool = z.infer<typeof ServedTool>

/** A tool server as administrators see it. */
export const ToolServer = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  header: z.string().nullable().describe('The name of the secret header; null: none is sent.'),
  added_at: Instant,
  seen_at: Instant.describe('When it last told its tools.'),
  tools: z.array(ServedTool),
})
export type ToolServer = z.infer<typeof ToolServer>
/** The tool servers of this house, by name. */
export const ToolServers = z.object({ servers: z.array(ToolServer), count: z.int() })
export type ToolServers = z.infer<typeof ToolServers>

/** How a server answered when it was asked anew. `detail` says in plain words what is wrong. */
export const ToolServerTest = z.object({ ok: z.boolean(), detail: z.string(), server: ToolServer })
export type ToolServerTest = z.infer<typeof ToolServerTest>

/** Consents to a tool as it was shown, or takes that back (`fingerprint` null). */
export const ToolConsent = z.object({
  tool: text({ min: 1, max: 128 }),
  fingerprint: text({ max: 64 })
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
})
export type ToolConsent = z.infer<typeof ToolConsent>
