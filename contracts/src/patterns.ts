import { z } from 'zod'
import { Id, Instant } from './text.ts'

/** Where something was said. */
export const Moment = z.object({ exchange_id: Id, session_id: z.string(), timestamp: Instant })
export type Moment = z.infer<typeof Moment>

/** A question that comes again and again, in the words of its latest time. `moments`: at most 10, the latest first. */
export const RecurringQuestion = z.object({ text: z.string(), times: z.int(), moments: z.array(Moment) })
export type RecurringQuestion = z.infer<typeof RecurringQuestion>

/** What of a day is held against how well was recalled on it. */
export const DayMeasure = z.enum(['turns', 'minutes', 'words', 'sittings', 'reviews', 'minutes-before'])
export type DayMeasure = z.infer<typeof DayMeasure>
/** How a measure of a day goes with the recall of that day. `p` is corrected for how many were looked at; it says nothing of causes. */
export const Correlation = z.object({ measure: DayMeasure, r: z.number(), p: z.number(), n: z.int() })
export type Correlation = z.infer<typeof Correlation>

/** How much was recalled in a part of the day, the learner's own: from `from` to `to` o’clock, `to` excluded. */
export const HoursRecall = z.object({
  from: z.int(),
  to: z.int(),
  value: z.number().nullable().describe('The share recalled; null: too few.'),
  n: z.int(),
})
export type HoursRecall = z.infer<typeof HoursRecall>

/** Something that does not hold yet: forgotten at reviews, set right in conversation, or asked about again. */
export const LearningGap = z.object({
  concept_id: Id,
  name: z.string(),
  lapses: z.int(),
  corrections: z.int(),
  clarifications: z.int(),
  moments: z.array(Moment).describe('At most 5, the latest first.'),
})
export type LearningGap = z.infer<typeof LearningGap>

/** Whether there is enough to say something: `n` of what is needed; nothing is said below. */
const enough = { n: z.int(), needs: z.int() }

/** What recurs in how somebody learns, of the last 180 days. */
export const Patterns = z.object({
  questions: z.object({ recurring: z.array(RecurringQuestion), n: z.int().describe('Questions that were looked at.') }),
  recall: z
    .object({ ...enough, correlations: z.array(Correlation) })
    .describe('Days with at least 5 reviews; only what goes with recall, with |r| ≥ 0.3 and p < 0.05.'),
  hours: z.object({
    ...enough,
    parts: z.array(HoursRecall),
    best: z
      .object({ from: z.int(), to: z.int(), difference: z.number(), interval: z.tuple([z.number(), z.number()]) })
      .nullable()
      .describe('Where more is recalled than otherwise, by a 95 % interval corrected for how many were looked at.'),
  }),
  gaps: z.array(LearningGap),
})
export type Patterns = z.infer<typeof Patterns>
