import type { InsightKind, InsightPlace, Recall, InsightRule as Rule } from '@lva/contracts/insights'
import type { Held } from '../analytics.ts'
import type { LearnerDay } from '../metrics.ts'
import type { HourSum } from '../reading.ts'

/** What the rules look at: what a learner did lately, and where they stand. Days are theirs. */
export interface Seen {
  today: string
  /** Of the day, by their clock. */
  hour: number
  /** Days with something, of the last 62, sorted. */
  days: readonly LearnerDay[]
  ever: { firstDay: string; lastDay: string | null; days: number; sittings: number; seconds: number } | null
  streak: { current: number; longest: number; since: string | null }
  /** Concepts of the last 30 days: how many, and how many of them are familiar or better. */
  topics: { count: number; familiar: number }
  levels: readonly Held[]
  /** Of the last 90 days. */
  hours: readonly HourSum[]
  /** Questions that are due, by concept. */
  due: ReadonlyArray<{ conceptId: string; due: number }>
  calibration: Recall['calibration']
}

/** Something a rule has found. `key`: the same thing found again has the same, and is told once. */
export interface Found {
  rule: Rule
  key: string
  importance: number
  n: number
  /** Numbers and days for its sentence. */
  figures: Record<string, number | string>
  conceptId: string | null
}

/** What the findings of a rule have in common. */
interface OfRule {
  kind: InsightKind
  place: InsightPlace | null
  /** It is shown only as long as it is so; others for 30 days. */
  passing: boolean
  /** So many are told in a week: whoever brings much along is not told of it all. */
  aWeek?: number
}

export const RULES: Record<Rule, OfRule> = {
  'streak-at-risk': { kind: 'attention', place: 'talk', passing: true },
  'activity-gap': { kind: 'attention', place: 'talk', passing: true },
  'recall-falling': { kind: 'attention', place: 'review', passing: true },
  'recall-rising': { kind: 'improvement', place: 'progress', passing: false },
  'more-time': { kind: 'improvement', place: 'progress', passing: false },
  scattered: { kind: 'suggestion', place: 'review', passing: true },
  'best-hours': { kind: 'discovery', place: 'progress', passing: false },
  'topic-due': { kind: 'suggestion', place: 'review', passing: true },
  'unusual-day': { kind: 'anomaly', place: 'progress', passing: false },
  mastered: { kind: 'achievement', place: 'topic', passing: false, aWeek: 2 },
  'too-sure': { kind: 'discovery', place: 'progress', passing: true },
  'too-careful': { kind: 'discovery', place: 'progress', passing: true },
  'milestone-sessions': { kind: 'milestone', place: 'goals', passing: false },
  'milestone-streak': { kind: 'milestone', place: 'goals', passing: false },
  'milestone-hours': { kind: 'milestone', place: 'goals', passing: false },
}
