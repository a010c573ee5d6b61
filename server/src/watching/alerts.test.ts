import { expect, test } from 'vitest'
import { type AlertRow, judge, type Told } from './alerts.ts'
import { ANSWER_SECONDS, count, none } from './buckets.ts'
import { RULES, type View } from './rules.ts'

const START = Date.parse('2026-03-01T10:00:00Z')
const at = (minute: number) => new Date(START + minute * 60_000)

/** What is told in which minute, when it is wrong in these minutes of the first hundred. */
function tell(isWrong: (minute: number) => boolean, forMs: number): Array<[number, Told]> {
  let row: AlertRow | undefined
  const said: Array<[number, Told]> = []
  for (let minute = 0; minute < 100; minute++) {
    const judged = judge(row, { wrong: isWrong(minute), detail: 'so' }, { name: 'cpu', forMs }, at(minute))
    row = judged.row
    if (judged.told) said.push([minute, judged.told])
  }
  return said
}

test('an alert opens once, when it was wrong for as long as its rule says, and closes once, when it was well for three minutes', () => {
  expect(tell((minute) => minute >= 10 && minute < 30, 5 * 60_000)).toEqual([
    [15, 'opened'],
    [33, 'closed'],
  ])
  expect(tell((minute) => minute >= 10 && minute < 14, 5 * 60_000)).toEqual([])
  expect(tell((minute) => minute === 10, 0)).toEqual([
    [10, 'opened'],
    [14, 'closed'],
  ])
})

test('what goes to and fro is one alert, and what comes again opens at most every quarter of an hour', () => {
  expect(tell((minute) => minute % 2 === 0, 0)).toEqual([[0, 'opened']])
  expect(tell((minute) => minute % 5 === 0, 0).filter(([, told]) => told === 'opened')).toEqual([
    [0, 'opened'],
    [20, 'opened'],
    [40, 'opened'],
    [60, 'opened'],
    [80, 'opened'],
  ])
})

test('a database that was away for a while is no process that is gone', () => {
  const forMs = RULES.find(({ name }) => name === 'process-down')?.forMs ?? 0
  expect(tell((minute) => minute === 10, forMs)).toEqual([])
  expect(tell((minute) => minute >= 10 && minute < 22, forMs)[0]).toEqual([12, 'opened'])
})

const answers = (slow: number, quick: number) => {
  const counts = none(ANSWER_SECONDS)
  for (let n = 0; n < slow; n++) count(counts, ANSWER_SECONDS, 2)
  for (let n = 0; n < quick; n++) count(counts, ANSWER_SECONDS, 0.02)
  return counts
}
const well: View = {
  ...{ at: at(0), requests: 500, errors: 5, answers: answers(10, 490), errorsOfMinute: 10 },
  ...{
    cpu: 0.8,
    memory: 0.85,
    disk: 0.9,
    backup: { daily: true, any: true, waited: at(-25 * 60) },
    certificate: at(15 * 24 * 60),
  },
  ...{ gone: 0, givenUpInHour: 0, resting: [] },
}
const found = (view: View) => RULES.filter(({ look }) => look(view)?.wrong).map(({ name }) => name)

test('a house at every bound is well, and past each of them it is not', () => {
  expect(found(well)).toEqual([])
  const wrong: Array<[string, Partial<View>]> = [
    ['error-rate', { errors: 6 }],
    ['slow-answers', { answers: answers(30, 470) }],
    ['many-errors', { errorsOfMinute: 11 }],
    ['cpu', { cpu: 0.81 }],
    ['memory', { memory: 0.86 }],
    ['disk', { disk: 0.91 }],
    ['backup-old', { backup: { daily: true, any: true, waited: at(-26 * 60) } }],
    ['certificate', { certificate: at(13 * 24 * 60) }],
    ['process-down', { gone: 1 }],
    ['jobs-given-up', { givenUpInHour: 1 }],
    ['provider-resting', { resting: ['openai (llm)'] }],
  ]
  for (const [name, change] of wrong) expect(found({ ...well, ...change }), name).toEqual([name])
  expect(wrong.map(([name]) => name)).toEqual(RULES.map(({ name }) => name))
})

test('three answers are no rate, what nobody makes is not missed, and what cannot be known opens nothing', () => {
  expect(found({ ...well, requests: 3, errors: 1, answers: answers(3, 0) })).toEqual([])
  expect(found({ ...well, backup: { daily: false, any: false, waited: at(-27 * 60) }, certificate: null })).toEqual([])
  expect(found({ ...well, backup: { daily: true, any: false, waited: null } })).toEqual([])
  expect(found({ ...well, backup: { daily: true, any: false, waited: at(-27 * 60) } })).toEqual(['backup-old'])
  expect(found({ ...well, disk: undefined, backup: undefined, givenUpInHour: undefined })).toEqual([])
})
