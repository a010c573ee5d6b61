import { describe, expect, onTestFinished, test } from 'vitest'
import { failureFrom } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { allOf, heardUntil, rampFrames } from './conformance/listening.ts'
import { guard } from './guard.ts'
import { guardedStt } from './guarded.ts'
import { createScriptedStt, type ScriptedListening } from './scripted.ts'
import type { Use } from './with-meter.ts'

const PER_MINUTE = { per: 'minute', minute: 0.006 } as const
const down = { kind: 'unavailable', detail: 'it is down' } as const

/** Several recognisers that listen by script, one after the other in order, behind their guards. */
function guarded(...scripts: Array<(call: number) => ScriptedListening>) {
  const clock = createHandClock()
  const uses: Use[] = []
  const stts = scripts.map((listening, i) => createScriptedStt(() => ({}), { name: `ear${i}`, clock, listening }))
  const needs = { clock, now: () => new Date(0), random: () => 0, onUse: (use: Use) => uses.push(use) }
  const [first, ...others] = stts.map((stt) => guard(stt, PER_MINUTE, clock))
  if (!first) throw new Error('nobody listens')
  const stt = guardedStt([first, ...others], needs)
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const listen = () => {
    const stream = stt.listen?.({ language: 'en', signal: leave.signal })
    if (!stream) throw new Error('nobody listens')
    return stream
  }
  return { clock, uses, stts, stt, leave, listen, breaker: first.breaker }
}

describe('listening', () => {
  test('is offered only where somebody listens, and whoever does is asked', async () => {
    const clock = createHandClock()
    const needs = { clock, now: () => new Date(0), random: () => 0, onUse: () => {} }
    const deaf = createScriptedStt(() => ({}), { clock })
    const hearing = createScriptedStt(() => ({}), { clock, listening: () => ({}) })
    expect(guardedStt([guard(deaf, null, clock)], needs).listen).toBeUndefined()
    const both = guardedStt([guard(deaf, null, clock), guard(hearing, null, clock)], needs)
    both.listen?.({ language: 'en', signal: AbortSignal.timeout(5_000) })
    await clock.settle()
    expect(hearing.streams).toHaveLength(1)
  })

  test('passes to the next when the first fails before it heard anything, with the sound so far', async () => {
    const { clock, listen, stts, uses } = guarded(
      () => ({ answer: { times: 0 }, fail: { ...down, kind: 'misconfigured', atMs: 100 } }),
      () => ({ answer: { text: 'Yes.' } }),
    )
    const stream = listen()
    const frames = rampFrames(20)
    for (const frame of frames.slice(0, 10)) stream.push(frame)
    stream.flush()
    const heard = heardUntil(stream.signals, 1)
    await clock.advance(100)
    for (const frame of frames.slice(10)) stream.push(frame)
    await clock.advance(0)
    expect(await heard).toMatchObject([{ type: 'final', text: 'Yes.' }])
    expect(allOf(stts[1]?.streams[0]?.frames ?? [])).toEqual(allOf(frames))
    expect(uses).toMatchObject([{ provider: 'ear0', outcome: 'failed', seconds: 0.2 }])
  })

  test('is begun again where that may help, as long as nothing was heard', async () => {
    const { clock, listen, stts } = guarded((call) =>
      call === 0 ? { fail: { ...down, atMs: 10 } } : { signals: [{ type: 'final', text: 'Yes.', atMs: 10 }] },
    )
    const heard = heardUntil(listen().signals, 1)
    await clock.advance(1_000)
    expect(await heard).toMatchObject([{ text: 'Yes.' }])
    expect(stts[0]?.streams).toHaveLength(2)
  })

  test('that broke off after a word is told, and nobody takes over', async () => {
    const { clock, listen, stts } = guarded(
      () => ({ signals: [{ type: 'partial', text: 'Yes', atMs: 10 }], fail: { ...down, atMs: 20 } }),
      () => ({}),
    )
    const heard: string[] = []
    const failing = failureFrom(
      (async () => {
        for await (const { text } of listen().signals) heard.push(text)
      })(),
    )
    await clock.advance(1_000)
    expect(await failing).toMatchObject({ provider: 'ear0', detail: 'it is down' })
    expect(heard).toEqual(['Yes'])
    expect(stts[1]?.streams).toEqual([])
  })

  test('that does not answer is given up after five seconds, and the next is asked the same', async () => {
    const { clock, listen, stts } = guarded(
      () => ({ answer: { times: 0 } }),
      () => ({ answer: { text: 'Yes.' } }),
    )
    const stream = listen()
    await clock.settle()
    stream.flush()
    const heard = heardUntil(stream.signals, 1)
    // The first is asked three times, with pauses in between.
    await clock.advance(16_000)
    expect(await heard).toMatchObject([{ text: 'Yes.' }])
    expect(stts[0]?.streams.map(({ over }) => over)).toEqual([true, true, true])
  })

  test('that ends as if all were said is a failure', async () => {
    const { clock, listen } = guarded(() => ({
      signals: [{ type: 'partial', text: 'Yes', atMs: 0 }],
      misbehave: 'stop-short',
    }))
    const failing = failureFrom(heardUntil(listen().signals, 1))
    await clock.advance(10)
    expect(await failing).toMatchObject({ detail: 'it hung up' })
  })

  test('ends at once when the learner leaves, whatever the recogniser does, and is counted', async () => {
    const { clock, listen, leave, uses } = guarded(() => ({
      signals: [{ type: 'final', text: 'Yes.', atMs: 0 }],
    }))
    const stream = listen()
    await clock.settle()
    for (const frame of rampFrames(500)) stream.push(frame)
    const heard = heardUntil(stream.signals, 2)
    await clock.advance(10)
    leave.abort()
    expect(await heard).toMatchObject([{ text: 'Yes.' }])
    await clock.settle()
    expect(uses).toMatchObject([{ outcome: 'complete', seconds: 10, costMicros: 1_000, firstPartMs: null }])
    expect(clock.pending).toBe(0)
  })

  test('by one that does not hear the abort holds nobody up', async () => {
    const { clock, listen, leave } = guarded(() => ({ misbehave: 'ignore-abort' }))
    const heard = heardUntil(listen().signals, 1)
    await clock.settle()
    leave.abort()
    expect(await heard).toEqual([])
  })

  test('that nobody speaks over for a while proves that it works', async () => {
    const { clock, listen, breaker } = guarded((call) => (call < 5 ? { fail: { ...down, kind: 'misconfigured' } } : {}))
    for (let i = 0; i < 5; i++) {
      const failing = failureFrom(heardUntil(listen().signals, 1))
      await clock.advance(0)
      await failing
    }
    expect(breaker.state).toBe('open')
    await clock.advance(30_000)
    for (let i = 0; i < 2; i++) {
      listen()
      await clock.advance(15_000)
    }
    expect(breaker.state).toBe('closed')
  })

  test('keeps half a minute of sound for the next, and no more', async () => {
    const { clock, listen, stts } = guarded((call) => (call === 0 ? { fail: { ...down, atMs: 1_000 } } : {}))
    const stream = listen()
    await clock.settle()
    const frames = rampFrames(2_000)
    for (const frame of frames) stream.push(frame)
    await clock.advance(2_000)
    expect(stts[0]?.streams[1]?.frames).toHaveLength(1_500)
    expect(stts[0]?.streams[1]?.frames.at(-1)).toBe(frames.at(-1))
  })
})
