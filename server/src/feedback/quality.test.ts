import type { Dimension } from '@lva/contracts/feedback'
import { expect, test } from 'vitest'
import { isAbandoned, notice, type Turn } from './noticing.ts'
import { asksForMuch, bandOf, isRephrased, judge, type Telling, weighted } from './quality.ts'

const weights = { relevance: 0.3, helpfulness: 0.25, engagement: 0.2, clarity: 0.15, accuracy: 0.1 }
const plain: Telling = {
  ...{ asked: 'Why do glaciers carve valleys?', reply: 'Glaciers carve valleys by dragging rocks along.' },
  ...{ mayBeLong: false, thumb: null, rating: null, reason: null, corrected: false, noticed: [] },
  ...{ cites: false, ungrounded: false },
}
const of = (more: Partial<Telling>) => judge({ ...plain, ...more }, weights)

test('what nothing tells about is absent, and the rest weighs more', () => {
  expect(of({}).dimensions).toEqual({ relevance: 1, helpfulness: null, engagement: null, clarity: 1, accuracy: null })
  const all = of({ thumb: 'down', rating: 3, noticed: ['follow-up', 'interrupt'], cites: true })
  expect(all.dimensions).toMatchObject({ helpfulness: 0.25, engagement: 0.65, accuracy: 1 })
  expect(all.score).toBeCloseTo(0.3 + 0.25 * 0.25 + 0.2 * 0.65 + 0.15 + 0.1, 12)
  // Every way of leaving some out, counted anew.
  const names = Object.keys(weights) as Dimension[]
  for (let mask = 1; mask < 32; mask++) {
    const there = names.filter((_, n) => mask & (1 << n))
    const values = Object.fromEntries(names.map((name, n) => [name, there.includes(name) ? (n + 1) / 6 : null]))
    const sum = there.reduce((all, name) => all + weights[name] * (values[name] ?? 0), 0)
    const weight = there.reduce((all, name) => all + weights[name], 0)
    expect(weighted(values as Record<Dimension, number | null>, weights)).toBeCloseTo(sum / weight, 12)
  }
  expect([1, 0.9, 0.8999, 0.75, 0.6, 0.4, 0.3999].map(bandOf)).toEqual([
    ...['excellent', 'excellent', 'good', 'good', 'satisfactory', 'needs-improvement', 'poor'],
  ])
})

test('a reply that misses what was meant is about nothing, and one that is wrong is not accurate', () => {
  expect(of({ corrected: true }).dimensions.relevance).toBe(0)
  expect(of({ reply: 'Volcanoes erupt when magma rises.' }).dimensions.relevance).toBe(0.5)
  expect(of({ asked: 'And then?' }).dimensions.relevance).toBeNull()
  expect(of({ reason: 'wrong', cites: true }).dimensions.accuracy).toBe(0)
  expect(of({ ungrounded: true }).dimensions.accuracy).toBe(0.3)
  expect(of({ noticed: ['abandonment'] }).dimensions.engagement).toBe(0)
})

test('clarity is about speech: few short sentences without marks of writing', () => {
  const clarity = (reply: string, more: Partial<Telling> = {}) => of({ reply, ...more }).dimensions.clarity
  expect(clarity('One. Two. Three.')).toBe(1)
  expect(clarity('One. Two. Three. Four. Five.')).toBeCloseTo(0.7, 12)
  expect(clarity('One. Two. Three. Four. Five.', { mayBeLong: true })).toBe(1)
  expect(clarity('Try **this** one.')).toBeCloseTo(0.6, 12)
  expect(clarity('- first\n- second')).toBeCloseTo(0.6, 12)
  expect(clarity(`${'word '.repeat(30)}end.`)).toBeCloseTo(1 - 0.5 * (31 / 20 - 1), 12)
  expect(clarity('One.', { reason: 'too-long' })).toBe(0.3)
  expect([asksForMuch('Explain it in detail'), asksForMuch('Glaciers move')]).toEqual([true, false])
})

test('what is said again in other words was not answered', () => {
  expect(isRephrased('How do glaciers carve valleys?', 'How exactly do glaciers carve a valley?')).toBe(true)
  expect(isRephrased('How do volcanoes erupt?', 'How do glaciers carve valleys?')).toBe(false)
  expect(isRephrased('Yes', 'Yes')).toBe(false)
})

test('how a reply was taken is seen in the turn that follows it', () => {
  const at = Date.parse('2026-03-02T09:00:00Z')
  const turn = (more: Partial<Turn> = {}): Turn => ({
    ...{ text: 'Why do glaciers carve valleys?', reply: 'By dragging rocks. What do you think?', spoken: false },
    ...{ interrupted: false, leaves: false, saidAt: new Date(at), answeredAt: new Date(at + 1_000), ...more },
  })
  const next = (text: string, ms: number, more: Partial<Turn> = {}) =>
    turn({ text, saidAt: new Date(at + 1_000 + ms), ...more })
  expect(notice(turn(), null)).toEqual({ corrected: false, implicit: [] })
  expect(notice(turn({ interrupted: true }), next('And the sea?', 9_000))).toEqual({
    ...{ corrected: false, implicit: ['interrupt', 'follow-up'] },
  })
  expect(notice(turn(), next('No, I meant the lakes.', 9_000)).corrected).toBe(true)
  expect(notice(turn(), next('Why do glaciers carve a valley?', 9_000)).corrected).toBe(true)
  expect(notice(turn(), next('Go on.', 20_000, { spoken: true })).implicit).toEqual(['follow-up', 'long-pause'])
  expect(notice(turn(), next('Go on.', 20_000)).implicit).toEqual(['follow-up'])
  expect(notice(turn(), next('Bye.', 9_000, { leaves: true })).implicit).toEqual([])
  expect(notice(turn(), next('No, I meant the lakes.', 31 * 60_000))).toEqual({ corrected: false, implicit: [] })
  expect([isAbandoned(turn()), isAbandoned(turn({ leaves: true })), isAbandoned(turn({ reply: 'Good.' }))]).toEqual([
    ...[true, false, false],
  ])
})
