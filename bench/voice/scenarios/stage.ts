import { join } from 'node:path'
import type { SpeechDetector } from '@lva/speech/detector'
import type { Clock } from '../../../server/src/providers/clock.ts'
import type { Llm } from '../../../server/src/providers/llm/llm.ts'
import type { Stt } from '../../../server/src/providers/stt/stt.ts'
import type { Tts } from '../../../server/src/providers/tts/tts.ts'
import type { Without } from '../../../server/src/voice/live/session-needs.ts'
import type { Condition, Noise } from '../corpus/corpus.ts'
import { createLiveModel } from '../live/model.ts'
import { createLiveVoice } from '../live/voice.ts'
import { talkByHand } from '../room/by-hand.ts'
import { type Conversation, openConversation, type Setting } from '../room/conversation.ts'
import { babbleOf } from '../sound/babble.ts'
import { noiseOf } from '../sound/noises.ts'
import type { Spoken, Studio } from '../sound/studio.ts'
import { type Ears, earsOf } from './kinds.ts'

/** What every scenario is played with. */
export interface Stage {
  studio: Studio
  folder: string
  ears: Ears
  without: Without
  /** A fresh one for each conversation. */
  detector(): SpeechDetector
  /** Vendors in the place of what is computed, and a clock that goes by itself; null where everything is computed. */
  live: Live | null
}

/** Each null where none is configured: then it is computed as ever. */
export interface Live {
  llm: Llm | null
  stt: Stt | null
  tts: Tts | null
  clock: Clock
  /** Lets 20 ms go by on it. */
  pass(): Promise<void>
}

/** Begins a conversation on this stage. */
export function openOn({ live }: Stage, setting: Setting): Conversation {
  return live ? openConversation(live.clock, live.pass, setting) : talkByHand(setting)
}

/** The parts of a setting that follow from the stage and where the learner sits. */
export async function settingOf(
  stage: Stage,
  seed: string,
  condition: Condition,
): Promise<
  Pick<Setting, 'seed' | 'condition' | 'background' | 'without' | 'detector' | 'nearEar' | 'ears' | 'people' | 'timed'>
> {
  const { stt = null, llm = null, tts = null } = stage.live ?? {}
  return {
    seed,
    condition,
    background: await backgroundOf(stage.studio, condition, seed),
    without: stage.without,
    timed: true,
    detector: stage.detector(),
    nearEar: stage.detector(),
    ears: stt ? () => stt : earsOf(stage.ears, join(stage.folder, 'pocketsphinx')),
    people: (clock) => ({
      ...(llm ? { model: createLiveModel(clock, llm) } : {}),
      ...(tts ? { voice: createLiveVoice(tts) } : {}),
    }),
  }
}

const BACKGROUND_MS = 12_000

async function backgroundOf(studio: Studio, condition: Condition, seed: string): Promise<Float32Array | null> {
  const like = { ms: BACKGROUND_MS, dbfs: -40, seed: seed.length }
  if (condition === 'babble') return await babbleOf(studio, like)
  if (condition === 'fan' || condition === 'traffic') return noiseOf(condition, like)
  return null
}

/** A noise as something that sounds without words. */
export async function soundOf(studio: Studio, noise: Pick<Noise, 'sound' | 'seed' | 'ms' | 'dbfs'>): Promise<Spoken> {
  const samples = noise.sound === 'babble' ? await babbleOf(studio, noise) : noiseOf(noise.sound, noise)
  return { samples, words: [] }
}
