import { type Clock, pause } from '../../../server/src/providers/clock.ts'
import { toBytes } from '../../../server/src/providers/pcm.ts'
import {
  SPEECH_RATE_HZ,
  type Speaking,
  type SpokenPiece,
  type SpokenWord,
  type Tts,
} from '../../../server/src/providers/tts/tts.ts'
import { createRandom } from '../../random.ts'
import { fingerprint } from '../room/fingerprint.ts'

export type ReplyVoice = ReturnType<typeof createReplyVoice>

const BLOCK = 480
const CHARACTER_MS = 62
const GAP_MS = 60
const LEVEL = 0.09
const AT_ONCE = 5

/** When the first sound of a clause comes, and how long a fifth of a second of it takes after that. */
export interface VoicePace {
  firstMs: number
  everyMs: number
}

/**
 * The companion's voice, computed: a throat with two formants that move with the letters, so that a detector takes its echo for speech. It is known
 * of each 20 ms which words they carry, wherever they turn up. With `timed` it tells the engine the times of its words.
 */
export function createReplyVoice(clock: Clock, pace: VoicePace, { timed }: { timed: boolean }) {
  const carried = new Map<number, string[]>()
  const spoken: { text: string; atMs: number }[] = []

  function render(text: string) {
    const rendered = RENDERED.get(text) ?? throat(text)
    RENDERED.set(text, rendered)
    const { samples, words } = rendered
    for (let at = 0; at < samples.length; at += BLOCK) {
      const [fromMs, toMs] = [at / 24, (at + BLOCK) / 24]
      const within = words.filter((word) => word.fromMs < toMs && word.toMs > fromMs).map((word) => word.text)
      carried.set(fingerprint(samples.subarray(at, at + BLOCK)), within)
    }
    return { samples, words }
  }

  async function* pieces(text: string, { signal }: Speaking): AsyncGenerator<SpokenPiece> {
    if (signal.aborted || text.trim() === '') return
    spoken.push({ text, atMs: clock.ms() })
    const { samples, words } = render(text)
    await pause(clock, pace.firstMs, signal)
    for (let at = 0; at < samples.length; at += BLOCK * AT_ONCE) {
      if (at > 0) await pause(clock, pace.everyMs, signal)
      if (signal.aborted) return
      const sound = toBytes(samples.subarray(at, at + BLOCK * AT_ONCE))
      const [fromMs, toMs] = [at / 24, (at + BLOCK * AT_ONCE) / 24]
      yield { sound, words: words.filter((word) => word.fromMs >= fromMs && word.fromMs < toMs) }
    }
  }

  const tts: Tts = {
    name: 'computed',
    model: null,
    async *speak(text, options) {
      for await (const { sound } of pieces(text, options)) yield sound
    },
    ...(timed ? { speakTimed: pieces } : {}),
    voices: async () => [{ id: 'computed', name: 'Computed', language: 'mul' }],
  }
  return {
    tts,
    /** Words whose sound lies in this block of 20 ms; none for silence or a stranger's sound. */
    wordsIn: (print: number): string[] => carried.get(print) ?? [],
    spoken,
    /** Whether it is known which words sound when. */
    known: true,
  }
}

// The same words sound the same in every conversation.
const RENDERED = new Map<string, Rendered>()

interface Rendered {
  samples: Int16Array
  words: SpokenWord[]
}

/** Whole blocks of 20 ms. */
function throat(text: string): Rendered {
  const random = createRandom(text)
  const words: SpokenWord[] = []
  let at = 0
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const ms = Math.max(120, [...word].length * CHARACTER_MS)
    words.push({ text: word, fromMs: at, toMs: at + ms })
    at += ms + GAP_MS
  }
  const samples = new Int16Array(Math.ceil((at * 24) / BLOCK) * BLOCK)
  let phase = 0
  for (const { text: word, fromMs, toMs } of words) {
    const letters = [...word]
    const [from, to] = [Math.round(fromMs * 24), Math.round(toMs * 24)]
    for (let i = from; i < to; i++) {
      const share = (i - from) / (to - from)
      const letter = letters[Math.floor(share * letters.length)] ?? 'a'
      const pitch = 118 + 18 * Math.sin(share * Math.PI) + 6 * Math.sin(i / 9000)
      phase += (2 * Math.PI * pitch) / SPEECH_RATE_HZ
      samples[i] = Math.round(32_768 * LEVEL * envelope(share) * vowel(phase, pitch, letter.codePointAt(0) ?? 97))
    }
  }
  // A breath of noise makes each block its own.
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) + Math.round(random.normal() * 2)
  return { samples, words }
}

const envelope = (share: number) => Math.min(1, share * 12, (1 - share) * 12)

function vowel(phase: number, pitch: number, code: number): number {
  const formants = [350 + (code % 7) * 80, 1000 + (code % 11) * 140]
  let sum = 0
  for (let n = 1; n * pitch < 3200; n++) {
    const near = formants.reduce((most, hz) => Math.max(most, 1 / (1 + ((n * pitch - hz) / 160) ** 2)), 0.06)
    sum += near * Math.sin(n * phase)
  }
  return sum / 2
}
