import { LISTENING_RATE_HZ, type Pcm } from '../providers/pcm.ts'
import { FRAME_MS, type Frame, frames } from './periodicity.ts'

/** Where somebody speaks in a sound. */
export interface Speech {
  /** How long a voice is heard, pauses and hissing consonants left out. */
  voicedMs: number
  /** From shortly before the first voiced moment (300 ms at least, where there is as much) to shortly after the last. */
  fromMs: number
  toMs: number
}

const PRE_ROLL_MS = 360
const AFTER_MS = 600
const VOICED = 0.6
// Once a voice is heard it may grow rough for a moment; a consonant in the middle may hide it altogether.
const STILL_VOICED = 0.35
const LONGEST_GAP = 2
/** Above the noise around it. */
const STANDS_OUT_DB = 6
/** Below this nobody could have meant to be heard. */
const QUIETEST_DB = -78
const NOISE_WINDOW_MS = 3_000
const NOISE_QUANTILE = 0.1
// A vowel is held for at least as long at about one level; a knock dies away sooner.
const SHORTEST_VOWEL_MS = 80
const SUSTAINED_DB = 12
const SHORTEST_WORD_MS = 100
// No throat holds a note as a machine does: hum and beeps stay within a fraction of this.
const LIVELY = 0.004
const ONE_TONE_DB = -16

/**
 * Finds speech by what only a voice does: it stands out from the noise around it, repeats itself at 62–500 Hz for the length of a
 * vowel, and glides. `null` for silence, hiss, hum, beeps and clicks. A whisper has no voice and is not found. Takes 16 kHz.
 */
export function findSpeech(sound: Pcm): Speech | null {
  const whole = Float32Array.from(sound.samples, (sample) => sample / 32768)
  const moments = frames(whole, LISTENING_RATE_HZ)
  const vowels = runs(moments, noiseLevels(moments)).filter(({ from, to }) => isVoice(moments.slice(from, to)))
  const first = vowels[0]
  const last = vowels.at(-1)
  const voicedMs = vowels.reduce((sum, { from, to }) => sum + (to - from) * FRAME_MS, 0)
  if (!first || !last || voicedMs < SHORTEST_WORD_MS) return null
  return {
    voicedMs,
    fromMs: Math.max(0, first.from * FRAME_MS - PRE_ROLL_MS),
    toMs: Math.min((sound.samples.length / LISTENING_RATE_HZ) * 1000, last.to * FRAME_MS + AFTER_MS),
  }
}

/** The level of the quiet moments around each moment. */
function noiseLevels(moments: Frame[]): number[] {
  const reach = NOISE_WINDOW_MS / FRAME_MS
  return moments.map((_, i) => {
    const around = moments.slice(Math.max(0, i - reach), i + reach + 1).map(({ level }) => level)
    around.sort((a, b) => a - b)
    return around[Math.floor(around.length * NOISE_QUANTILE)] ?? 0
  })
}

function runs(moments: Frame[], noise: number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  let open: { from: number; to: number } | null = null
  for (const [i, { periodicity, level }] of moments.entries()) {
    const standsOut = level >= Math.max(QUIETEST_DB, (noise[i] ?? 0) + STANDS_OUT_DB)
    if (standsOut && periodicity >= (open ? STILL_VOICED : VOICED)) {
      open ??= found[found.push({ from: i, to: i }) - 1] ?? null
      if (open) open.to = i + 1
    } else if (open && i - open.to >= LONGEST_GAP) open = null
  }
  return found
}

function isVoice(run: Frame[]): boolean {
  const loudest = Math.max(...run.map(({ level }) => level))
  const sustained = run.filter(({ level }) => level >= loudest - SUSTAINED_DB)
  if (sustained.length * FRAME_MS < SHORTEST_VOWEL_MS) return false
  if (run.filter(({ beyondOneTone }) => beyondOneTone <= ONE_TONE_DB).length * 2 > run.length) return false
  const mean = run.reduce((sum, { period }) => sum + period, 0) / run.length
  const spread = Math.sqrt(run.reduce((sum, { period }) => sum + (period - mean) ** 2, 0) / run.length)
  return spread / mean >= LIVELY
}
