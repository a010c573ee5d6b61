import { describe, expect, onTestFinished, test } from 'vitest'
import { failureFrom } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { allOf, heardUntil, rampFrames } from './conformance/listening.ts'
import { ProviderError } from './provider-error.ts'
import { rationedStt } from './rationed.ts'
import { createScriptedStt, type ScriptedListening } from './scripted.ts'

const SECOND = rampFrames(50)

/** A learner with so much of a day left, who listens by script. */
function rationed(leftMs: number, listening: ScriptedListening = {}) {
  const clock = createHandClock()
  let usedMs = 0
  const ration = {
    async take(_: string, { audioMs }: { audioMs: number }) {
      if (usedMs >= leftMs) throw new ProviderError('quota', 'spent', { detail: 'the day is used up' })
      usedMs += audioMs
      return (used: { audioMs: number }) => {
        usedMs += used.audioMs - audioMs
      }
    },
  }
  const inner = createScriptedStt(() => ({}), { clock, listening: () => listening })
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const stream = rationedStt(inner, 'ann', ration).listen?.({ language: 'en', signal: leave.signal })
  if (!stream) throw new Error('nobody listens')
  const speak = async (seconds: number) => {
    for (let s = 0; s < seconds; s++) {
      for (const frame of SECOND) stream.push(frame)
      await clock.settle()
    }
  }
  return { clock, inner, leave, stream, speak, usedMs: () => usedMs }
}

describe('a learner who is listened to', () => {
  test('uses as much of the day as there was sound', async () => {
    const { speak, leave, clock, usedMs, stream, inner } = rationed(3_600_000, {
      signals: [{ type: 'final', text: 'Yes.', atMs: 0 }],
    })
    const heard = heardUntil(stream.signals, 2)
    await speak(50)
    await clock.advance(0)
    expect(usedMs()).toBe(60_000)
    leave.abort()
    expect(await heard).toMatchObject([{ text: 'Yes.' }])
    await clock.settle()
    expect(usedMs()).toBe(50_000)
    expect(inner.streams[0]?.frames).toHaveLength(2_500)
  })

  test('is not listened to when the day is used up', async () => {
    const { stream, inner } = rationed(0)
    expect(await failureFrom(heardUntil(stream.signals, 1))).toMatchObject({ kind: 'spent' })
    expect(inner.streams).toEqual([])
  })

  test('is told when the day ends in the middle, after what was heard', async () => {
    const { stream, speak, inner, usedMs, clock } = rationed(20_000, {
      signals: [{ type: 'final', text: 'Yes.', atMs: 0 }],
    })
    await speak(1)
    await clock.advance(0)
    const heard: string[] = []
    const failing = failureFrom(
      (async () => {
        for await (const { text } of stream.signals) heard.push(text)
      })(),
    )
    await speak(18)
    expect(await failing).toMatchObject({ kind: 'spent' })
    expect(heard).toEqual(['Yes.'])
    expect(inner.streams[0]?.over).toBe(true)
    expect(usedMs()).toBeLessThan(18_000)
  })

  test('loses no sound while the day is looked up', async () => {
    const { stream, inner, clock } = rationed(3_600_000)
    for (const frame of SECOND) stream.push(frame)
    await clock.settle()
    expect(allOf(inner.streams[0]?.frames ?? [])).toEqual(allOf(SECOND))
  })

  test('pays nothing for a recogniser that understood nothing and failed', async () => {
    const { stream, speak, usedMs, clock } = rationed(3_600_000, { fail: { kind: 'unavailable', atMs: 5 } })
    const failing = failureFrom(heardUntil(stream.signals, 1))
    await speak(2)
    await clock.advance(5)
    await failing
    expect(usedMs()).toBe(0)
  })

  test('who leaves while the day is looked up uses none of it', async () => {
    const { leave, usedMs, clock, stream } = rationed(3_600_000)
    leave.abort()
    expect(await heardUntil(stream.signals, 1)).toEqual([])
    await clock.settle()
    expect(usedMs()).toBe(0)
  })
})
