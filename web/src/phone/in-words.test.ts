import type { PhoneCall } from '@lva/contracts/phone'
import { expect, test } from 'vitest'
import { money } from '../messages/numbers.ts'
import { courseOf, fallsIntoQuiet, grouped, length } from './in-words.ts'

const call: PhoneCall = {
  ...{ id: 'a', direction: 'in', number: '+49 ••• 67', state: 'done', trusted: true, session_id: null, recordings: [] },
  ...{ began_at: '2026-11-27T18:00:00Z', ended_at: '2026-11-27T18:03:20Z', seconds: 200, cost: 0.034 },
}

test('a call says how long it was and what it cost, or why it was none', () => {
  expect(courseOf(call)).toBe(`3 minutes · about ${money(0.034)}`)
  expect(courseOf({ ...call, seconds: 40, trusted: false, cost: null })).toBe(
    '40 seconds · only took down what was said',
  )
  expect(courseOf({ ...call, state: 'missed', seconds: null })).toBe('not taken up')
  expect(length(60)).toBe('1 minute')
})

test('money is told from nothing', () => {
  expect([money(0), money(0.004), money(12.5)].map((told) => told.replace(/^US/, ''))).toEqual([
    '$0.00',
    '$0.004',
    '$12.50',
  ])
})

test('quiet hours may go over midnight, and with the same time twice there are none', () => {
  const quiet = { quiet_from: '21:00', quiet_to: '09:00' }
  expect(['20:59', '21:00', '03:00', '08:59', '09:00'].map((at) => fallsIntoQuiet({ ...quiet, at }))).toEqual([
    ...[false, true, true, true, false],
  ])
  expect(fallsIntoQuiet({ at: '12:00', quiet_from: '12:00', quiet_to: '12:00' })).toBe(false)
  expect(fallsIntoQuiet({ at: '13:00', quiet_from: '12:00', quiet_to: '14:00' })).toBe(true)
})

test('a code is read in groups', () => {
  expect([grouped('123456'), grouped('1234567')]).toEqual(['123 456', '123 456 7'])
})
