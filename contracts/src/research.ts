import { z } from 'zod'
import { SessionId, Source } from './conversation.ts'
import { Id, Instant, text } from './text.ts'

/** Longest words something is looked up by, in characters. */
export const RESEARCH_QUERY_MAX = 300
/** Longest address of a page, in characters. */
const URL_MAX = 2_000
/** So many pages of a session can be kept at once. */
const SAVED_AT_ONCE = 20

/** Where things are looked up: outside this house, and in what the learner said and brought. */
export const ResearchSource = z.enum(['web', 'wikipedia', 'arxiv', 'memory', 'documents'])
export type ResearchSource = z.infer<typeof ResearchSource>

/** Looks something up, in all sources unless some are named. */
export const ResearchRequest = z.object({
  query: text({ min: 1, max: RESEARCH_QUERY_MAX }),
  sources: z.array(ResearchSource).min(1).max(ResearchSource.options.length).optional(),
})
export type ResearchRequest = z.infer<typeof ResearchRequest>

/**
 * How one source fared. `late`: it had not answered when its time was up; `off`: it is not set up here; `waited`: it was not asked, because we
 * leave it some time between two questions and its turn had not come.
 */
export const AskedSource = z.object({
  source: z.string().describe('`wikipedia`, `arxiv`, `memory`, `documents`, or the name of a search of the web.'),
  state: z.enum(['done', 'empty', 'failed', 'late', 'off', 'waited']),
  ms: z.int().describe('How long it took.'),
  why: z.string().nullable().describe('What went wrong, in a sentence.'),
})
export type AskedSource = z.infer<typeof AskedSource>

/** What was found, best first, and who was asked. */
export const ResearchAnswer = z.object({
  query: z.string().describe('The words that left the house; empty where none did.'),
  dropped: z.array(z.string()).describe('Words that were kept here, such as an e-mail address.'),
  results: z.array(Source),
  asked: z.array(AskedSource),
  count: z.int(),
})
export type ResearchAnswer = z.infer<typeof ResearchAnswer>

/** A session, as in the path. */
export const OfSession = z.object({ session_id: SessionId })

/** A page of the web that a reply of a session rests on. */
export const ResearchNote = z.object({
  url: z.string(),
  title: z.string().nullable(),
  found_by: z.string().nullable(),
  text: z.string(),
  timestamp: Instant,
  exchange_id: Id.describe('The turn whose reply used it last.'),
  saved: Id.nullable().describe('The document it was kept as; null: it is not kept.'),
})
export type ResearchNote = z.infer<typeof ResearchNote>

/** The pages of the web a session rests on, in the order they were first used. */
export const ResearchNotes = z.object({ session_id: z.string(), sources: z.array(ResearchNote), count: z.int() })
export type ResearchNotes = z.infer<typeof ResearchNotes>

/** Which pages of a session are kept as documents. Deleting the document undoes it. */
export const SavedNotes = z.object({
  urls: z
    .array(text({ min: 1, max: URL_MAX }))
    .min(1)
    .max(SAVED_AT_ONCE),
})
export type SavedNotes = z.infer<typeof SavedNotes>
