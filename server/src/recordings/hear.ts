import type { Pcm } from '../providers/pcm.ts'
import { durationMs, LISTENING_RATE_HZ } from '../providers/pcm.ts'
import { decode } from './decode.ts'
import type { Kind } from './identify.ts'
import { findSpeech } from './speech.ts'

/** What is in a recording. */
export interface Heard {
  durationMs: number
  voicedMs: number
  /** From shortly before the first voiced moment to shortly after the last; `null` when nobody speaks. */
  speech: Pcm | null
}

/** Decodes a recording and looks for speech in it. Throws what `decode` throws. Heavy: meant to run in a worker. */
export async function hear(bytes: Uint8Array, kind: Kind, limits: { maxSeconds: number }): Promise<Heard> {
  const sound = await decode(bytes, kind, limits)
  const found = findSpeech(sound)
  return {
    durationMs: Math.round(durationMs(sound)),
    voicedMs: found?.voicedMs ?? 0,
    speech: found && { samples: cut(sound.samples, found), sampleRate: sound.sampleRate },
  }
}

function cut(samples: Int16Array, { fromMs, toMs }: { fromMs: number; toMs: number }): Int16Array {
  return samples.slice((fromMs * LISTENING_RATE_HZ) / 1000, (toMs * LISTENING_RATE_HZ) / 1000)
}
