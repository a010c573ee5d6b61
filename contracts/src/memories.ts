import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** Longest text of a memory, in characters. */
export const MEMORY_TEXT_MAX = 400
/** Longest name of what a memory is about. */
const TOPIC_MAX = 80

/** What sort of thing is remembered about a learner. */
export const MemoryKind = z.enum([
  ...(['name', 'place', 'work', 'study', 'goal', 'preference', 'opinion', 'date', 'relation', 'fact'] as const),
])
export type MemoryKind = z.infer<typeof MemoryKind>

/** Where a memory comes from: characters `start` to `end` (excluded) of what the learner said in a turn. */
export const MemorySource = z.object({
  exchange_id: Id,
  session_id: z.string(),
  timestamp: Instant.describe('When it was said.'),
  start: z.int(),
  end: z.int(),
})
export type MemorySource = z.infer<typeof MemorySource>

/** Something a learner said about themselves, in their own words, and for how long it was true. */
export const Memory = z.object({
  id: Id,
  kind: MemoryKind,
  topic: z.string().describe('What it is about, in a few words.'),
  text: z.string().describe('The learner’s own words, or what they made of them.'),
  valid_from: Instant.describe('Since when it is true, as far as it is known: when it was said.'),
  valid_to: Instant.nullable().describe('Until when; null: it still is.'),
  ended_by: Id.nullable().describe('The memory that took its place.'),
  pinned: z.boolean(),
  edited: z.boolean(),
  created_at: Instant,
  sources: z.array(MemorySource).describe('The latest first, at most 5.'),
})
export type Memory = z.infer<typeof Memory>

/** Which memories are wanted. `at`: those that were true then. `before`: the id of the last one of the page before. */
export const MemoriesQuery = z.object({
  q: text({ max: 200 }).optional().describe('Words it holds, or a question; a time that is named in it counts.'),
  kind: MemoryKind.optional(),
  topic: text({ max: TOPIC_MAX }).optional(),
  at: z.iso.datetime().optional(),
  state: z.enum(['current', 'ended', 'all']).optional().describe('`current` unless a time is asked for.'),
  pinned: z.enum(['true', 'false']).optional(),
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type MemoriesQuery = z.infer<typeof MemoriesQuery>

/** Memories, the latest first; with words in `q` the best first. `more`: there are others after these. */
export const Memories = z.object({
  memories: z.array(Memory),
  count: z.int(),
  more: z.boolean(),
  topics: z.array(z.object({ topic: z.string(), count: z.int() })).describe('The most frequent ones, at most 30.'),
})
export type Memories = z.infer<typeof Memories>

/** What a learner changes of a memory. `valid_to` null: it is true again. */
export const MemoryChanges = z.object({
  text: text({ min: 1, max: MEMORY_TEXT_MAX })
    .refine((value) => value.trim() !== '', 'is empty')
    .optional(),
  kind: MemoryKind.optional(),
  topic: text({ max: TOPIC_MAX }).optional(),
  valid_from: z.iso.datetime().optional(),
  valid_to: z.iso.datetime().nullable().optional(),
  pinned: z.boolean().optional(),
})
export type MemoryChanges = z.infer<typeof MemoryChanges>

/** Whether something is learnt from a session. */
export const MemoryPause = z.object({ paused: z.boolean() })

/** What is remembered has changed. */
export const MemoriesChanged = z.object({ type: z.literal('memories-changed') })
