import { z } from 'zod'
import { Id, Instant, text } from './text.ts'

/** Longest name of what an item is about, and of a deck, in characters. */
export const NAME_MAX = 120
/** Longest question and longest key point, in characters. */
export const PROMPT_TEXT_MAX = 2_000
export const POINT_TEXT_MAX = 1_000
/** Prompts and key points an item may have. What is made from what was said has at least two prompts and three points. */
export const PROMPTS_MAX = 4
export const POINTS_MAX = 6
/** Things decided, or reviews told, at once. */
export const AT_ONCE_MAX = 200

/** Text that says something. */
export const said = (max: number) => text({ min: 1, max }).refine((value) => value.trim() !== '', 'is empty')

/** A day of the learner's own, in their time zone: `2026-11-27`. */
export const Day = z.iso.date()

/** What a prompt asks for: to tell what it was, to use it, to give the reason, to explain it to somebody. */
export const PromptKind = z.enum(['recall', 'application', 'why', 'teach-back'])
export type PromptKind = z.infer<typeof PromptKind>

/** How well it was recalled: 1 again, 2 hard, 3 good, 4 easy. By voice it is 1 or 3, unless the learner says otherwise. */
export const Rating = z.int().min(1).max(4)

/** Who graded: a language model, the words that key points and answer share, or the learner. */
export const GradedBy = z.enum(['model', 'words', 'self'])
export type GradedBy = z.infer<typeof GradedBy>

/** Where a key point was said or written: characters `start` to `end` (excluded) of a turn or a document. */
export const PointSource = z.object({
  kind: z.enum(['turn', 'document']),
  source_id: Id,
  session_id: z.string().nullable(),
  start: z.int(),
  end: z.int(),
})
export type PointSource = z.infer<typeof PointSource>

/** Something a good answer says, in the words of its source. */
export const KeyPoint = z.object({
  id: Id,
  text: z.string(),
  source: PointSource.nullable().describe('Null: written by the learner, or brought in.'),
  edited: z.boolean(),
})
export type KeyPoint = z.infer<typeof KeyPoint>

/** When a prompt comes back, and what is known of it. Everything but the day is null before its first review. */
export const Schedule = z.object({
  due_on: Day,
  stability: z.number().nullable().describe('Days until recall falls to 90 %.'),
  difficulty: z.number().nullable().describe('1 to 10.'),
  retrievability: z.number().nullable().describe('How likely it is recalled today, 0 to 1.'),
  last_on: Day.nullable(),
  last_rating: Rating.nullable(),
  reviews: z.int(),
  lapses: z.int(),
})
export type Schedule = z.infer<typeof Schedule>

/** One question of an item. `schedule` is null as long as the item is not kept. */
export const Prompt = z.object({
  id: Id,
  kind: PromptKind,
  text: z.string(),
  edited: z.boolean(),
  schedule: Schedule.nullable(),
})
export type Prompt = z.infer<typeof Prompt>

/** `proposed`: made and waiting for a yes; `kept`: it comes back; `dropped`: it does not, and is not proposed again. */
export const ItemState = z.enum(['proposed', 'kept', 'dropped'])
export type ItemState = z.infer<typeof ItemState>

/** Something that is reviewed: what it is about, what is asked, and what a good answer says. */
export const Item = z.object({
  id: Id,
  concept: z.string(),
  concept_id: Id.nullable().describe('The concept of the graph; null when nothing speaks of it any more.'),
  deck: z.string().describe('Empty: in none.'),
  state: ItemState,
  made_by: z.enum(['rules', 'model', 'learner', 'import']),
  prompts: z.array(Prompt),
  points: z.array(KeyPoint),
  needed_on: Day.nullable(),
  created_at: Instant,
  kept_at: Instant.nullable(),
})
export type Item = z.infer<typeof Item>

/** Items, the latest first. `more`: there are others after these. */
export const Items = z.object({ items: z.array(Item), count: z.int(), more: z.boolean() })
export type Items = z.infer<typeof Items>

/** Decks with items in them, by name. */
export const Decks = z.object({
  decks: z.array(z.object({ name: z.string(), items: z.int(), kept: z.int(), due: z.int() })),
})
export type Decks = z.infer<typeof Decks>

