import type { Metric } from '@lva/contracts/insights'

/** One day as it is summed up; seconds, not minutes. */
export interface LearnerDay {
  day: string
  turns: number
  words: number
  seconds: number
  sittings: number
  reviews: number
  recalled: number
  teach_backs: number
}

/** How a metric is read off days. A count sums up, and a day without anything is 0; an average has a gap there. */
export interface Measure {
  kind: 'count' | 'average'
  /** What it is of days taken together, and of how many things for an average. */
  of(days: Pick<LearnerDay, Exclude<keyof LearnerDay, 'day'>>): number
  weight(days: LearnerDay): number
  /** Values it can have. */
  least: number
  most: number
}

const count = (of: Measure['of']): Measure => ({
  ...{ kind: 'count', of, weight: () => 1, least: 0, most: Number.POSITIVE_INFINITY },
})

export const MEASURES: Record<Metric, Measure> = {
  minutes: count(({ seconds }) => seconds / 60),
  sessions: count(({ sittings }) => sittings),
  exchanges: count(({ turns }) => turns),
  words: count(({ words }) => words),
  reviews: count(({ reviews }) => reviews),
  'teach-backs': count(({ teach_backs }) => teach_backs),
  recall: {
    ...{ kind: 'average', least: 0, most: 1, weight: ({ reviews }) => reviews },
    of: ({ recalled, reviews }) => recalled / reviews,
  },
}
