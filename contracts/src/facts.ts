import { z } from 'zod'
import { Id, type Instant } from './text.ts'

const Flag = z.union([z.literal(0), z.literal(1)])
const Count = z.int().min(0).max(1_000_000)
const Share = z.number().min(0).max(1)
/** Longer than this nothing of one piece is counted, in seconds. */
export const FACT_SECONDS_MAX = 900
const Seconds = z.number().min(0).max(FACT_SECONDS_MAX)
/** A name of ours in lower case, never words of a learner. */
const Slug = z
  .string()
  .max(40)
  .refine((value) => [...value].every((letter) => 'abcdefghijklmnopqrstuvwxyz0123456789-_'.includes(letter)))
/** Concepts of the graph it is about. */
const Topics = z.array(Id).max(20).default([])

/**
 * What is written down of each kind of fact: numbers, names of ours and ids, never words. `turn`: a finished turn; `capture`: it was only
 * to be written down. `review`: one prompt answered; `source` is `anki` for one that happened elsewhere and counts for nothing but the
 * schedule. `review-undone` takes the fact `review` back, whichever of the two arrives first.
 */
export const FACT_DATA = {
  turn: z.object({ words: Count, seconds: Seconds, spoken: Flag, capture: Flag.default(0), topics: Topics }),
  'session-end': z.object({ why: z.enum(['end', 'goodbye', 'quiet']) }),
  review: z.object({
    item: Id,
    prompt: Id,
    prompt_kind: Slug,
    rating: z.int().min(1).max(4),
    recalled: Flag,
    retrievability: Share.nullable().default(null).describe('What was predicted, just before.'),
    stability: z.number().min(0).max(100_000).nullable().default(null).describe('Days, after it.'),
    difficulty: z.number().min(0).max(10).nullable().default(null),
    elapsed_days: z.number().min(0).max(100_000).nullable().default(null),
    scheduled_days: z.number().min(0).max(100_000).nullable().default(null),
    graded_by: z.enum(['model', 'words', 'self']),
    share: Share.nullable().default(null).describe('Of its key points that were covered.'),
    review_session: Id.nullable().default(null),
    source: z.enum(['here', 'anki']).default('here'),
    seconds: Seconds.default(0),
    topics: Topics,
  }),
  'review-undone': z.object({ review: Id, prompt: Id }),
  'review-session': z.object({ items: Count, recalled: Count }),
  'item-kept': z.object({ topics: Topics }),
  'item-dropped': z.object({ topics: Topics }),
  'teach-back': z.object({ share: Share, item: Id.nullable().default(null), topics: Topics }),
  feedback: z.object({
    how: z.enum(['explicit', 'implicit', 'correction']),
    kind: Slug,
    value: z.number().min(-1_000).max(1_000).nullable().default(null),
  }),
  preference: z.object({ name: Slug, value: z.number().nullable().default(null), by: z.enum(['learner', 'evidence']) }),
  'document-read': z.object({ words: Count }),
  goal: z.object({
    to: z.enum(['active', 'completed', 'paused', 'abandoned', 'expired', 'milestone', 'period']),
    value: z.number().min(0).max(1_000_000_000),
  }),
  achievement: z.object({ achievement: Slug, points: Count }),
} as const

/** What a fact can be about. */
export const FACT_KINDS = Object.keys(FACT_DATA) as FactKind[]

/** What a fact is about. */
export type FactKind = keyof typeof FACT_DATA

/** What is written down of a fact of one kind. */
export type FactData<Kind extends FactKind> = z.infer<(typeof FACT_DATA)[Kind]>
/** The same as whoever records it may give it: what has a default may be left out. */
export type GivenFactData<Kind extends FactKind> = z.input<(typeof FACT_DATA)[Kind]>

/** A local date, `YYYY-MM-DD`. */
export const Day = z.iso.date()

/**
 * Something that happened. `day` and `minute` (of the day) are by the learner's clock when it was written down: a later change of their time
 * zone moves nothing.
 */
export interface Fact<Kind extends FactKind = FactKind> {
  seq: number
  id: string
  kind: Kind
  at: z.infer<typeof Instant>
  day: string
  minute: number
  session_id: string | null
  exchange_id: string | null
  subject_id: string | null
  data: FactData<Kind>
}

/** A fact of any of these kinds, told apart by its `kind`. */
export type AnyFact<Of extends FactKind = FactKind> = { [Kind in Of]: Fact<Kind> }[Of]
