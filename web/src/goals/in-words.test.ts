import type { Goal } from '@lva/contracts/goals'
import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'
import { aboutGoal, dayName, paceOf, suggestionReason, suggestionTitle } from './in-words.ts'

const goal: Goal = {
  ...{ id: 'a', kind: 'exchanges', title: 'Ice', target: 20, repeat: 'once', deadline: '2026-12-03', state: 'active' },
  ...{ topic: { id: 'b', name: 'glaciers', gone: false }, created_at: '', completed_at: null, value: 3, share: 0.15 },
  ...{ milestones: [], period: null },
  pace: { state: 'behind', days: 2, projected: '2027-01-09', n: 5, needs: 3 },
}

test('a goal says what it counts and how it goes, and nothing that is not known', () => {
  const day = dayName('2026-12-03')
  expect(aboutGoal(goal)).toBe(`Turns · on glaciers · until ${day}`)
  expect(paceOf(goal)).toBe(`2 days behind · At this pace on ${dayName('2027-01-09')}`)
  const pace = { state: null, days: 0, projected: null, n: 1, needs: 3 }
  expect(paceOf({ ...goal, pace })).toBe('')
  expect(paceOf({ ...goal, state: 'paused' })).toBe('')
  const period = { from: '2026-11-23', to: '2026-11-29' }
  expect(paceOf({ ...goal, pace, repeat: 'weekly', period })).toBe('this week')
})

test('only what differs is a change', () => {
  const { title, target, deadline } = goal
  const same = { title, target, deadline, topic_id: 'b' }
  expect(changesOf(goal, { ...same, title: 'Ice and snow' })).toEqual({ title: 'Ice and snow' })
  expect(changesOf(goal, { ...same, target: 30, deadline: null })).toEqual({ target: 30, deadline: null })
  expect(changesOf(goal, { ...same, topic_id: 'c' })).toEqual({ topic_id: 'c' })
  expect(changesOf(goal, { title, target, deadline })).toEqual({})
})

test('a date is the one that was meant, wherever it is read', () => {
  expect(dayName('2026-12-03', '2026-01-01')).toMatch(/^3 Dec|Dec 3$/)
  expect(dayName('2026-12-03', '2027-01-01')).toContain('2026')
})

test('a suggestion says what it rests on', () => {
  const plain = { repeat: 'once', topic_id: null, topic: null, difficulty: 'easy' } as const
  const streak = { ...plain, kind: 'streak', target: 7, reason: { why: 'next-mark', now: 4, n: 9 } } as const
  expect([suggestionTitle(streak), suggestionReason(streak)]).toEqual(['7 days in a row', 'You are at 4 days now.'])
  const steady = { ...plain, kind: 'sessions', target: 4, reason: { why: 'steady', now: 2.5, n: 4 } } as const
  expect(suggestionReason(steady)).toBe('Your last 4 weeks with something done had 2.5 each.')
})
