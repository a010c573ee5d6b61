import { z } from 'zod'
import { FeedbackKind, FeedbackReason } from './feedback.ts'
import { Id, Instant } from './text.ts'

/** How somebody likes to be spoken to. 0 is the first, 1 the second: short/long, simple/deep, relaxed/formal, few/many, slow/fast, told/asked. */
export const Preference = z.enum(['length', 'depth', 'formality', 'examples', 'pace', 'socratic'])
export type Preference = z.infer<typeof Preference>

/** From this confidence on a preference is used. */
export const CONFIDENCE_USED = 0.6

const share = z.number().min(0).max(1)

/**
 * What a preference was learnt from. `command`: "shorter"; `reason`: a reason given for a thumb; `noticed`: how a reply was taken; `override`,
 * `lock` and `unlock` are the learner's own doing on the page, `experiment` what they kept of a week.
 */
export const EvidenceSource = z.enum(['command', 'reason', 'noticed', 'override', 'lock', 'unlock', 'experiment'])
export type EvidenceSource = z.infer<typeof EvidenceSource>

/** Which reason was given, or what was noticed. `clarification`: the next turn said that it was not understood. */
export const EvidenceCause = z.enum([...FeedbackKind.options, ...FeedbackReason.options, 'clarification'])
export type EvidenceCause = z.infer<typeof EvidenceCause>

/** One piece of evidence, which opens at its moment as long as that is there. */
export const Evidence = z.object({
  id: Id,
  source: EvidenceSource,
  because: EvidenceCause.nullable(),
  toward: share.nullable().describe('What it speaks for; null: for nothing, as a lock.'),
  weight: z.number().describe('How many ordinary observations it counts as.'),
  at: Instant,
  session_id: z.string().nullable(),
  exchange_id: Id.nullable(),
})
export type Evidence = z.infer<typeof Evidence>
/** The evidence of a preference, the latest first. `more`: there is some before it. */
export const EvidencePage = z.object({ evidence: z.array(Evidence), count: z.int(), more: z.boolean() })
export type EvidencePage = z.infer<typeof EvidencePage>
/** Which page of it; `before` is the id of the last one of the page before. */
export const EvidenceQuery = z.object({
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})
export type EvidenceQuery = z.infer<typeof EvidenceQuery>

/** One preference as it stands now. */
export const LearntPreference = z.object({
  preference: Preference,
  value: share.nullable().describe('Null: nothing is known yet.'),
  confidence: share.describe('Less by 0.01 for each day since the last evidence.'),
  used: z.boolean().describe('Replies are asked for in this way now.'),
  locked: z.boolean(),
  overridden: z.boolean().describe('The learner said so themselves, and nothing has moved it since.'),
  count: z.int().describe('Pieces of evidence.'),
  last_at: Instant.nullable(),
})
export type LearntPreference = z.infer<typeof LearntPreference>

/** Which way a style leans. */
export const Lean = z.union([z.literal(0), z.literal(1)])

/** Two weeks compared. `difference` and its 95 % interval are null until there is enough, and `needs` says how much is. */
export const Comparison = z.object({
  measure: z.enum(['quality', 'recall']),
  before: z.object({ value: share.nullable(), n: z.int() }),
  after: z.object({ value: share.nullable(), n: z.int() }),
  difference: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  needs: z.int().describe('How many of each it takes.'),
})
export type Comparison = z.infer<typeof Comparison>

/** A style that is tried for a week, and what was different about that week. */
export const StyleExperiment = z.object({
  id: Id,
  preference: Preference,
  toward: Lean,
  began_at: Instant,
  ends_at: Instant,
  running: z.boolean(),
  kept: z.boolean().nullable().describe('Null: not decided yet.'),
  compared: z.array(Comparison),
})
export type StyleExperiment = z.infer<typeof StyleExperiment>

/** What has been learnt about how somebody likes to be spoken to. `experiments`: the latest first, at most 10. */
export const Preferences = z.object({
  preferences: z.array(LearntPreference),
  experiments: z.array(StyleExperiment),
})
export type Preferences = z.infer<typeof Preferences>

/** What a learner says of a preference: which way it is, or that nothing may move it any more. */
export const PreferenceChange = z
  .object({ value: share.optional(), locked: z.boolean().optional() })
  .refine((body) => body.value !== undefined || body.locked !== undefined, 'Say what to change: value, locked or both.')
export type PreferenceChange = z.infer<typeof PreferenceChange>

/** A style to try for a week. */
export const NewExperiment = z.object({ preference: Preference, toward: Lean })
export type NewExperiment = z.infer<typeof NewExperiment>
/** Whether the style stays when it is over; it ends a week that still runs. */
export const ExperimentEnd = z.object({ keep: z.boolean() })

/** What is known about how I like to be spoken to has changed. */
export const PreferencesChanged = z.object({ type: z.literal('preferences-changed') })
