import { expect, test } from 'vitest'
import { type Known, masteryOf } from './mastery.ts'

const DAYS = ['2026-03-01', '2026-03-05', '2026-03-20']
const known = (stability: number | null, more: Partial<Known> = {}): Known => ({
  ...{ kind: 'recall', stability, retrievability: stability === null ? null : 0.95, recalledOn: DAYS },
  ...more,
})
const judged = (...prompts: Known[]) => masteryOf(prompts, { taughtBack: false })
const told = (...prompts: Known[]) => [judged(...prompts).level, judged(...prompts).why]

test('a concept is as well known as its weakest prompt, and says why', () => {
  const fresh = known(null, { recalledOn: [] })
  expect(told(fresh, fresh)).toEqual(['new', '2 prompts kept, none reviewed yet'])
  expect(told(known(90), fresh)).toEqual(['learning', '1 of 2 prompts holds 7 days; 1 not reviewed yet'])
  expect(told(known(6.9), known(8))).toEqual(['learning', '1 of 2 prompts holds 7 days'])
  expect(told(known(7), known(8))).toEqual(['familiar', '0 of 2 prompts hold 21 days'])
  expect(told(known(21), known(60), known(70), known(61))).toEqual([
    'solid',
    '3 of 4 prompts hold 60 days; no application or teach-back yet',
  ])
})

test('mastery wants sixty days, ninety per cent today, three days of recall, and something done with it', () => {
  const applied = known(60, { kind: 'application' })
  expect(judged(known(60), applied)).toMatchObject({ level: 'mastered', stability: 60, recalledDays: 3, applied: true })
  expect(judged(known(60), known(59.9, { kind: 'application' })).level).toBe('solid')
  expect(told(known(60), { ...applied, retrievability: 0.899 })).toEqual([
    'solid',
    '2 of 2 prompts hold 60 days; 1 prompt below 90 % today',
  ])
  const twice = { recalledOn: DAYS.slice(0, 2) }
  expect(told(known(60, twice), { ...applied, ...twice })).toEqual([
    'solid',
    '2 of 2 prompts hold 60 days; recalled on 2 days of 3',
  ])
  // An application nobody could answer is none; a concept that was explained is applied.
  expect(judged(known(60), known(60, { kind: 'application', recalledOn: [] })).applied).toBe(false)
  expect(masteryOf([known(60)], { taughtBack: true }).level).toBe('mastered')
  expect(masteryOf([], { taughtBack: true }).level).toBe('new')
})
