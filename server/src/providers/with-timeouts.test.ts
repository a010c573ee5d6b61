import { describe, expect, test } from 'vitest'
import type { Attempt } from './attempt.ts'
import type { Clock } from './clock.ts'
import { failureFrom } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { collect } from './conformance/llm.ts'
import { withTimeouts } from './with-timeouts.ts'

const limits = { firstMs: 15_000, betweenMs: 30_000, totalMs: 50_000 }
const milestones = { begins: (part: string) => part !== 'start', ends: null }

function timed(attempt: (clock: Clock) => Attempt<string>) {
  const clock = createHandClock()
  const parts = collect(
    withTimeouts(attempt(clock), { limits, milestones, provider: 'slow', clock })(new AbortController().signal),
  )
  return { clock, parts }
}

/** Lets out each part after so many milliseconds of the hand clock. */
function paced(steps: [number, string][]) {
  return (clock: Clock): Attempt<string> =>
    async function* (signal) {
      for (const [ms, part] of steps) {
        await new Promise<void>((go) => {
          clock.after(ms, go)
          signal.addEventListener('abort', () => go())
        })
        if (signal.aborted) return
        yield part
      }
    }
}

describe('a provider', () => {
  test.each([
    ['begins within its time', [[14_999, 'a']], 15_000, ['a']],
    [
      'pauses within its time',
      [
        [10, 'a'],
        [29_999, 'b'],
      ],
      40_000,
      ['a', 'b'],
    ],
  ] as [string, [number, string][], number, string[]][])('that %s is heard', async (_, steps, ms, heard) => {
    const run = timed(paced(steps))
    await run.clock.advance(ms)
    expect(await run.parts).toEqual(heard)
    expect(run.clock.pending).toBe(0)
  })

  test.each([
    ['never begins', [[15_001, 'a']], 15_000, 'it did not begin to answer in time'],
    [
      'says only who speaks',
      [
        [1, 'start'],
        [15_001, 'a'],
      ],
      15_001,
      'it did not begin to answer in time',
    ],
    [
      'falls silent',
      [
        [10, 'a'],
        [30_001, 'b'],
      ],
      30_010,
      'it stopped in the middle of its answer',
    ],
    [
      'drips for ever',
      [
        [10, 'a'],
        [25_000, 'b'],
        [25_000, 'c'],
      ],
      50_000,
      'it stopped in the middle of its answer',
    ],
  ] as [string, [number, string][], number, string][])('that %s is given up', async (_, steps, ms, detail) => {
    let stopped = false
    const run = timed((clock) => (signal) => {
      signal.addEventListener('abort', () => {
        stopped = true
      })
      return paced(steps)(clock)(signal)
    })
    const failure = failureFrom(run.parts)
    await run.clock.advance(ms)
    expect(await failure).toMatchObject({ kind: 'unavailable', detail })
    expect(stopped).toBe(true)
  })

  test('that hangs and does not even hear the stop is given up all the same', async () => {
    const run = timed(
      () =>
        async function* () {
          await new Promise(() => {})
          yield 'never'
        },
    )
    const failure = failureFrom(run.parts)
    await run.clock.advance(15_000)
    expect(await failure).toMatchObject({ kind: 'unavailable' })
  })

  test('is not blamed for a listener who takes an hour', async () => {
    const clock = createHandClock()
    const attempt: Attempt<string> = async function* () {
      yield 'a'
      yield 'b'
    }
    const heard: string[] = []
    for await (const part of withTimeouts(attempt, { limits, milestones, provider: 'fine', clock })(
      new AbortController().signal,
    )) {
      heard.push(part)
      await clock.advance(3_600_000)
    }
    expect(heard).toEqual(['a', 'b'])
  })
})
