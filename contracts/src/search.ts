import { z } from 'zod'
import { PassagePlace, SessionId } from './conversation.ts'
import { Id, Instant, text } from './text.ts'

export { PassagePlace }

/** What can be found: a turn, a piece of a document, or what a picture shows. */
export const FoundKind = z.enum(['turn', 'document', 'picture'])
export type FoundKind = z.infer<typeof FoundKind>

/** A search. `strategy` is a wish; what was really done stands in the answer. */
export const SearchRequest = z.object({
  query: text({ min: 1, max: 500 }),
  limit: z.int().min(1).max(100).default(20),
  strategy: z.enum(['keyword', 'semantic', 'hybrid', 'adaptive']).default('adaptive'),
  read_times: z.boolean().default(true).describe('False: a time that is named in the query is words like others.'),
  filters: z
    .object({
      session_id: SessionId.optional(),
      after: z.iso.datetime().optional(),
      before: z.iso.datetime().optional(),
      kinds: z.array(FoundKind).min(1).max(3).optional().describe('Unset: all of them.'),
    })
    .optional(),
})
export type SearchRequest = z.infer<typeof SearchRequest>

/**
 * `score` is higher for better and comparable only within one answer. Snippets are HTML-escaped, then `<mark>`ed. A passage of a document or
 * picture has its text in `user_text`, no session (`session_id` is empty), and says what it is from.
 */
export const SearchResult = z.object({
  id: Id,
  session_id: z.string(),
  timestamp: Instant,
  user_text: z.string(),
  agent_text: z.string().nullable(),
  user_snippet: z.string(),
  agent_snippet: z.string(),
  score: z.number(),
  source: z.enum(['user', 'agent', 'both']).describe('Whose words matched.'),
  why: z
    .object({
      words: z.array(z.string()).describe('What of the query is said in it.'),
      beside: z.array(z.string()).describe('What of the query is said only in the turns beside it.'),
      dated: z.boolean().describe('It was said in the time the query names.'),
      meaning: z
        .number()
        .optional()
        .describe('How near it is in meaning, where that was looked at and it is near; up to 1.'),
    })
    .describe('Why it was found.'),
  kind: FoundKind,
  source_id: z.string().optional().describe('The document or picture it is from.'),
  title: z.string().optional().describe('Of the document or picture.'),
  place: PassagePlace.optional(),
})
export type SearchResult = z.infer<typeof SearchResult>

/** What was found, best first. `search_type` is how it was really searched, which may be less than was asked for. */
export const SearchAnswer = z.object({
  query: z.string(),
  results: z.array(SearchResult),
  count: z.int(),
  search_type: z.enum(['keyword', 'semantic', 'hybrid']),
  period: z
    .object({ after: Instant, before: Instant })
    .optional()
    .describe('The time the query names, such as "last month", as it was understood.'),
  fallback: z.boolean().optional().describe('True when meaning was asked for and only words could be searched.'),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>

/** How many are wanted. */
export const SimilarQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) })

/** What is like a turn or a passage, the most alike first. */
export const SimilarAnswer = SearchAnswer.omit({ query: true, period: true }).extend({ id: Id })
export type SimilarAnswer = z.infer<typeof SimilarAnswer>

/** How far the index of meaning is. `failures` are the latest, each with its reason. */
export const SearchStatus = z.object({
  model: z.string().nullable().describe('What reads the words; null: search is by words only.'),
  items: z.int().describe('Turns, and passages of documents and pictures.'),
  indexed: z.int(),
  waiting: z.int(),
  failed: z.int(),
  failures: z.array(z.object({ id: Id, kind: FoundKind, reason: z.string() })),
  trouble: z.string().nullable().describe('Why the model gives no vectors just now.'),
})
export type SearchStatus = z.infer<typeof SearchStatus>

/** A search that led somewhere, to be found again. */
export const SearchedFor = z.object({ query: text({ min: 1, max: 500 }) })
/** Which search is forgotten; without one all of them. */
export const ForgottenSearch = z.object({ query: text({ min: 1, max: 500 }).optional() })

/** What the learner searched for lately, and words of their own they could search for. */
export const SearchIdeas = z.object({ recent: z.array(z.string()), suggested: z.array(z.string()) })
export type SearchIdeas = z.infer<typeof SearchIdeas>
