import { describe, expect, test } from 'vitest'
import { createBreaker, type Pass } from './breaker.ts'
import { failureFrom } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { collect } from './conformance/llm.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'
import { withBreaker } from './with-breaker.ts'

function circuit() {
  const clock = createHandClock()
  const breaker = createBreaker({ clock })
  const enter = (): Pass => {
    const pass = breaker.enter()
    if ('tooEarlyMs' in pass) throw new Error(`closed to us for ${pass.tooEarlyMs} ms`)
    return pass
  }
  const fail = (times: number) => {
    for (let i = 0; i < times; i++) enter().failed()
  }
  return { clock, breaker, enter, fail }
}

describe('the breaker', () => {
  test('opens after five failures in a row, and no earlier', () => {
    const { breaker, enter, fail } = circuit()
    fail(4)
    enter().succeeded()
    fail(4)
    expect(breaker.state).toBe('closed')
    fail(1)
    expect(breaker.state).toBe('open')
    expect(breaker.enter()).toEqual({ tooEarlyMs: 30_000 })
  })

  test('lets one caller try after 30 s, and closes after two successes', async () => {
    const { clock, breaker, enter, fail } = circuit()
    fail(5)
    await clock.advance(29_999)
    expect(breaker.enter()).toEqual({ tooEarlyMs: 1 })
    await clock.advance(1)
    const trial = enter()
    expect(breaker.enter()).toEqual({ tooEarlyMs: 1_000 })
    trial.succeeded()
    expect(breaker.state).toBe('half-open')
    enter().succeeded()
    expect(breaker.state).toBe('closed')
  })

  test('opens again for 30 s when the trial fails', async () => {
    const { clock, breaker, enter, fail } = circuit()
    fail(5)
    await clock.advance(30_000)
    enter().succeeded()
    enter().failed()
    expect(breaker.enter()).toEqual({ tooEarlyMs: 30_000 })
  })

  test('a learner who left counts as nothing, also in the trial', async () => {
    const { clock, breaker, enter, fail } = circuit()
    fail(4)
    enter().left()
    expect(breaker.state).toBe('closed')
    fail(1)
    await clock.advance(30_000)
    enter().left()
    expect(breaker.state).toBe('half-open')
    enter().succeeded()
    enter().left()
    expect(breaker.state).toBe('half-open')
    enter().succeeded()
    expect(breaker.state).toBe('closed')
  })

  test('what began before it opened says nothing about the trial', async () => {
    const { clock, breaker, enter, fail } = circuit()
    const [slow, slower] = [enter(), enter()]
    fail(5)
    await clock.advance(30_000)
    enter().succeeded()
    slow.failed()
    slower.succeeded()
    expect(breaker.state).toBe('half-open')
  })
})

describe('a guarded provider', () => {
  const milestones = { begins: () => true, ends: (part: string) => part === 'end' }

  const clock = createHandClock()

  async function ask(
    breaker: ReturnType<typeof createBreaker>,
    kind: ProviderErrorKind | null,
    signal = new AbortController().signal,
  ) {
    const attempt = async function* () {
      yield 'word'
      if (kind) throw new ProviderError('moody', kind)
      yield 'end'
    }
    return await collect(withBreaker(attempt, { breaker, milestones, provider: 'moody', clock })(signal))
  }

  test.each<ProviderErrorKind>(['unavailable', 'rate-limited', 'misconfigured'])(
    'that is %s five times is left alone',
    async (kind) => {
      const { breaker } = circuit()
      for (let i = 0; i < 5; i++) await failureFrom(ask(breaker, kind))
      expect(await failureFrom(ask(breaker, null))).toMatchObject({ kind: 'unavailable', retryAfterMs: 30_000 })
    },
  )

  test('that refuses is alive', async () => {
    const { breaker } = circuit()
    for (let i = 0; i < 6; i++) await failureFrom(ask(breaker, 'refused'))
    expect(breaker.state).toBe('closed')
  })

  test('is not blamed for learners who leave', async () => {
    const { breaker } = circuit()
    for (let i = 0; i < 6; i++) await failureFrom(ask(breaker, 'unavailable', AbortSignal.abort()))
    expect(breaker.state).toBe('closed')
  })

  test('has done well when its last part was taken, even if nobody waits for the end of the stream', async () => {
    const { clock, breaker, fail } = circuit()
    fail(5)
    await clock.advance(30_000)
    const attempt = async function* () {
      yield 'end'
    }
    for (let i = 0; i < 2; i++) {
      for await (const _ of withBreaker(attempt, { breaker, milestones, provider: 'fine', clock })(
        new AbortController().signal,
      ))
        break
    }
    expect(breaker.state).toBe('closed')
  })
})
