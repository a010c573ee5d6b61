import type { GoalSuggestion } from '@lva/contracts/goals'

const STREAK_MARKS = [3, 7, 14, 30, 60, 100, 365]
const TOPIC_MARKS = [10, 25, 50, 100, 250, 500]
const SUGGESTIONS_MAX = 5
/** Weeks it takes before it is said what is usual. */
const WEEKS_NEEDED = 2
/** Turns on a topic before it is called one that is spoken of much. */
const MUCH_SPOKEN_OF = 5

/** What suggestions rest on: numbers of the learner's own, as they are. */
export interface Habits {
  streak: number
  days: number
  /** Full weeks with anything done, of the last four, and what was done in them. */
  weeks: number
  sittings: number
  minutes: number
  reviews: number
  /** The topics with most turns lately; `nearly` are those that are solid but not mastered. */
  topics: ReadonlyArray<{ id: string; name: string; turns: number }>
  nearly: ReadonlyArray<{ id: string; name: string }>
}

/** What is under way already, in a form that can be compared. */
export function keyOfGoal({ kind, repeat, topic_id }: Pick<GoalSuggestion, 'kind' | 'repeat' | 'topic_id'>): string {
  return `${kind} ${repeat} ${topic_id ?? ''}`
}

/** Goals that might fit, the easiest first; none that is under way, and no number that was not counted. */
export function suggestionsFor(habits: Habits, active: ReadonlySet<string>): GoalSuggestion[] {
  const effort = { easy: 0, moderate: 1, ambitious: 2 }
  return [...streaks(habits), ...weekly(habits), ...topics(habits), ...mastery(habits)]
    .filter((suggestion) => !active.has(keyOfGoal(suggestion)))
    .sort((a, b) => effort[a.difficulty] - effort[b.difficulty])
    .slice(0, SUGGESTIONS_MAX)
}

const plain = { repeat: 'once', topic_id: null, topic: null } as const

function* streaks({ streak, days }: Habits): Generator<GoalSuggestion> {
  const mark = STREAK_MARKS.find((one) => one > streak)
  if (mark === undefined) return
  const far = mark - streak
  yield {
    ...{ kind: 'streak', target: mark, ...plain },
    reason: days === 0 ? { why: 'first-step', now: null, n: 0 } : { why: 'next-mark', now: streak, n: days },
    difficulty: far <= 4 ? 'easy' : far <= 20 ? 'moderate' : 'ambitious',
  }
}

/** A little more than in a usual week. */
function* weekly({ weeks, sittings, minutes, reviews }: Habits): Generator<GoalSuggestion> {
  if (weeks < WEEKS_NEEDED) return
  const usual = { sessions: sittings / weeks, duration: minutes / weeks, reviews: reviews / weeks } as const
  for (const kind of ['sessions', 'duration', 'reviews'] as const) {
    const now = Math.round(usual[kind] * 10) / 10
    if (now < 1) continue
    const step = kind === 'sessions' ? 1 : 10
    const target = Math.ceil((now * 1.1) / step) * step
    yield {
      ...{ kind, target, ...plain, repeat: 'weekly', reason: { why: 'steady', now, n: weeks } },
      difficulty: target <= now * 1.25 ? 'easy' : target <= now * 1.6 ? 'moderate' : 'ambitious',
    }
  }
}

function* topics(habits: Habits): Generator<GoalSuggestion> {
  for (const { id, name, turns } of habits.topics.slice(0, 1)) {
    const target = TOPIC_MARKS.find((mark) => mark > turns)
    if (turns < MUCH_SPOKEN_OF || target === undefined) continue
    yield {
      ...{ kind: 'exchanges', target: target - turns, repeat: 'once', topic_id: id, topic: name },
      ...{ reason: { why: 'much-spoken-of', now: turns, n: turns }, difficulty: 'moderate' },
    }
  }
}

function* mastery({ nearly }: Habits): Generator<GoalSuggestion> {
  for (const { id, name } of nearly.slice(0, 1))
    yield {
      ...{ kind: 'mastery', target: 1, repeat: 'once', topic_id: id, topic: name },
      ...{ reason: { why: 'nearly-mastered', now: nearly.length, n: nearly.length }, difficulty: 'ambitious' },
    }
}
