import { expect, test } from 'vitest'
import { asHeard, paceOf } from './pace.ts'

const STAGES = {
  end_of_turn_ms: 300,
  recognition_ms: 0,
  first_token_ms: 640,
  first_clause_ms: 80,
  first_sound_ms: 150,
  playout_ms: 50,
}
const sum = (stages: typeof STAGES) => Object.values(stages).reduce((all, ms) => all + ms, 0)

test('the stages are together as long as it took until the loudspeaker was heard', () => {
  const late = asHeard(STAGES, 1_300)
  expect(late).toMatchObject({ totalMs: 1_300, stages: { first_token_ms: 640, playout_ms: 130 } })
  expect(sum(late.stages)).toBe(late.totalMs)
})

test('where nobody listened to the loudspeaker, the server is believed', () => {
  expect(asHeard(STAGES, null)).toEqual({ stages: STAGES, totalMs: 1_220 })
})

test('no stage takes less than no time', () => {
  const { stages, totalMs } = asHeard(STAGES, 900)
  expect([stages.playout_ms, totalMs, sum(stages)]).toEqual([0, 1_170, 1_170])
})

test('what took no time is left out, and what took most is named', () => {
  const { parts, most } = paceOf(STAGES)
  expect(parts.map(({ stage }) => stage)).not.toContain('recognition_ms')
  expect(parts.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1)
  expect(most).toBe('first_token_ms')
})
