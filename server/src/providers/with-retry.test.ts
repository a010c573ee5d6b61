import { describe, expect, test } from 'vitest'
import { failureFrom } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { collect } from './conformance/llm.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'
import { waitBefore, withRetry } from './with-retry.ts'

const milestones = { begins: (part: string) => part !== 'start', ends: null }

interface Try {
  parts?: string[]
  fail?: ProviderErrorKind
  retryAfterMs?: number
  tookMs?: number
}

/** Plays one entry per try. */
function retried(tries: Try[], signal = new AbortController().signal) {
  const clock = createHandClock()
  const at: number[] = []
  const attempt = async function* () {
    const { parts = ['start'], fail, retryAfterMs, tookMs } = tries[at.push(clock.ms()) - 1] ?? {}
    if (tookMs) await new Promise<void>((go) => clock.after(tookMs, go))
    yield* parts
    if (fail) throw new ProviderError('moody', fail, { retryAfterMs })
  }
  return { clock, at, parts: collect(withRetry(attempt, { milestones, clock, random: () => 0.5 })(signal)) }
}

describe('what may pass', () => {
  test('is tried again after 225 and 450 ms, and said once', async () => {
    const { clock, at, parts } = retried([
      { fail: 'unavailable' },
      { fail: 'rate-limited' },
      { parts: ['start', 'a', 'b'] },
    ])
    await clock.advance(10_000)
    expect(await parts).toEqual(['start', 'a', 'b'])
    expect(at).toEqual([0, 225, 675])
  })

  test('is given up after the third try', async () => {
    const { clock, at, parts } = retried([
      { fail: 'unavailable' },
      { fail: 'unavailable' },
      { fail: 'unavailable' },
      { parts: ['a'] },
    ])
    const failure = failureFrom(parts)
    await clock.advance(60_000)
    expect(await failure).toMatchObject({ kind: 'unavailable' })
    expect(at).toHaveLength(3)
  })

  test('waits as long as the vendor asked', async () => {
    const { clock, at, parts } = retried([{ fail: 'rate-limited', retryAfterMs: 2_000 }, { parts: ['a'] }])
    await clock.advance(10_000)
    expect(await parts).toEqual(['a'])
    expect(at).toEqual([0, 2_100])
  })
})

describe('nobody tries again', () => {
  test.each<[string, Try]>([
    ['when a word was let out', { parts: ['start', 'a'], fail: 'unavailable' }],
    ['when it was refused', { fail: 'refused' }],
    ['when only the operator can help', { fail: 'misconfigured' }],
    ['when the vendor asks for half a minute', { fail: 'rate-limited', retryAfterMs: 30_000 }],
    ['when the first try took all patience', { fail: 'unavailable', tookMs: 15_000 }],
  ])('%s', async (_, first) => {
    const { clock, at, parts } = retried([first, { parts: ['again'] }])
    const failure = failureFrom(parts)
    await clock.advance(120_000)
    expect(await failure).toMatchObject({ kind: first.fail })
    expect(at).toHaveLength(1)
  })

  test('when the learner left during the pause', async () => {
    const leaving = new AbortController()
    const { clock, at, parts } = retried([{ fail: 'unavailable' }, { parts: ['again'] }], leaving.signal)
    await clock.advance(100)
    leaving.abort()
    expect(await parts).toEqual([])
    await clock.advance(10_000)
    expect(at).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})

test('pauses grow and differ, and never undercut what was asked', () => {
  expect([0, 1].map((tries) => [waitBefore(tries, undefined, 0), waitBefore(tries, undefined, 1)])).toEqual([
    [150, 300],
    [300, 600],
  ])
  expect(waitBefore(0, 4_000, 0)).toBe(4_000)
})