/** A question, and a key point, as a learner writes them. */
export const WrittenPrompt = z.object({ kind: PromptKind.default('recall'), text: said(PROMPT_TEXT_MAX) })
export const WrittenPoint = z.object({ text: said(POINT_TEXT_MAX) })

/**
 * What a learner fixes of an item. A list takes the place of the one before: what has an id there stays (with its schedule, or its source),
 * what has none is new, what is missing goes.
 */
export const ItemChanges = z.object({
  concept: said(NAME_MAX).optional(),
  deck: text({ max: NAME_MAX }).optional(),
  state: ItemState.exclude(['proposed']).optional(),
  prompts: z
    .array(WrittenPrompt.extend({ id: Id.optional(), kind: PromptKind.optional() }))
    .min(1)
    .max(PROMPTS_MAX)
    .optional(),
  points: z
    .array(WrittenPoint.extend({ id: Id.optional() }))
    .min(1)
    .max(POINTS_MAX)
    .optional(),
  needed_on: Day.nullable().optional(),
})
export type ItemChanges = z.infer<typeof ItemChanges>

/** How much there is to do. Prompts, but for `proposed` and `kept`, which are items. */
export const ReviewCounts = z.object({
  due: z.int().describe('Today and overdue, the new ones of today included.'),
  overdue: z.int(),
  new: z.int().describe('Never reviewed, of those due.'),
  proposed: z.int(),
  kept: z.int(),
  reviewed_today: z.int(),
  recalled_today: z.int(),
})
export type ReviewCounts = z.infer<typeof ReviewCounts>

/** How many prompts come back on which day, as things stand; what is overdue counts today. A day without any is 0. */
export const ReviewForecast = z.object({
  days: z.array(z.object({ day: Day, due: z.int(), new: z.int() })),
  later: z.int().describe('After the last of these days.'),
})
export type ReviewForecast = z.infer<typeof ReviewForecast>

/** How well a concept is known, by reviews alone. */
export const MasteryLevel = z.enum(['new', 'learning', 'familiar', 'solid', 'mastered'])
export type MasteryLevel = z.infer<typeof MasteryLevel>

/** One concept: its level, and why it is that one. `prompts` are the kept ones. */
export const Mastery = z.object({
  concept_id: Id.nullable(),
  name: z.string(),
  level: MasteryLevel,
  why: z.string(),
  prompts: z.int(),
  reviewed: z.int().describe('Prompts with at least one review.'),
  stability: z.number().nullable().describe('Of the weakest prompt, in days; null while one was never reviewed.'),
  retrievability: z.number().nullable().describe('Of the weakest prompt, today.'),
  recalled_days: z.int().describe('Days on which something of it was recalled; counted up to three.'),
  applied: z.boolean().describe('An application was recalled, or it was taught back.'),
})
export type Mastery = z.infer<typeof Mastery>
/** One review as it stands; `undone` ones are not told. */
export const Review = z.object({
  id: Id,
  prompt_id: Id,
  at: Instant,
  day: Day,
  rating: Rating,
  recalled: z.boolean(),
  graded_by: GradedBy,
  predicted: z.number().nullable().describe('How likely recall was; null for a first review.'),
  stability: z.number().nullable().describe('Days, after it; null for one that was brought in.'),
  difficulty: z.number().nullable(),
  scheduled_days: z.number().nullable().describe('Until it was to come back, by its schedule alone.'),
})
export type Review = z.infer<typeof Review>
/** Reviews of an item, the latest first, at most 200. */
export const Reviews = z.object({ reviews: z.array(Review), count: z.int() })
export type Reviews = z.infer<typeof Reviews>

/** What is being asked. `asked_again`: the answer was not understood, and counts for nothing. */
export const ReviewQuestion = z.object({
  prompt_id: Id,
  item_id: Id,
  concept: z.string(),
  kind: PromptKind,
  text: z.string(),
  points: z
    .array(z.object({ id: Id, text: z.string() }))
    .describe('What a good answer says, for whoever grades themselves.'),
  hints: z.array(z.string()).describe('Those that were asked for.'),
  asked_again: z.boolean(),
})
export type ReviewQuestion = z.infer<typeof ReviewQuestion>

