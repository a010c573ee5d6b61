import { CallBack } from '@lva/contracts/phone'
import { expect, test } from 'vitest'
import { countryOf, mayBeCalled, numberOf, shownAs } from './phone-number.ts'
import { faultOfPin } from './pin-rules.ts'
import { dayToCall } from './when.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const BERLIN = 'Europe/Berlin'
const wish = (more: Partial<CallBack>) =>
  CallBack.parse({ on: true, days: EVERY_DAY, quiet_from: '12:00', quiet_to: '12:00', ...more })
const days = (from: string, wished: CallBack, timezone = BERLIN) => {
  const called: Array<{ day: string; at: string }> = []
  for (let step = 0; step < 36 * 12; step++) {
    const at = new Date(Date.parse(from) + step * 5 * 60_000)
    const last = called.at(-1) ?? null
    const day = dayToCall(wished, { at, timezone, last })
    if (day !== null && day !== last?.day) called.push({ day, at: at.toISOString() })
  }
  return called.map(({ day, at }) => `${day} ${at.slice(11, 16)}`)
}

test.each<[string, string, CallBack, string[]]>([
  [
    'the night clocks leave 02:30 out',
    '2026-03-28T20:00:00Z',
    wish({ at: '02:30' }),
    ['2026-03-29 01:00', '2026-03-30 00:30'],
  ],
  [
    'the night 02:30 comes twice',
    '2026-10-24T20:00:00Z',
    wish({ at: '02:30' }),
    ['2026-10-25 00:30', '2026-10-26 01:30'],
  ],
  ['a day that was not chosen', '2026-11-27T12:00:00Z', wish({ at: '18:00', days: [6] }), ['2026-11-28 17:00']],
  [
    'quiet hours over midnight',
    '2026-11-27T00:00:00Z',
    wish({ at: '23:00', quiet_from: '21:00', quiet_to: '09:00' }),
    [],
  ],
  ['turned off', '2026-11-27T00:00:00Z', wish({ on: false, at: '18:00' }), []],
])('%s', (_story, from, wished, called) => {
  expect(days(from, wished)).toEqual(called)
})

test('whoever travels into a new day is not called again at once, and what is an hour late is left', () => {
  const last = { day: '2026-11-27', at: '2026-11-27T23:00:00Z' }
  const at = (time: string) => ({ at: new Date(time), timezone: 'Asia/Tokyo', last })
  expect(dayToCall(wish({ at: '18:00' }), at('2026-11-28T09:00:00Z'))).toBeNull()
  expect(dayToCall(wish({ at: '20:30' }), at('2026-11-28T11:30:00Z'))).toBe('2026-11-28')
  expect(dayToCall(wish({ at: '20:30' }), at('2026-11-28T12:30:00Z'))).toBeNull()
})

test('numbers are read as people write them, and shown by their country and last digits', () => {
  expect(['+49 (30) 123-4567', '0049 30 1234567'].map(numberOf)).toEqual(['+49301234567', '+49301234567'])
  expect(['030 1234567', '+0123456789', '+49', 'anonymous', `+${'1'.repeat(16)}`].map(numberOf)).toEqual(
    Array(5).fill(null),
  )
  expect(['+15550100001', '+49301234567', '+35312345678'].map(countryOf)).toEqual(['+1', '+49', '+353'])
  expect(shownAs('+49301234567')).toBe('+49 ••• 67')
  const may = (number: string, beginnings: string[]) => mayBeCalled(number, { own: '+15550100002', beginnings })
  expect([may('+15550100001', []), may('+49301234567', []), may('+49301234567', ['+49'])]).toEqual([true, false, true])
})

test('PINs that are easily guessed are refused', () => {
  for (const pin of ['12345', '1234567890123', '12a456', '012345', '912384', '111111', '112211', '123456', '876543'])
    expect(faultOfPin(pin), pin).not.toBeNull()
  for (const pin of ['135791', '121212', '123123', '123321', '150372', '720315', '15031972', '19720315', '147258'])
    expect(faultOfPin(pin), pin).not.toBeNull()
  for (const pin of ['739184', '48291735', '620957', '583920174']) expect(faultOfPin(pin), pin).toBeNull()
})
