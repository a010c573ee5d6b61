import { z } from 'zod'
import { SessionId, TURN_TEXT_MAX } from './conversation.ts'
import {
  AT_ONCE_MAX,
  Day,
  ItemState,
  Mastery,
  MasteryLevel,
  NAME_MAX,
  POINTS_MAX,
  PROMPTS_MAX,
  PromptKind,
  Rating,
  ReviewCommand,
  ReviewCounts,
  ReviewSettings,
  Schedule,
  said,
  WrittenPoint,
  WrittenPrompt,
} from './reviews.ts'
import { Id, text } from './text.ts'

/** Which items are wanted. `before`: the id of the last one of the page before. */
export const ItemsQuery = z.object({
  state: ItemState.optional(),
  q: text({ max: 200 }).default('').describe('Words of its concept, questions or points.'),
  deck: text({ max: NAME_MAX }).optional(),
  concept: text({ max: NAME_MAX }).optional(),
  due: z.enum(['true', 'false']).optional().describe('`true`: with something due today.'),
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type ItemsQuery = z.infer<typeof ItemsQuery>

/** An item a learner writes. It is kept. */
export const NewItem = z.object({
  concept: said(NAME_MAX),
  deck: text({ max: NAME_MAX }).default(''),
  prompts: z.array(WrittenPrompt).min(1).max(PROMPTS_MAX),
  points: z.array(WrittenPoint).min(1).max(POINTS_MAX),
  needed_on: Day.nullish(),
})
export type NewItem = z.infer<typeof NewItem>

/** Keeps or drops several items. Those that are gone are passed over. */
export const ItemsDecided = z.object({
  ids: z.array(Id).min(1).max(AT_ONCE_MAX),
  state: ItemState.exclude(['proposed']),
})
/** How many were. */
export const DecidedCount = z.object({ count: z.int() })

/** A prompt whose day has come, with what a device needs to ask it offline. */
export const DuePrompt = z.object({
  id: Id,
  item_id: Id,
  concept: z.string(),
  deck: z.string(),
  kind: PromptKind,
  text: z.string(),
  points: z.array(z.object({ id: Id, text: z.string() })),
  schedule: Schedule,
})
export type DuePrompt = z.infer<typeof DuePrompt>

/** What is due, in the order it is asked. */
export const DueQueue = z.object({ prompts: z.array(DuePrompt), counts: ReviewCounts, more: z.boolean() })
export type DueQueue = z.infer<typeof DueQueue>
/** How many of it. */
export const DueQuery = z.object({
  deck: text({ max: NAME_MAX }).optional(),
  limit: z.coerce.number().int().min(1).max(AT_ONCE_MAX).default(50),
})

/** For how many days, today included. */
export const ForecastQuery = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) })
/** The best known first. */
export const MasteryOfAll = z.object({
  concepts: z.array(Mastery),
  count: z.int(),
  levels: z.record(MasteryLevel, z.int()),
})
export type MasteryOfAll = z.infer<typeof MasteryOfAll>

/** Begins a review, or goes on with the open one, here. Without a session it gets one of its own. */
export const ReviewBegin = z.object({
  session_id: SessionId.nullish().describe('The conversation it takes place in.'),
  deck: text({ max: NAME_MAX }).nullish(),
  concept: text({ max: NAME_MAX }).nullish(),
  limit: z.int().min(1).max(AT_ONCE_MAX).nullish().describe('At most so many questions; all that are due otherwise.'),
})
export type ReviewBegin = z.infer<typeof ReviewBegin>

/** An answer in words. It becomes a turn of the conversation. `id`: the same one twice is one answer. */
export const ReviewAnswer = z.object({
  id: Id,
  prompt_id: Id,
  text: text({ min: 1, max: TURN_TEXT_MAX }),
})
export type ReviewAnswer = z.infer<typeof ReviewAnswer>

/** The learner grades themselves, with the answer before their eyes. `id`: the same one twice is one review. */
export const ReviewRating = z.object({ id: Id, prompt_id: Id, rating: Rating })
export type ReviewRating = z.infer<typeof ReviewRating>

/** Something said instead of an answer. `id`: the same one twice is one review. */
export const ReviewCommanded = z.object({
  command: ReviewCommand,
  prompt_id: Id.optional().describe(
    'The question it is said of: what is asked, or for `right`, `hard` and `easy` what was answered last. Another device may have gone on.',
  ),
  id: Id.optional(),
})
export type ReviewCommanded = z.infer<typeof ReviewCommanded>

/** Something that is needed on a day: everything that is kept, a deck, or a concept. Items say so themselves (`needed_on`). */
export const NewDeadline = z.object({
  name: said(NAME_MAX),
  day: Day,
  deck: text({ max: NAME_MAX }).nullish(),
  concept: text({ max: NAME_MAX }).nullish(),
  retention: z.number().min(0.7).max(0.99).default(0.9).describe('How likely recall is to be on that day.'),
})
export type NewDeadline = z.infer<typeof NewDeadline>
/** What changes of them. */
export const ReviewSettingsChanges = ReviewSettings.partial()
export type ReviewSettingsChanges = z.infer<typeof ReviewSettingsChanges>

/** They are going to be fitted anew. */
export const FitScheduled = z.object({ status: z.literal('scheduled') })

/** A review a device took while it was offline. `id` is its own; the same one twice is one review. */
export const DeviceReview = z.object({
  id: Id,
  prompt_id: Id,
  rating: Rating,
  at: z.iso.datetime().describe('When it was; never in the future.'),
})
/** Reviews of a device, in any order, at most 200. */
export const DeviceReviews = z.object({ reviews: z.array(z.unknown()).min(1).max(AT_ONCE_MAX) })
/** What became of each, in the order they were sent: `taken`, `known` before, or `refused`, and why. One that is wrong spoils no other. */
export const DeviceReviewsTaken = z.object({
  results: z.array(
    z.object({ id: z.string().nullable(), outcome: z.enum(['taken', 'known', 'refused']), why: z.string().nullable() }),
  ),
  counts: ReviewCounts,
})
export type DeviceReviewsTaken = z.infer<typeof DeviceReviewsTaken>
