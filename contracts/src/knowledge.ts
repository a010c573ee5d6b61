import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** Longest name of a concept, in characters. */
const NAME_MAX = 80

/** What sort of thing is spoken of. */
export const ConceptKind = z.enum(['concept', 'person', 'place', 'organisation'])
export type ConceptKind = z.infer<typeof ConceptKind>

/**
 * How two concepts hang together: said together, said to rest on another, to be a part of it, or taken up right after it.
 * Where a concept was mentioned is no edge but a mention.
 */
export const EdgeKind = z.enum(['relates-to', 'builds-on', 'part-of', 'follows'])
export type EdgeKind = z.infer<typeof EdgeKind>

/** Something a learner speaks of. */
export const Concept = z.object({
  id: Id,
  name: z.string(),
  kind: ConceptKind,
  mentions: z.int().describe('Turns and documents that speak of it.'),
  first_at: Instant,
  last_at: Instant,
})
export type Concept = z.infer<typeof Concept>

/** Two concepts that hang together. `weight`: in how many places, and how closely, they were said to. */
export const Edge = z.object({ from: Id, to: Id, kind: EdgeKind, weight: z.int(), first_at: Instant, last_at: Instant })
export type Edge = z.infer<typeof Edge>

/** A time, and how much. `from` included, `to` excluded. */
export const GraphQuery = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
})
export type GraphQuery = z.infer<typeof GraphQuery>
/** The same, around one concept. `depth`: how many steps away from it. */
export const NeighboursQuery = GraphQuery.extend({ depth: z.coerce.number().int().min(1).max(3).default(1) })
/** Between which concepts. */
export const PathQuery = z.object({ from: Id, to: Id })
/** Concepts whose name, or another name of theirs, begins with or holds what is asked for. */
export const ConceptsQuery = z.object({
  q: text({ max: NAME_MAX }).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type ConceptsQuery = z.infer<typeof ConceptsQuery>

/** Concepts, the most spoken of first, and how they hang together. `total`: how many there are. */
export const Graph = z.object({ concepts: z.array(Concept), edges: z.array(Edge), total: z.int() })
export type Graph = z.infer<typeof Graph>
/** Concepts, the most spoken of first. */
export const Concepts = z.object({ concepts: z.array(Concept), count: z.int() })
export type Concepts = z.infer<typeof Concepts>

/** Where a concept was spoken of. `session_id` is null for a document. */
export const Mention = z.object({
  source_kind: z.enum(['turn', 'document']),
  source_id: Id,
  session_id: z.string().nullable(),
  at: Instant,
  text: z.string().describe('The learner’s own words around it, shortened; empty for a document.'),
})
export type Mention = z.infer<typeof Mention>

/** One concept: its other names, where it was spoken of (the latest first, at most 50), and what it hangs together with. */
export const ConceptDetail = Concept.extend({
  aliases: z.array(z.string()),
  hidden: z.boolean(),
  sources: z.array(Mention),
  related: z.array(z.object({ concept: Concept, kinds: z.array(EdgeKind), weight: z.int() })),
})
export type ConceptDetail = z.infer<typeof ConceptDetail>

/** The shortest way between two concepts, both ends included; empty when there is none. */
export const GraphPath = z.object({ concepts: z.array(Concept), edges: z.array(Edge) })
export type GraphPath = z.infer<typeof GraphPath>

/** Concepts that hang together more closely than with the others, named by the most spoken of. */
export const Communities = z.object({
  communities: z.array(z.object({ name: z.string(), size: z.int(), concepts: z.array(Concept) })),
})
export type Communities = z.infer<typeof Communities>

/** For growing: within the last so many days, compared with as many before. */
export const GrowingQuery = z.object({
  days: z.coerce.number().int().min(1).max(365).default(30),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})
/** What is spoken of more than before. */
export const Growing = z.object({
  growing: z.array(z.object({ concept: Concept, now: z.int(), before: z.int() })),
})
export type Growing = z.infer<typeof Growing>

/** Why a concept is a gap: it is mentioned again and again and little is said about it, or it hangs together with nothing. */
export const Gaps = z.object({
  gaps: z.array(z.object({ concept: Concept, why: z.enum(['little-said', 'no-links']) })),
})
export type Gaps = z.infer<typeof Gaps>

/** What a learner changes of a concept. `merge_into`: it is the same as that one, whose name stays. */
export const ConceptChanges = z.object({
  name: text({ min: 1, max: NAME_MAX })
    .refine((name) => name.trim() !== '', 'is empty')
    .optional(),
  hidden: z.boolean().optional(),
  merge_into: Id.optional(),
})
export type ConceptChanges = z.infer<typeof ConceptChanges>

/** The graph is going to be made anew from everything that was said. */
export const GraphRebuilt = z.object({ status: z.literal('scheduled') })
