import { BindingMemoryState, FSRSBinding } from '@open-spaced-repetition/binding'
import { expect, test } from 'vitest'
import { addDays, daysBetween } from '../days.ts'
import { reviewsAfter } from './cards.ts'
import { newCard, replay, type Taken } from './replay.ts'
import { createScheduler, DEFAULT_W, type MemoryState } from './scheduler.ts'

const scheduler = createScheduler({ w: DEFAULT_W, retention: 0.9, fuzz: false })
const plain = { scheduler, needed: [], seed: 'prompt' }
const review = (day: string, rating: number, at = `${day}T10:00:00.000Z`): Taken => ({ id: at, at, day, rating })
const REVIEWS = [review('2026-03-01', 3), review('2026-03-04', 1), review('2026-03-06', 3), review('2026-03-20', 4)]

test('a prompt stands where its reviews put it, in whatever order they arrived, and is due days and not hours later', () => {
  const { card } = replay(newCard('2026-03-01', null), REVIEWS, plain)
  expect(card).toMatchObject({ reviews: 4, lapses: 1, firstOn: '2026-03-01', lastOn: '2026-03-20', lastRating: 4 })
  expect(card.recalledOn).toEqual(['2026-03-01', '2026-03-06', '2026-03-20'])
  expect(replay(newCard('2026-03-01', null), REVIEWS.toReversed(), plain).card).toEqual(card)
  // Clocks go forward on the 29th: a day of 23 hours is a day.
  const { card: next } = replay(newCard('2026-03-28', null), [review('2026-03-28', 3)], plain)
  expect(next.dueOn).toBe('2026-03-30')
})

test('a zone that moved puts no review before the one it followed', () => {
  const taken = [
    review('2026-03-02', 3, '2026-03-01T22:00:00.000Z'),
    review('2026-03-01', 3, '2026-03-02T01:00:00.000Z'),
  ]
  const { card } = replay(newCard('2026-03-01', null), taken, plain)
  expect([card.lastOn, card.recalledOn]).toEqual(['2026-03-02', ['2026-03-02']])
})

test('what was brought in with a schedule goes on from there', () => {
  const given = {
    at: '2026-03-01T00:00:00.000Z',
    stability: 30,
    difficulty: 5,
    due_on: '2026-03-10',
    last_on: '2026-02-08',
  }
  const start = newCard('2026-03-01', { ...given, reviews: 7, lapses: 1 })
  expect(replay(start, [], plain).card).toMatchObject({ dueOn: '2026-03-10', reviews: 7, lastOn: '2026-02-08' })
  const { card, steps } = replay(start, [review('2026-03-10', 3)], plain)
  expect(steps.get('2026-03-10T10:00:00.000Z')).toMatchObject({ elapsed: 30, predicted: expect.closeTo(0.9, 5) })
  expect(daysBetween('2026-03-10', card.dueOn)).toBeGreaterThan(30)
  // It is no new one of that day, and what came along with it is in its schedule already, whenever it is said to have happened.
  expect(card.firstOn).toBeNull()
  const along = { id: 'a', at: '2027-01-01T00:00:00.000Z', day: '2027-01-01', data: { rating: 1, source: 'anki' } }
  for (const brought of [given, null])
    expect(reviewsAfter(brought && { ...given, reviews: 7, lapses: 1 }, [along as never])).toEqual([])
})

test('the same schedule comes from the optimiser, and a spread one keeps near it', () => {
  const theirs = new FSRSBinding([...DEFAULT_W])
  const spread = createScheduler({ w: DEFAULT_W, retention: 0.9, fuzz: true })
  let mine: MemoryState | null = null
  let other: BindingMemoryState | undefined
  for (const [gap, rating] of [
    [0, 3],
    [2, 3],
    [9, 1],
    [0, 3],
    [3, 2],
    [30, 4],
  ] as const) {
    const next = theirs.nextStates(other, 0.9, gap)[(['again', 'hard', 'good', 'easy'] as const)[rating - 1] ?? 'good']
    mine = scheduler.next(mine, gap, rating)
    other = new BindingMemoryState(next.memory.stability, next.memory.difficulty)
    const days = Math.max(1, Math.round(next.interval))
    expect(scheduler.interval(mine, gap, 'a')).toBe(days)
    expect(spread.interval(mine, gap, 'a')).toBe(spread.interval(mine, gap, 'a'))
    expect(Math.abs(spread.interval(mine, gap, 'a') - days)).toBeLessThanOrEqual(Math.max(2, days * 0.2))
  }
})

test('what is needed on a day is asked in the days before it, and recall holds until then', () => {
  const needed = [{ day: '2026-06-01', retention: 0.95 }]
  for (const rating of [2, 3, 4])
    for (const seed of ['a', 'b', 'c', 'd']) {
      const taken: Taken[] = []
      let card = newCard('2026-03-01', null)
      for (let today = card.dueOn; today < '2026-06-01'; today = card.dueOn) {
        taken.push(review(today, rating))
        card = replay(newCard('2026-03-01', null), taken, { scheduler, needed, seed }).card
        expect(card.dueOn > today).toBe(true)
      }
      const left = daysBetween(card.lastOn ?? '', '2026-06-01')
      expect(left).toBeLessThanOrEqual(3)
      // One that never holds a day is asked on the day before.
      expect(left === 1 || scheduler.recall(card.memory ?? { stability: 0 }, left) >= 0.95).toBe(true)
      // What is over asks for nothing.
      expect(
        replay(newCard('2026-03-01', null), [review('2026-06-02', 3)], { scheduler, needed, seed }).card.dueOn,
      ).toBe(addDays('2026-06-02', 2))
    }
})
