import { z } from 'zod'
import { SessionId } from './conversation.ts'
import { Id, Instant } from './text.ts'

/** Longest stretch of time that is analysed at once, in days. */
export const ANALYSED_DAYS_MAX = 366
/** So many turns are read, the latest ones; fewer than there are is said in the result. */
export const ANALYSED_TURNS_MAX = 1_000

/** Who looks for what. Each has one idea. */
export const Specialist = z.enum([
  ...(['topics', 'concepts', 'open-questions', 'decisions', 'action-items', 'changes', 'explore-next'] as const),
])
export type Specialist = z.infer<typeof Specialist>

/**
 * Something that came out of what was said. `quote` stands letter by letter in the learner's words of the first of `exchange_ids`; what does
 * not is never told.
 */
export const Statement = z.object({
  text: z.string(),
  exchange_ids: z.array(Id).min(1).max(5),
  quote: z.string(),
  session_id: z.string().describe('Of the turn that is quoted.'),
  timestamp: Instant.describe('When that was said.'),
  by: z.enum(['rules', 'model']),
  due: z.iso.date().nullable().describe('The day an action item names.'),
})
export type Statement = z.infer<typeof Statement>

/**
 * How one specialist did. `ms`: how long it took; `dropped`: statements whose words were not in the turn they named. `late`: its time was up;
 * `cut`: its tokens were used up before every turn was read. What was found until then counts.
 */
export const SpecialistRun = z.object({
  name: Specialist,
  by: z.enum(['rules', 'model']),
  state: z.enum(['done', 'late', 'cut', 'failed']),
  ms: z.int(),
  dropped: z.int(),
  why: z.enum(['time', 'tokens', 'no-answer', 'not-json', 'error']).nullable(),
})
export type SpecialistRun = z.infer<typeof SpecialistRun>

/** Has a session or a stretch of time analysed. `from` included, `to` excluded. */
export const NewAnalysis = z.union([
  z.strictObject({ session_id: SessionId }),
  z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
])
export type NewAnalysis = z.infer<typeof NewAnalysis>

/** How far an analysis is. `failed`: it was tried and given up, and can be asked for again. */
export const AnalysisState = z.enum(['waiting', 'running', 'done', 'failed'])
export type AnalysisState = z.infer<typeof AnalysisState>

/** An analysis without what it says. */
export const AnalysisSummary = z.object({
  id: Id,
  kind: z.enum(['session', 'period']),
  session_id: z.string().nullable(),
  from: Instant.describe('The first turn of a session, or the beginning of the period.'),
  to: Instant,
  cause: z.enum(['asked', 'session-end', 'weekly']),
  state: AnalysisState,
  turns: z.int().describe('Turns with words in it.'),
  read: z.int().describe('How many of them were read: the latest.'),
  statements: z.int(),
  created_at: Instant,
  finished_at: Instant.nullable(),
})
export type AnalysisSummary = z.infer<typeof AnalysisSummary>

/** An analysis: what each specialist found, which of them ran, and a paragraph made of nothing but these statements. */
export const Analysis = AnalysisSummary.extend({
  synthesis: z.object({ text: z.string(), by: z.enum(['rules', 'model']) }).nullable(),
  sections: z.array(z.object({ name: Specialist, statements: z.array(Statement) })),
  specialists: z.array(SpecialistRun),
})
export type Analysis = z.infer<typeof Analysis>

/** Which analyses; `before`: the id of the last one of the page before. */
export const AnalysesQuery = z.object({
  kind: z.enum(['session', 'period']).optional(),
  session_id: SessionId.optional(),
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type AnalysesQuery = z.infer<typeof AnalysesQuery>

/** My analyses, the latest first. */
export const Analyses = z.object({ analyses: z.array(AnalysisSummary), count: z.int(), more: z.boolean() })
export type Analyses = z.infer<typeof Analyses>

/** An analysis has changed. `done` of `of` specialists are through. */
export const AnalysisChanged = z.object({
  type: z.literal('analysis-changed'),
  analysis_id: Id,
  session_id: z.string().nullable(),
  state: z.enum([...AnalysisState.options, 'gone']),
  done: z.int(),
  of: z.int(),
})
