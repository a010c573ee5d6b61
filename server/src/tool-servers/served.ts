import { createHash } from 'node:crypto'
import { SERVED_TOOLS_MAX, type ServedToolState } from '@lva/contracts/tool-servers'
import { z } from 'zod'
import { withoutOrders } from '../language/orders.ts'
import { type Plain, plainInput } from './plain-input.ts'

const DESCRIPTION_MAX = 4_000
const SCHEMA_MAX = 16_000
const TITLE_MAX = 200
/** With the name of its server before it, it has to be a name that models take. */
const NAME = /^[A-Za-z0-9_-]{1,40}$/

/** A tool as its server described it, and what can be offered of it. Kept as JSON. */
export const Served = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  /** Its JSON Schema, written out with its keys in order. */
  schema: z.string(),
  fingerprint: z.string(),
  /** It says of itself that it changes nothing. */
  reads: z.boolean(),
  why: z.string().nullable(),
})
export type Served = z.infer<typeof Served>

/** What is looked at of a tool; everything else a server says is left unread. */
const Told = z.object({
  name: z.string().min(1).max(128),
  title: z.string().nullish().catch(null),
  description: z.string().catch(''),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z.object({ readOnlyHint: z.boolean().optional(), title: z.string().optional() }).optional().catch({}),
})

/**
 * The tools of a list as a server told it. What is no tool is left out, as are names that come again and whatever is beyond the first
 * hundred; what cannot be offered says why. Pure.
 */
export function servedIn(list: readonly unknown[]): Served[] {
  const tools = new Map<string, Served>()
  for (const each of list) {
    const told = Told.safeParse(each)
    if (!told.success || tools.has(told.data.name)) continue
    tools.set(told.data.name, servedFrom(told.data))
    if (tools.size >= SERVED_TOOLS_MAX) break
  }
  return [...tools.values()]
}

function servedFrom({ name, title, description, inputSchema, annotations }: z.infer<typeof Told>): Served {
  const schema = written(inputSchema)
  const why = whyNot({ name, description, schema, inputSchema })
  return {
    name,
    title: (title ?? annotations?.title)?.slice(0, TITLE_MAX).toWellFormed() ?? null,
    description: description.slice(0, DESCRIPTION_MAX).toWellFormed(),
    schema: schema.slice(0, SCHEMA_MAX).toWellFormed(),
    // Of all of it, also of what is not kept.
    fingerprint: createHash('sha256')
      .update(JSON.stringify([name, description, schema]))
      .digest('hex'),
    reads: annotations?.readOnlyHint === true,
    why,
  }
}

function whyNot({
  name,
  description,
  schema,
  inputSchema,
}: {
  name: string
  description: string
  schema: string
  inputSchema: object
}): string | null {
  if (!NAME.test(name)) return 'Its name is not one that a model can call.'
  if (description.trim() === '') return 'It does not say what it does.'
  if (description.length > DESCRIPTION_MAX) return `Its description has more than ${DESCRIPTION_MAX} characters.`
  if (schema.length > SCHEMA_MAX) return `What it takes is described in more than ${SCHEMA_MAX} characters.`
  const input = plainInput(inputSchema)
  if (!input) return 'What it takes is described in a way that is not understood here.'
  if ([description, ...textsIn(input)].some((text) => withoutOrders(text).ordered))
    return 'Its description gives orders to whoever reads it.'
  return null
}

const textsIn = (plain: Plain): string[] => [
  ...(plain.description ? [plain.description] : []),
  ...('properties' in plain ? Object.values(plain.properties).flatMap(textsIn) : []),
  ...('items' in plain ? textsIn(plain.items) : []),
]

/** JSON with the keys of every object in order, so that the same thing is always the same text. */
function written(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** What somebody consented to, if anybody did. */
export interface Consent {
  fingerprint: string
  lapsed: number
}

/** Where a tool stands. Pure. */
export function stateOf({ fingerprint, reads, why }: Served, consent: Consent | undefined): ServedToolState {
  if (why !== null) return 'unusable'
  if (!reads) return 'writes'
  if (!consent) return 'waiting'
  return consent.lapsed === 0 && consent.fingerprint === fingerprint ? 'consented' : 'changed'
}