/** What became of the last answer. */
export const ReviewOutcome = z.object({
  review_id: Id.nullable().describe('Null when it was skipped, or undone.'),
  prompt_id: Id,
  item_id: Id,
  question: z.string(),
  rating: Rating.nullable(),
  recalled: z.boolean().nullable(),
  graded_by: GradedBy.nullable(),
  share: z.number().nullable().describe('How much of the key points the answer covered, 0 to 1.'),
  covered: z.array(z.object({ id: Id, text: z.string() })),
  missing: z.array(z.object({ id: Id, text: z.string(), source: PointSource.nullable() })),
  due_on: Day.nullable(),
  in_days: z.int().nullable(),
  overridden: z.boolean(),
})
export type ReviewOutcome = z.infer<typeof ReviewOutcome>

/** A review: what is asked now, what became of the last answer, and how far it is. `question` is null when it is over. */
export const ReviewSession = z.object({
  id: Id,
  session_id: z.string(),
  began_at: Instant,
  ended_at: Instant.nullable(),
  question: ReviewQuestion.nullable(),
  last: ReviewOutcome.nullable(),
  said: z.string().describe('What the companion says now, as it would be spoken.'),
  asked: z.int(),
  recalled: z.int(),
  left: z.int().describe('Questions that are still to come, the present one included.'),
})
export type ReviewSession = z.infer<typeof ReviewSession>
/** The review that is open, if there is one. */
export const OpenReview = z.object({ review: ReviewSession.nullable() })
export type OpenReview = z.infer<typeof OpenReview>

/**
 * What can be said instead of an answer. `right` ("I was right"), `hard` and `easy` change the last grade; `undo` takes the last review back and
 * asks again; `skip` asks it at another time, `later` at the end of this one; `unknown` is "I don't know"; `stop` ends the review, and
 * nothing is lost.
 */
export const ReviewCommand = z.enum([
  ...([
    'right',
    'hard',
    'easy',
    'undo',
    'skip',
    'later',
    'hint',
    'repeat',
    'explain',
    'unknown',
    'left',
    'stop',
  ] as const),
])
export type ReviewCommand = z.infer<typeof ReviewCommand>
/** A deadline, with how it stands. One that is past changes nothing any more. */
export const Deadline = z.object({
  id: Id,
  name: z.string(),
  day: Day,
  deck: z.string().nullable(),
  concept: z.string().nullable(),
  retention: z.number(),
  past: z.boolean(),
  prompts: z.int(),
  expected: z.number().nullable().describe('Mean predicted recall on that day, as things stand; null without reviews.'),
  n: z.int().describe('Prompts that mean is of.'),
})
export type Deadline = z.infer<typeof Deadline>
/** The next first; those that are past come last. */
export const Deadlines = z.object({ deadlines: z.array(Deadline), count: z.int() })
export type Deadlines = z.infer<typeof Deadlines>

/** How a learner wants to review. */
export const ReviewSettings = z.object({
  retention: z.number().min(0.7).max(0.99).describe('How likely recall is to be when something comes back; 0.9.'),
  new_per_day: z.int().min(0).max(AT_ONCE_MAX).describe('New prompts a day; 20.'),
  propose: z.boolean().describe('Items are made from what was said, to be kept or dropped.'),
  fuzz: z.boolean().describe('Days are spread a little, so that what was learnt together does not stay together.'),
})
export type ReviewSettings = z.infer<typeof ReviewSettings>
/**
 * The numbers the schedule is computed with: those everybody begins with, or those fitted to one's own reviews. `log_loss` is how far
 * predictions were off, the smaller the better, over `n` reviews; null: not enough data yet, `needs` says how many reviews there must be.
 */
export const ReviewParameters = z.object({
  in_use: z.enum(['default', 'fitted']),
  w: z.array(z.number()),
  n: z.int().describe('Reviews that came a day or more after another one: fitted to, or counted up to `needs`.'),
  needs: z.int(),
  log_loss: z.object({ default: z.number(), fitted: z.number() }).nullable(),
  fitted_at: Instant.nullable(),
})
export type ReviewParameters = z.infer<typeof ReviewParameters>
/** Something about reviews has changed: items, the queue, or the open review. */
export const ReviewsChanged = z.object({ type: z.literal('reviews-changed') })
