import { z } from 'zod'
import { Id, text } from './text.ts'

/** Longest comment on a reply, in characters. */
export const COMMENT_MAX = 1_000
/** How much feedback one request may bring. */
export const FEEDBACK_BATCH_MAX = 100

/** What a reply was, in a word of the learner's. */
export const FeedbackReason = z.enum([
  ...(['too-long', 'too-short', 'too-hard', 'too-simple', 'too-fast', 'too-slow', 'no-example'] as const),
  ...(['too-many-questions', 'too-stiff', 'off-topic', 'wrong', 'unclear'] as const),
])
export type FeedbackReason = z.infer<typeof FeedbackReason>

/** What tells of a reply without anybody saying so. Most of it the server notices by itself. */
export const ImplicitKind = z.enum([
  ...(['replay', 'skip', 'interrupt', 'regenerate', 'long-pause', 'follow-up', 'abandonment'] as const),
])
export type ImplicitKind = z.infer<typeof ImplicitKind>

/** Every kind of feedback; each can be switched off. `correction`: "no, I meant …", or the same asked again in other words. */
export const FeedbackKind = z.enum(['explicit', 'correction', ...ImplicitKind.options])
export type FeedbackKind = z.infer<typeof FeedbackKind>

/** How long feedback is kept. What was learnt from it stays until it is forgotten. */
export const FeedbackKept = z.enum(['30d', '90d', '1y', 'forever'])
export type FeedbackKept = z.infer<typeof FeedbackKept>

const comment = text({ max: COMMENT_MAX })
const explicit = {
  exchange_id: Id,
  thumb: z.enum(['up', 'down']).nullish(),
  rating: z.int().min(1).max(5).nullish(),
  reason: FeedbackReason.nullish(),
  comment: comment.nullish(),
}
const says = ({ thumb, rating, reason, comment }: { [Key in 'thumb' | 'rating' | 'reason' | 'comment']?: unknown }) =>
  [thumb, rating, reason].some((one) => one != null) || (typeof comment === 'string' && comment.trim() !== '')
const NOTHING = 'Say something about the reply: thumb, rating, reason or comment.'

/** What a learner says of a reply. It takes the place of what they said of it before. */
export const ExplicitFeedback = z.object(explicit).refine(says, NOTHING)
export type ExplicitFeedback = z.infer<typeof ExplicitFeedback>

/** What was noticed about a reply. `at`: when, if it was earlier, for what was kept offline. */
export const ImplicitFeedback = z.object({ exchange_id: Id, kind: ImplicitKind, at: z.iso.datetime().nullish() })
export type ImplicitFeedback = z.infer<typeof ImplicitFeedback>

/** A reply missed what was meant; `comment` says what that was. */
export const CorrectionFeedback = z.object({ exchange_id: Id, comment: comment.nullish() })
export type CorrectionFeedback = z.infer<typeof CorrectionFeedback>

/** Feedback of any sort, as it was kept by a device; one bad piece keeps out none of the others. */
export const FeedbackBatch = z.object({
  feedback: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('explicit'), ...explicit }),
        z.object({ type: z.literal('implicit'), ...ImplicitFeedback.shape }),
        z.object({ type: z.literal('correction'), ...CorrectionFeedback.shape }),
      ]),
    )
    .min(1)
    .max(FEEDBACK_BATCH_MAX),
})
export type FeedbackBatch = z.infer<typeof FeedbackBatch>

/** What became of a piece of feedback. `kept` is false where its kind is switched off. */
export const FeedbackTaken = z.object({ id: Id.nullable(), kept: z.boolean() })
export type FeedbackTaken = z.infer<typeof FeedbackTaken>
/** What became of each, in the order in which they came; `code` says why one was not taken. */
export const FeedbackBatchTaken = z.object({
  results: z.array(z.object({ ...FeedbackTaken.shape, code: z.string().nullable() })),
  kept: z.int(),
})
export type FeedbackBatchTaken = z.infer<typeof FeedbackBatchTaken>

/** What makes a reply good; each from 0 to 1. */
export const Dimension = z.enum(['relevance', 'helpfulness', 'engagement', 'clarity', 'accuracy'])
export type Dimension = z.infer<typeof Dimension>
/** In words: `excellent` from .9, `good` from .75, `satisfactory` from .6, `needs-improvement` from .4, else `poor`. */
export const QualityBand = z.enum(['excellent', 'good', 'satisfactory', 'needs-improvement', 'poor'])
export type QualityBand = z.infer<typeof QualityBand>

const share = z.number().min(0).max(1)
/** How good a reply was, as far as anything tells: a dimension without evidence is null, and the others weigh more. */
export const Quality = z.object({
  score: share,
  band: QualityBand,
  dimensions: z.record(Dimension, share.nullable()),
})
export type Quality = z.infer<typeof Quality>

/** One reply, and what was said and noticed about it. */
export const ReplyFeedback = z.object({
  exchange_id: Id,
  thumb: z.enum(['up', 'down']).nullable(),
  rating: z.int().nullable(),
  reason: FeedbackReason.nullable(),
  comment: z.string().nullable(),
  corrected: z.boolean().describe('A correction says that it missed what was meant.'),
  noticed: z.array(ImplicitKind),
  quality: Quality.nullable().describe('Null while it is not judged yet.'),
})
export type ReplyFeedback = z.infer<typeof ReplyFeedback>

const Counts = z.record(FeedbackKind, z.int())
/** What was said and noticed about the replies of a session. `replies`: the latest 200. Unknown and foreign sessions are empty. */
export const FeedbackSummary = z.object({
  session_id: z.string(),
  counts: Counts,
  thumbs: z.object({ up: z.int(), down: z.int() }),
  rating: z.object({ value: z.number().nullable(), n: z.int() }).describe('The mean of 1–5; null: nobody gave one.'),
  quality: z
    .object({ value: share.nullable(), n: z.int(), bands: z.record(QualityBand, z.int()) })
    .describe('The mean score of the replies; null: none is judged yet.'),
  replies: z.array(ReplyFeedback),
})
export type FeedbackSummary = z.infer<typeof FeedbackSummary>
