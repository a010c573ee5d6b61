import { z } from 'zod'
import { Day } from './facts.ts'
import { GOAL_KINDS } from './goal-kinds.ts'
import { Id, Instant, text } from './text.ts'

/** Longest title of a goal, in characters. */
export const GOAL_TITLE_MAX = 120
/** How many goals may be under way at once. */
export const ACTIVE_GOALS_MAX = 30
/** No goal goes further than this. */
export const GOAL_VALUE_MAX = 100_000

/**
 * What a goal counts: days in a row; sittings; different topics spoken of; days on which at least 5 reviews were answered and 90 % recalled
 * (`quality`); turns; minutes; reviews; mastered concepts; feedback on replies; or what is moved by hand only.
 */
export const GoalKind = z.enum(GOAL_KINDS)
export type GoalKind = z.infer<typeof GoalKind>
/** Once, or anew every day or every week (from Monday). */
export const GoalRepeat = z.enum(['once', 'daily', 'weekly'])
export type GoalRepeat = z.infer<typeof GoalRepeat>
/** What has become of a goal. One that repeats is never completed; it expires after its last day. */
export const GoalState = z.enum(['active', 'completed', 'paused', 'abandoned', 'expired'])
export type GoalState = z.infer<typeof GoalState>

const Title = text({ min: 1, max: GOAL_TITLE_MAX }).refine((title) => title.trim() !== '', 'is empty')
const Target = z.int().min(1).max(GOAL_VALUE_MAX)
const Deadline = Day.nullable().describe('The last day on which it counts, by the learner’s clock.')

/** A goal somebody sets. It counts from now on; one that repeats counts whole days or weeks. */
export const NewGoal = z.object({
  kind: GoalKind,
  title: Title,
  target: Target,
  topic_id: Id.nullable().default(null).describe('A concept of the graph; for exchanges, reviews and mastery only.'),
  repeat: GoalRepeat.default('once'),
  deadline: Deadline.default(null),
})
export type NewGoal = z.infer<typeof NewGoal>

/** What somebody changes of a goal. `value` moves a custom one by hand, `step` on from wherever it is; `topic_id` gives it another topic. */
export const GoalChanges = z.object({
  title: Title.optional(),
  target: Target.optional(),
  deadline: Deadline.optional(),
  topic_id: Id.optional(),
  state: z.enum(['active', 'paused', 'abandoned']).optional(),
  value: z.int().min(0).max(GOAL_VALUE_MAX).optional(),
  step: z.int().min(1).max(GOAL_VALUE_MAX).optional(),
})
export type GoalChanges = z.infer<typeof GoalChanges>

/** A part of the way. */
export const Milestone = z.object({
  percent: z.int(),
  value: z.int(),
  reached_at: Instant.nullable(),
})
export type Milestone = z.infer<typeof Milestone>

/**
 * Whether a goal will be reached in time, judged by whole days that are over: `days` ahead or behind. `state` is null where there is no
 * deadline or nothing to judge yet. `projected`: the day on which it is reached if it goes on like this; null below `needs` days.
 */
export const Pace = z.object({
  state: z.enum(['ahead', 'on-track', 'behind']).nullable(),
  days: z.int(),
  projected: Day.nullable(),
  n: z.int().describe('Days it rests on.'),
  needs: z.int(),
})
export type Pace = z.infer<typeof Pace>

/** A goal and how far it is. `topic.gone`: nothing speaks of that topic any more. `period`: the day or week that counts now. */
export const Goal = z.object({
  id: Id,
  kind: GoalKind,
  title: z.string(),
  target: z.int(),
  topic: z.object({ id: Id, name: z.string(), gone: z.boolean() }).nullable(),
  repeat: GoalRepeat,
  deadline: Day.nullable(),
  state: GoalState,
  created_at: Instant,
  completed_at: Instant.nullable(),
  value: z.int(),
  share: z.number().describe('0 to 1.'),
  milestones: z.array(Milestone),
  pace: Pace,
  period: z.object({ from: Day, to: Day }).nullable(),
})
export type Goal = z.infer<typeof Goal>

