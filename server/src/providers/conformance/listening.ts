import { afterEach, describe, expect, test } from 'vitest'
import type { Stt, SttSignal, SttStream } from '../stt/stt.ts'
import { type FailureScene, failureFrom } from './failures.ts'
import { HEARD } from './stt.ts'

/**
 * What a recogniser does in a test while somebody speaks. `talk`: two utterances, as soon as there is sound; `halting`: a first word, and the
 * rest when it is asked for; `silent`: nothing, even when asked; `drop`: a first word, then it hangs up; `garbage`: a first word, then none of the
 * protocol; `page`: a web page in the place of a recogniser; `hangs`: nobody opens.
 */
export type ListeningScene = 'talk' | 'halting' | 'silent' | 'drop' | 'garbage' | 'page' | 'hangs' | FailureScene

export interface ListeningStage {
  stt: Stt
  /** All sound that reached the recogniser. */
  sound(): Int16Array
  /** Resolves when somebody knocks. */
  begun(): Promise<void>
  /** Resolves when the recogniser sees that we hung up. */
  gone(): Promise<void>
  /** Lets time pass, where the recogniser has a clock of its own. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** What is heard at first, as a preliminary word. */
export const LISTENED = ['Good'] as const

/** Frames of 20 ms of a ramp, in which no sample equals its neighbours. */
export function rampFrames(count: number): Int16Array[] {
  return Array.from({ length: count }, (_, frame) =>
    Int16Array.from({ length: 320 }, (_, i) => ((frame * 320 + i) % 60_000) - 30_000),
  )
}

/** The samples of several frames in a row. */
export function allOf(frames: Int16Array[]): Int16Array {
  return Int16Array.from(frames.flatMap((frame) => [...frame]))
}

/** What a stream says, up to so many finals. */
export async function heardUntil(signals: AsyncIterable<SttSignal>, finals: number): Promise<SttSignal[]> {
  const heard: SttSignal[] = []
  let left = finals
  for await (const signal of signals) {
    heard.push(signal)
    if (signal.type === 'final') left -= 1
    if (left === 0) break
  }
  return heard
}

/** What every recogniser promises that listens while somebody speaks. Run by each vendor's test and by the scripted one. */
export function listensLikeAnStt(open: (scene: ListeningScene) => Promise<ListeningStage>) {
  const stages: ListeningStage[] = []
  const leaving = new Set<AbortController>()
  const stage = async (scene: ListeningScene) => {
    const opened = await open(scene)
    stages.push(opened)
    return opened
  }
  const listening = async (scene: ListeningScene, language: string | null = 'en-GB') => {
    const opened = await stage(scene)
    const leave = new AbortController()
    leaving.add(leave)
    const stream = opened.stt.listen?.({ language, signal: leave.signal })
    if (!stream) throw new Error(`${opened.stt.name} does not listen`)
    return { ...opened, stream, leave }
  }
  const speak = (stream: SttStream, frames = rampFrames(8)) => {
    for (const frame of frames) stream.push(frame)
  }
  afterEach(async () => {
    for (const leave of leaving) leave.abort()
    leaving.clear()
    await Promise.all(stages.splice(0).map((opened) => opened.close()))
  })

  describe('listens', () => {
    test('utterances grow, end, and do not run into each other', async () => {
      const { stream } = await listening('talk')
      speak(stream)
      const heard = await heardUntil(stream.signals, 2)
      const finals = heard.filter(({ type }) => type === 'final').map(({ text }) => text)
      expect(finals).toEqual([HEARD, 'Yes.'])
      expect(heard[0]?.type).toBe('partial')
      const before = heard.slice(
        0,
        heard.findIndex(({ type }) => type === 'final'),
      )
      for (const { text } of before) expect(HEARD.startsWith(text), text).toBe(true)
      for (const { confidence } of heard)
        if (confidence !== null) expect(confidence).toSatisfy((value: number) => value > 0 && value <= 1)
    })

    test('an end that was thought likely has the same words, or was taken back', async () => {
      const { stream } = await listening('talk')
      speak(stream)
      let eager: string | null = null
      for (const { type, text } of await heardUntil(stream.signals, 2)) {
        if (type === 'eager') eager = text
        if (type === 'resumed') eager = null
        if (type !== 'final') continue
        if (eager !== null) expect(text).toBe(eager)
        eager = null
      }
    })

    test('every sample arrives, once and in order', async () => {
      const { stream, sound, advance } = await listening('halting')
      const frames = rampFrames(51)
      speak(stream, frames)
      stream.flush()
      await advance(10)
      await heardUntil(stream.signals, 1)
      expect(sound()).toEqual(allOf(frames))
    })

    test('what is missing is told when it is asked for', async () => {
      const { stream, advance } = await listening('halting')
      speak(stream)
      const signals = stream.signals[Symbol.asyncIterator]()
      expect((await signals.next()).value).toMatchObject({ type: 'partial', text: LISTENED[0] })
      stream.flush()
      await advance(10)
      expect((await signals.next()).value).toMatchObject({ type: 'final', text: HEARD })
    })

    test('when nothing is missing, that is the answer, once', async () => {
      const { stream, advance, leave } = await listening('silent')
      speak(stream)
      stream.flush()
      stream.flush()
      const signals = stream.signals[Symbol.asyncIterator]()
      const answer = signals.next()
      await advance(1_000)
      expect((await answer).value).toMatchObject({ type: 'final', text: '' })
      const next = signals.next()
      await advance(1_000)
      leave.abort()
      expect(await next).toMatchObject({ done: true })
    })

    test('an abort ends it quietly and at once, and the recogniser is told', async () => {
      const { stream, leave, gone } = await listening('halting')
      speak(stream)
      const heard: string[] = []
      for await (const { text } of stream.signals) {
        heard.push(text)
        leave.abort()
      }
      expect(heard).toEqual([LISTENED[0]])
      speak(stream)
      stream.flush()
      await gone()
    })

    test('nobody listens when it is over before it began', async () => {
      const { stt } = await stage('talk')
      const stream = stt.listen?.({ language: 'en', signal: AbortSignal.abort() })
      if (stream) speak(stream)
      expect(await heardUntil(stream?.signals ?? ([].values() as never), 1)).toEqual([])
    })

    test.each(['drop', 'garbage'] as const)('%s is told after what was heard', async (scene) => {
      const { stt, stream } = await listening(scene)
      speak(stream)
      const heard: SttSignal[] = []
      const error = await failureFrom(
        (async () => {
          for await (const signal of stream.signals) heard.push(signal)
        })(),
      )
      expect(error).toMatchObject({ provider: stt.name, kind: 'unavailable' })
      expect(heard.map(({ text }) => text)).toEqual([LISTENED[0]])
    })

    test('nobody reads, and nothing is thrown anywhere', async () => {
      const { stream, begun, advance } = await listening('broken')
      speak(stream)
      await begun()
      await advance(10)
      stream.flush()
    })
  })
}
