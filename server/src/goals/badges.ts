import type { Achievement, AchievementCategory, AchievementRarity } from '@lva/contracts/goals'
import { entriesOf } from '../records.ts'

/** What badges are earned by, as it stands. */
export interface Tally {
  sessions: number
  exchanges: number
  feedback: number
  recalled: number
  taught: number
  /** The longest streak. */
  streak: number
  /** Sittings begun before 08:00, and at or after 22:00. */
  early: number
  late: number
  /** The longest sitting, in whole minutes. */
  minutes: number
  topics: number
  /** Turns on the topic with most of them. */
  deepest: number
  /** Review days in a row with a recall of 90 %, and of 80 %. */
  days90: number
  days80: number
  /** Items of the longest review session of which all were recalled. */
  flawless: number
  mastered: number
}

interface Badge {
  id: string
  title: string
  category: AchievementCategory
  rarity: AchievementRarity
  points: number
  /** All of them have to be reached. */
  when: Partial<Tally>
  how: string
  hidden?: true
}

/** Everything that can be earned (`shared/learning.md` has the table). */
export const BADGES: readonly Badge[] = [
  badge('first-steps', 'First Steps', 'beginner common', 10, { sessions: 1 }, 'Your first session.'),
  badge('getting-started', 'Getting Started', 'beginner common', 20, { sessions: 5 }, '5 sessions.'),
  badge('early-bird', 'Early Bird', 'beginner uncommon', 25, { early: 1 }, 'A session begun before 8 in the morning.'),
  badge(
    'night-owl',
    'Night Owl',
    'engagement uncommon',
    25,
    { late: 1 },
    'A session begun at 10 in the evening or later.',
  ),
  badge('week-warrior', 'Week Warrior', 'streak rare', 50, { streak: 7 }, 'A streak of 7 days.'),
  badge('fortnight-fighter', 'Fortnight Fighter', 'streak rare', 75, { streak: 14 }, 'A streak of 14 days.'),
  badge('month-master', 'Month Master', 'streak epic', 150, { streak: 30 }, 'A streak of 30 days.'),
  {
    ...badge('century-club', 'Century Club', 'streak legendary', 500, { streak: 100 }, 'A streak of 100 days.'),
    hidden: true,
  },
  badge('double-digits', 'Double Digits', 'milestone common', 25, { sessions: 10 }, '10 sessions.'),
  badge('half-century', 'Half Century', 'milestone uncommon', 75, { sessions: 50 }, '50 sessions.'),
  badge('session-centurion', 'Session Centurion', 'mastery epic', 200, { sessions: 100 }, '100 sessions.'),
  badge('conversationalist', 'Conversationalist', 'engagement uncommon', 30, { exchanges: 100 }, '100 turns.'),
  badge('thousand-exchanges', 'Thousand Exchanges', 'milestone rare', 100, { exchanges: 1_000 }, '1,000 turns.'),
  badge('marathon-learner', 'Marathon Learner', 'engagement uncommon', 40, { minutes: 30 }, 'A session of 30 minutes.'),
  badge('topic-explorer', 'Topic Explorer', 'exploration uncommon', 35, { topics: 10 }, '10 topics.'),
  badge('polymath', 'Polymath', 'exploration epic', 150, { topics: 50 }, '50 topics.'),
  badge('deep-diver', 'Deep Diver', 'exploration rare', 75, { deepest: 100 }, '100 turns on one topic.'),
  badge(
    'quality-champion',
    'Quality Champion',
    'quality rare',
    75,
    { days90: 7 },
    '7 review days in a row with 9 of 10 recalled, at least 5 reviews each.',
  ),
  badge(
    'consistency-king',
    'Consistency King',
    'quality epic',
    200,
    { days80: 30 },
    '30 review days in a row with 8 of 10 recalled, at least 5 reviews each.',
  ),
  badge(
    'perfectionist',
    'Perfectionist',
    'quality rare',
    50,
    { flawless: 20 },
    'A review session of 20 items, all recalled.',
  ),
  badge('feedback-giver', 'Feedback Giver', 'social common', 20, { feedback: 10 }, 'Feedback on 10 replies.'),
  badge('feedback-champion', 'Feedback Champion', 'social uncommon', 50, { feedback: 50 }, 'Feedback on 50 replies.'),
  badge('recall-hundred', 'Recall Hundred', 'mastery uncommon', 50, { recalled: 100 }, '100 successful recalls.'),
  badge('recall-thousand', 'Recall Thousand', 'mastery epic', 250, { recalled: 1_000 }, '1,000 successful recalls.'),
  badge(
    'first-lesson-taught',
    'First Lesson Taught',
    'mastery uncommon',
    40,
    { taught: 1 },
    'A teach-back that covers 80 %.',
  ),
  badge('true-teacher', 'True Teacher', 'mastery epic', 200, { taught: 25 }, '25 teach-backs that cover 80 %.'),
  {
    ...badge(
      'learning-legend',
      'Learning Legend',
      'mastery legendary',
      1_000,
      { sessions: 500, mastered: 50 },
      '500 sessions and 50 mastered concepts.',
    ),
    hidden: true,
  },
]

/** The badges that are earned by what stands. */
export function earnedBy(tally: Tally): string[] {
  return BADGES.filter(({ when }) => parts(when, tally).every(({ value, target }) => value >= target)).map(
    ({ id }) => id,
  )
}

/** All badges as their owner sees them; `earned`: when each was. Hidden ones are left out until then. */
export function shown(tally: Tally, earned: ReadonlyMap<string, string>): Achievement[] {
  return BADGES.filter(({ id, hidden }) => !hidden || earned.has(id))
    .map(({ when, hidden, ...badge }) => {
      const [part, ...more] = parts(when, tally)
      const one = more.length === 0 && part ? { value: Math.min(part.value, part.target), target: part.target } : null
      return {
        ...badge,
        earned_at: earned.get(badge.id) ?? null,
        value: one?.value ?? null,
        target: one?.target ?? null,
      }
    })
    .sort((a, b) => (b.earned_at ?? '').localeCompare(a.earned_at ?? ''))
}

/** The longest row of review days with so much recalled. A day with fewer than 5 reviews is none: it neither counts nor breaks. */
export function daysInARow(days: ReadonlyArray<{ reviews: number; recalled: number }>, share: number): number {
  let [row, longest] = [0, 0]
  for (const { reviews, recalled } of days) {
    if (reviews < REVIEW_DAY) continue
    row = recalled >= share * reviews ? row + 1 : 0
    longest = Math.max(longest, row)
  }
  return longest
}

/** So many reviews make a day one that says something about recall. */
export const REVIEW_DAY = 5

function parts(when: Partial<Tally>, tally: Tally) {
  return entriesOf(when).map(([of, target]) => ({ value: tally[of], target }))
}

function badge(id: string, title: string, kind: string, points: number, when: Partial<Tally>, how: string): Badge {
  const [category, rarity] = kind.split(' ') as [AchievementCategory, AchievementRarity]
  return { id, title, category, rarity, points, when, how }
}
