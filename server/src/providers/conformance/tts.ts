import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Speaking, Tts } from '../tts/tts.ts'
import { type FailureScene, failureFrom } from './failures.ts'
import { collect } from './llm.ts'

/**
 * What a voice does in a test. `halting`: some sound, the rest after `release`; `cut`: some sound, then it breaks; `silent`: a tidy end
 * without a sound; `garbage`: something that is no sound.
 */
export type TtsScene = 'plain' | 'halting' | 'cut' | 'silent' | 'garbage' | FailureScene

export interface TtsStage {
  tts: Tts
  /** Lets a voice that holds back go on. */
  release(): void
  /** Resolves when the voice sees that we hung up. */
  gone(): Promise<void>
  close(): Promise<void>
}

/** How long the plain scene sounds, in milliseconds. */
export const SOUND_MS = 500

/** A second of speaking, as a caller would ask for it. */
export function speaking(changes: Partial<Speaking> = {}): Speaking {
  return { voice: null, language: 'en-US', rate: 1, signal: AbortSignal.timeout(10_000), ...changes }
}

/** What every voice promises. Run by each vendor's test and by the scripted one. */
export function speaksLikeATts(open: (scene: TtsScene) => Promise<TtsStage>) {
  const stages: TtsStage[] = []
  const stage = async (scene: TtsScene) => {
    const opened = await open(scene)
    stages.push(opened)
    return opened
  }
  afterEach(async () => {
    await Promise.all(stages.splice(0).map((opened) => opened.close()))
  })

  describe('speaks', () => {
    test('a text becomes sound at 24 kHz in whole samples', async () => {
      const { tts } = await stage('plain')
      const pieces = await collect(tts.speak('Good morning.', speaking()))
      for (const piece of pieces) expect(piece.length % 2).toBe(0)
      const ms = Buffer.concat(pieces).length / 2 / 24
      expect(Math.abs(ms - SOUND_MS)).toBeLessThan(2)
    })

    test('the first sound is there while the rest is still made', async () => {
      const { tts, release } = await stage('halting')
      const sound = tts.speak('Good morning.', speaking())[Symbol.asyncIterator]()
      expect((await sound.next()).value.length).toBeGreaterThan(0)
      release()
      expect((await sound.next()).value.length).toBeGreaterThan(0)
      await sound.return?.()
    })

    test('blank text is not spoken', async () => {
      const { tts } = await stage('broken')
      expect(await collect(tts.speak(' \n', speaking()))).toEqual([])
    })

    test.each(['cut', 'silent', 'garbage', 'broken'] as const)('%s is told', async (scene) => {
      const { tts } = await stage(scene)
      expect(await failureFrom(collect(tts.speak('Good morning.', speaking())))).toMatchObject({ provider: tts.name })
    })

    test('an interruption ends it quietly, and the voice is told', async () => {
      const { tts, gone } = await stage('halting')
      const interruption = new AbortController()
      let pieces = 0
      for await (const _ of tts.speak('Good morning.', speaking({ signal: interruption.signal }))) {
        pieces++
        interruption.abort()
      }
      expect(pieces).toBe(1)
      await gone()
    })

    test('nothing sounds when it is over before it began', async () => {
      const { tts } = await stage('plain')
      expect(await collect(tts.speak('Good morning.', speaking({ signal: AbortSignal.abort() })))).toEqual([])
    })

    test('there is a voice to choose', async () => {
      const { tts } = await stage('plain')
      const voices = await tts.voices({ signal: AbortSignal.timeout(10_000) })
      expect(voices.length).toBeGreaterThan(0)
      expect(new Set(voices.map((voice) => voice.id)).size).toBe(voices.length)
    })
  })
}

/** What a voice promises besides that tells when its words are spoken. */
export function timesItsWords(open: (scene: TtsScene) => Promise<TtsStage>) {
  describe('times its words', () => {
    const stage = async (scene: TtsScene) => {
      const opened = await open(scene)
      onTestFinished(() => opened.close())
      const { speakTimed } = opened.tts
      if (!speakTimed) throw new Error(`${opened.tts.name} does not time its words`)
      return { ...opened, speakTimed }
    }
    const text = 'Good morning, dear Ann.'

    test('each word of the text comes once, in order, within the sound', async () => {
      const { speakTimed } = await stage('plain')
      const pieces = await collect(speakTimed(text, speaking()))
      const words = pieces.flatMap((piece) => piece.words ?? [])
      expect(words.map((word) => word.text).join(' ')).toBe(text)
      for (const [i, { fromMs, toMs }] of words.entries()) {
        expect(fromMs).toBeGreaterThanOrEqual(words[i - 1]?.toMs ?? 0)
        expect(toMs).toBeGreaterThanOrEqual(fromMs)
        expect(toMs).toBeLessThanOrEqual(SOUND_MS + 1)
      }
    })

    test('a word comes with its sound and not much later', async () => {
      const { speakTimed } = await stage('plain')
      let soundMs = 0
      let beforeMs = 0
      for await (const { sound, words = [] } of speakTimed(text, speaking())) {
        // That a word is at its end is known with the next character, or when nothing more comes.
        for (const { toMs } of words) expect(toMs).toBeGreaterThanOrEqual(beforeMs - 1)
        beforeMs = soundMs
        soundMs += sound.length / 48
      }
    })

    test('the sound is that of the same text without times', async () => {
      const { speakTimed, tts } = await stage('plain')
      const timed = Buffer.concat((await collect(speakTimed(text, speaking()))).map(({ sound }) => sound))
      expect(timed).toEqual(Buffer.concat(await collect(tts.speak(text, speaking()))))
    })

    test('an interruption in the middle of a word ends it quietly', async () => {
      const { speakTimed, gone } = await stage('halting')
      const interruption = new AbortController()
      let pieces = 0
      for await (const _ of speakTimed(text, speaking({ signal: interruption.signal }))) {
        pieces++
        interruption.abort()
      }
      expect(pieces).toBe(1)
      await gone()
    })
  })
}
