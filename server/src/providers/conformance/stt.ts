import { afterEach, describe, expect, test } from 'vitest'
import type { Pcm } from '../pcm.ts'
import type { Stt } from '../stt/stt.ts'
import { type FailureScene, failureFrom } from './failures.ts'

/** What a recogniser does in a test. `hangs`: nothing, until we hang up; `cut` and `garbage`: half an answer, and none of the protocol. */
export type SttScene = 'plain' | 'silent' | 'hangs' | 'cut' | 'garbage' | FailureScene

export interface SttStage {
  stt: Stt
  begun(): Promise<void>
  /** Resolves when the recogniser sees that we hung up. */
  gone(): Promise<void>
  close(): Promise<void>
}

export const HEARD = 'Good morning. What is a tide?'

/** A second of a tone at 16 kHz: for recognisers that do not really listen. */
export function aTone(ms = 1_000): Pcm {
  const samples = Int16Array.from({ length: ms * 16 }, (_, i) => Math.round(8_000 * Math.sin(i / 5)))
  return { samples, sampleRate: 16_000 }
}

/** What every recogniser promises. Run by each vendor's test and by the scripted one. */
export function hearsLikeAnStt(open: (scene: SttScene) => Promise<SttStage>) {
  const stages: SttStage[] = []
  const stage = async (scene: SttScene) => {
    const opened = await open(scene)
    stages.push(opened)
    return opened
  }
  afterEach(async () => {
    await Promise.all(stages.splice(0).map((opened) => opened.close()))
  })
  const hear = (stt: Stt, signal = AbortSignal.timeout(10_000)) =>
    stt.transcribe(aTone(), { language: 'en-GB', signal })

  describe('hears', () => {
    test('what was said becomes plain text', async () => {
      const { stt } = await stage('plain')
      const { text, confidence } = await hear(stt)
      expect(text).toBe(HEARD)
      if (confidence !== null) expect(confidence).toSatisfy((value: number) => value > 0 && value <= 1)
    })

    test('silence becomes no text', async () => {
      const { stt } = await stage('silent')
      expect((await hear(stt)).text).toBe('')
    })

    test.each(['cut', 'garbage', 'broken'] as const)('%s is told, and is no transcript', async (scene) => {
      const { stt } = await stage(scene)
      expect(await failureFrom(hear(stt))).toMatchObject({ provider: stt.name })
    })

    test('one that hangs is stopped, and nothing of it is left', async () => {
      const { stt, begun, gone } = await stage('hangs')
      const leaving = new AbortController()
      const hearing = failureFrom(hear(stt, leaving.signal))
      await begun()
      leaving.abort()
      expect(await hearing).toMatchObject({ kind: 'unavailable' })
      await gone()
    })

    test('nobody waits when it is over before it began', async () => {
      const { stt } = await stage('hangs')
      expect(await failureFrom(hear(stt, AbortSignal.abort()))).toMatchObject({ kind: 'unavailable' })
    })
  })
}
