import type { KeyPoint, ReviewOutcome } from '@lva/contracts/reviews'
import type { State } from './session-state.ts'

/** What became of the last answer, as it is told; null when what was asked is gone, and its words with it. */
export function outcomeOf({
  last,
  prompt,
  points,
}: {
  last: NonNullable<State['last']>
  prompt: { item_id: string; text: string } | undefined
  points: readonly KeyPoint[]
}): ReviewOutcome | null {
  if (!prompt) return null
  return {
    ...{ review_id: last.review, prompt_id: last.prompt, item_id: prompt.item_id, question: prompt.text },
    ...{ rating: last.rating, recalled: last.rating === null ? null : last.rating > 1, graded_by: last.gradedBy },
    ...{ share: last.share, due_on: last.dueOn, in_days: last.days, overridden: last.overridden },
    covered: points.filter(({ id }) => last.covered.includes(id)).map(({ id, text }) => ({ id, text })),
    missing: points.filter(({ id }) => last.missing.includes(id)).map(({ id, text, source }) => ({ id, text, source })),
  }
}
