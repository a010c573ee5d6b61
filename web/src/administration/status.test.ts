import type { Status } from '@lva/contracts/watching'
import { expect, test } from 'vitest'
import { together } from './status.ts'

const status = (process: string, from: number, count: number): Status => {
  const numbers = Array.from({ length: count }, (_, at) => from + at)
  const at = numbers.map((one) => new Date(one * 10_000).toISOString())
  return {
    ...{ process, processes: [], memory: { bytes: 1, used: 1 }, disk: { bytes: 1, free: 1 }, today: [] },
    ...{ jobs: { due: from, given_up: 0, oldest_seconds: 0 }, backup: null, alerts: [] },
    samples: {
      ...{ at, requests: numbers, errors: numbers, p95_ms: numbers, turns: numbers, first_word_ms: numbers },
      ...{ cpu: numbers, memory_bytes: numbers, loop_ms: numbers, sockets: numbers, jobs_due: numbers },
    },
  }
}

test('what is new follows what is here, for an hour', () => {
  const both = together(status('a', 0, 360), status('a', 360, 2))
  expect(both.jobs.due).toBe(360)
  expect([both.samples.at.length, both.samples.requests[0], both.samples.requests.at(-1)]).toEqual([360, 2, 361])
})

test('another process begins anew', () => {
  expect(together(status('a', 0, 3), status('b', 7, 1)).samples.requests).toEqual([7])
  expect(together(null, status('a', 0, 1)).samples.requests).toEqual([0])
})