/** Which goals are wanted; all of them without a state. */
export const GoalsQuery = z.object({
  state: GoalState.optional(),
  before: Id.optional().describe('The id of the last one of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type GoalsQuery = z.infer<typeof GoalsQuery>

/** Goals, the latest first. `more`: there are others after these. */
export const Goals = z.object({ goals: z.array(Goal), count: z.int(), more: z.boolean() })
export type Goals = z.infer<typeof Goals>

/** One goal with the way it came: its value at the end of each day (the latest 366), and the days or weeks of one that repeats. */
export const GoalDetail = Goal.extend({
  history: z.array(z.object({ day: Day, value: z.int() })),
  periods: z.array(z.object({ from: Day, to: Day, value: z.int(), reached: z.boolean() })),
})
export type GoalDetail = z.infer<typeof GoalDetail>

/** How far all goals are that are under way, and how many there are of each state. */
export const GoalsProgress = z.object({
  goals: z.array(Goal.pick({ id: true, title: true, kind: true, target: true, value: true, share: true, pace: true })),
  states: z.record(GoalState, z.int()),
})
export type GoalsProgress = z.infer<typeof GoalsProgress>

/**
 * Why a goal is suggested: the next mark above what stands now (`next-mark`), a little more than is usual (`steady`), a topic that is spoken
 * of much, one that is nearly mastered, or a first step for whoever has just begun. `now` is the number it rests on, null for a first step.
 */
const GoalReason = z.object({
  why: z.enum(['next-mark', 'steady', 'much-spoken-of', 'nearly-mastered', 'first-step']),
  now: z.number().nullable(),
  n: z.int().describe('Days, weeks or turns it rests on.'),
})

/** A goal that might fit; never one that is under way. `topic` is its name. */
export const GoalSuggestion = z.object({
  kind: GoalKind,
  target: z.int(),
  repeat: GoalRepeat,
  topic_id: Id.nullable(),
  topic: z.string().nullable(),
  reason: GoalReason,
  difficulty: z.enum(['easy', 'moderate', 'ambitious']),
})
export type GoalSuggestion = z.infer<typeof GoalSuggestion>
export const GoalSuggestions = z.object({ suggestions: z.array(GoalSuggestion) })
export type GoalSuggestions = z.infer<typeof GoalSuggestions>

/**
 * Days in a row with a finished turn or a review. A missed day is bridged by one of the two freezes of its month, and counts for nothing;
 * today is missed only when it is over. `at_risk`: without a turn or review today it ends tonight.
 */
export const Streak = z.object({
  today: Day,
  current: z.int(),
  since: Day.nullable(),
  longest: z.int(),
  counts_today: z.boolean(),
  at_risk: z.boolean(),
  freezes_left: z.int().describe('Of this month’s.'),
  frozen: z.array(Day).describe('Days of the current streak that were bridged.'),
  history: z
    .array(z.object({ from: Day, to: Day, days: z.int(), frozen: z.int() }))
    .describe('Streaks of at least two days that are over, the latest first, at most 50.'),
  days: z.array(Day).describe('Days within the last six weeks that count.'),
})
export type Streak = z.infer<typeof Streak>

export const AchievementCategory = z.enum([
  ...(['beginner', 'engagement', 'streak', 'milestone', 'exploration', 'quality', 'social', 'mastery'] as const),
])
export type AchievementCategory = z.infer<typeof AchievementCategory>
export const AchievementRarity = z.enum(['common', 'uncommon', 'rare', 'epic', 'legendary'])
export type AchievementRarity = z.infer<typeof AchievementRarity>

/** Something to be proud of. `value` of `target` is how far it is, where that can be said in one number. */
export const Achievement = z.object({
  id: z.string(),
  title: z.string(),
  how: z.string().describe('What it is earned by.'),
  category: AchievementCategory,
  rarity: AchievementRarity,
  points: z.int(),
  earned_at: Instant.nullable(),
  value: z.int().nullable(),
  target: z.int().nullable(),
})
export type Achievement = z.infer<typeof Achievement>

/** All of them, the earned first (the latest of them first); hidden ones are among them once they are earned. */
export const Achievements = z.object({
  achievements: z.array(Achievement),
  earned: z.int(),
  points: z.int(),
  hidden: z.int().describe('How many are hidden and not earned yet.'),
})
export type Achievements = z.infer<typeof Achievements>

/** Goals have moved, or the streak has. */
export const GoalsChanged = z.object({ type: z.literal('goals-changed') })
/** Something was earned; said once. */
export const AchievementEarned = z.object({
  type: z.literal('achievement-earned'),
  achievement: z.string(),
  title: z.string(),
  points: z.int(),
})
