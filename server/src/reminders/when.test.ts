import { type ReminderKind, ReminderSettings } from '@lva/contracts/reminders'
import { describe, expect, test } from 'vitest'
import { type LastSaid, minutesToSay, timeFor } from './when.ts'

/** Usual settings: cards at 18:00, the streak at 20:00, the week on Sunday, quiet from 22:00 to 08:00. */
const usual = ReminderSettings.parse({})

interface Case {
  at: string
  zone?: string
  settings?: Partial<ReminderSettings>
  last?: Partial<Record<ReminderKind, LastSaid>>
}

function kindsAt({ at, zone = 'Europe/Berlin', settings = {}, last = {} }: Case) {
  const said = timeFor({ ...usual, ...settings }, { at: new Date(at), timezone: zone, last })
  return said.map(({ kind, day }) => `${kind} ${day}`)
}
const dueAt = (quiet: [string, string], at: string) => ({ at, quiet_from: quiet[0], quiet_to: quiet[1], streak: false })

describe('what it is time for', () => {
  test.each<[string, Case, string[]]>([
    ['a minute too early', { at: '2026-11-27T16:59:00Z' }, []],
    ['in time', { at: '2026-11-27T17:00:00Z' }, ['due 2026-11-27']],
    ['late, because the server was off', { at: '2026-11-27T18:59:00Z' }, ['due 2026-11-27']],
    ['cards and the streak', { at: '2026-11-27T19:05:00Z' }, ['due 2026-11-27', 'streak 2026-11-27']],
    ['too late for cards', { at: '2026-11-27T20:10:00Z' }, ['streak 2026-11-27']],
    ['quiet hours', { at: '2026-11-27T21:00:00Z' }, []],
    ['the week, on its day', { at: '2026-11-29T17:00:00Z' }, ['due 2026-11-29', 'recap 2026-11-29']],
    [
      'the week, on another',
      { at: '2026-11-27T17:00:00Z', settings: { recap_on: 5 } },
      ['due 2026-11-27', 'recap 2026-11-27'],
    ],
    ['turned off', { at: '2026-11-27T17:00:00Z', settings: { due: false } }, []],
    [
      'said already today',
      { at: '2026-11-27T17:10:00Z', last: { due: { day: '2026-11-27', at: '2026-11-27T17:00:00.000Z' } } },
      [],
    ],
    [
      'said this morning, before its time was moved to the evening',
      {
        at: '2026-11-27T19:30:00Z',
        settings: { at: '20:30', streak: false },
        last: { due: { day: '2026-11-27', at: '2026-11-27T07:00:00.000Z' } },
      },
      [],
    ],
    [
      'the evening after',
      {
        at: '2026-11-28T19:30:00Z',
        settings: { at: '20:30', streak: false },
        last: { due: { day: '2026-11-27', at: '2026-11-27T07:00:00.000Z' } },
      },
      ['due 2026-11-28'],
    ],
    [
      'said yesterday',
      { at: '2026-11-27T17:10:00Z', last: { due: { day: '2026-11-26', at: '2026-11-26T17:00:00.000Z' } } },
      ['due 2026-11-27'],
    ],
  ])('%s', (_story, given, expected) => {
    expect(kindsAt(given)).toEqual(expected)
  })

  test.each<[string, Case, string[]]>([
    [
      'the day of fewer hours: 02:30 is left out, and said at once after it',
      { at: '2026-03-29T01:00:00Z', settings: dueAt(['00:00', '00:00'], '02:30') },
      ['due 2026-03-29', 'recap 2026-03-29'],
    ],
    ['… and not before', { at: '2026-03-29T00:59:00Z', settings: dueAt(['00:00', '00:00'], '02:30') }, []],
    [
      'the day of more hours: 02:30 comes, …',
      { at: '2026-10-25T00:30:00Z', settings: dueAt(['00:00', '00:00'], '02:30') },
      ['due 2026-10-25', 'recap 2026-10-25'],
    ],
    [
      '… and comes again, but was said',
      {
        at: '2026-10-25T01:30:00Z',
        settings: { ...dueAt(['00:00', '00:00'], '02:30'), recap: false },
        last: { due: { day: '2026-10-25', at: '2026-10-25T00:30:00.000Z' } },
      },
      [],
    ],
    ['a zone of a half hour', { at: '2026-11-27T12:30:00Z', zone: 'Asia/Kolkata' }, ['due 2026-11-27']],
    ['a zone that is a day ahead', { at: '2026-11-27T04:00:00Z', zone: 'Pacific/Kiritimati' }, ['due 2026-11-27']],
    ['a zone nobody knows is UTC', { at: '2026-11-27T18:00:00Z', zone: 'Mars/Olympus' }, ['due 2026-11-27']],
    [
      'whoever flies west sees 18:00 twice in a day, and hears it once',
      {
        at: '2026-11-27T23:00:00Z',
        zone: 'America/New_York',
        last: { due: { day: '2026-11-27', at: '2026-11-27T17:00:00.000Z' } },
      },
      [],
    ],
    [
      'whoever flies east is in a new day after ten hours, and is left alone',
      {
        at: '2026-11-28T09:00:00Z',
        zone: 'Asia/Tokyo',
        last: { due: { day: '2026-11-27', at: '2026-11-27T23:00:00.000Z' } },
      },
      [],
    ],
  ])('%s', (_story, given, expected) => {
    expect(kindsAt(given)).toEqual(expected)
  })

  test.each<[string, Partial<ReminderSettings>, string[]]>([
    ['a time in the early quiet hours waits for their end', dueAt(['22:00', '08:00'], '06:30'), ['08:00', '10:50']],
    ['a time in the late ones comes half an hour before them', dueAt(['22:00', '08:00'], '23:15'), ['21:30', '21:50']],
    ['quiet hours within a day, at noon', dueAt(['12:00', '14:00'], '13:00'), ['14:00', '16:50']],
    ['quiet hours that begin within three hours cut it short', dueAt(['19:00', '08:00'], '18:00'), ['18:00', '18:50']],
    ['quiet hours of a whole day but an hour', dueAt(['09:00', '08:00'], '20:00'), ['08:30', '08:50']],
    ['no quiet hours', dueAt(['07:00', '07:00'], '23:30'), ['23:30', '23:50']],
  ])('%s', (_story, settings, [first, last]) => {
    const minutes = Array.from({ length: 144 }, (_, tens) => tens * 10)
    const time = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16)
    const said = minutes.filter((minute) =>
      kindsAt({ at: `2026-11-27T${time(minute)}:00Z`, zone: 'UTC', settings }).includes('due 2026-11-27'),
    )
    expect([time(said[0] ?? 0), time(said.at(-1) ?? 0)]).toEqual([first, last])
    expect(said.length).toBe((said.at(-1)! - said[0]!) / 10 + 1)
  })

  test('what is carried may be so long under way, and never into quiet hours', () => {
    const left = (time: string, settings: Partial<ReminderSettings> = {}) =>
      minutesToSay({ ...usual, ...settings }, { at: new Date(`2026-11-27T${time}:00Z`), timezone: 'UTC' })
    expect([left('18:00'), left('21:30'), left('22:00'), left('03:00'), left('08:00')]).toEqual([180, 30, 0, 0, 180])
    expect(left('23:30', { quiet_from: '07:00', quiet_to: '07:00' })).toBe(180)
    expect(left('23:30', { quiet_from: '01:00', quiet_to: '07:00' })).toBe(90)
  })
})
