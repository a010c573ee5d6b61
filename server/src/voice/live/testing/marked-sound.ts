import type { SpeechDetector } from '@lva/speech/detector'
import { type Clock, pause } from '../../../providers/clock.ts'
import { type Pcm, toBytes } from '../../../providers/pcm.ts'
import { ProviderError } from '../../../providers/provider-error.ts'
import type { Stt, SttSignal } from '../../../providers/stt/stt.ts'
import type { Tts } from '../../../providers/tts/tts.ts'

/** Sound in which every sample says which word it belongs to, so that what was heard can be told exactly. */
const FRAME_SAMPLES = 320
const FRAME_MS = 20
const NOISE = -1

/** Words by number; the same word spoken twice has two numbers. */
export function createVocabulary() {
  const words: string[] = ['']
  return {
    number: (word: string) => words.push(word) - 1,
    word: (number: number) => words[number] ?? '',
  }
}
export type Vocabulary = ReturnType<typeof createVocabulary>

/** Frames of somebody who speaks. */
export function createSpeaker(vocabulary: Vocabulary) {
  const frame = (mark: number) => new Int16Array(FRAME_SAMPLES).fill(mark)
  const frames = (mark: number, ms: number): Int16Array[] => Array(Math.round(ms / FRAME_MS)).fill(frame(mark))
  return {
    words: (text: string, { wordMs = 240 } = {}) =>
      text.split(' ').flatMap((word) => frames(vocabulary.number(word), wordMs)),
    silence: (ms: number) => frames(0, ms),
    noise: (ms: number) => frames(NOISE, ms),
  }
}

/** Hears marks: words are voiced speech, noise is neither. */
export function createMarkDetector(): SpeechDetector {
  return {
    name: 'marks',
    push: (frame) => {
      const said = (frame[0] ?? 0) > 0
      return { speech: said ? 1 : 0, voiced: said, level: said ? -20 : -60 }
    },
    reset() {},
  }
}

/** Counts how long each word was heard; one of which less than half was heard is not understood. */
function createUnderstanding(vocabulary: Vocabulary, wordMs: number) {
  const heardMs = new Map<number, number>()
  return {
    hear(mark: number) {
      if (mark > 0) heardMs.set(mark, (heardMs.get(mark) ?? 0) + FRAME_MS)
    },
    text: () =>
      [...heardMs]
        .filter(([, ms]) => ms >= wordMs / 2)
        .map(([mark]) => vocabulary.word(mark))
        .join(' '),
  }
}

interface MarkedStt {
  afterMs?: number
  wordMs?: number
  confidence?: number | null
  /** Also listens while somebody speaks, and tells each word so much after it was spoken. */
  streaming?: boolean
  /** What it does instead, by the number of the call. */
  misbehave?: (call: number) => 'never' | 'fails' | 'ignores-abort' | null
}

/** A recogniser that understands marked sound perfectly. */
export function createMarkStt(
  clock: Clock,
  vocabulary: Vocabulary,
  { afterMs = 150, wordMs = 240, confidence = null, streaming = false, misbehave = () => null }: MarkedStt = {},
): Stt & { calls: number } {
  const stt: Stt & { calls: number } = {
    name: 'marks',
    model: null,
    calls: 0,
    async transcribe(speech: Pcm, { signal }) {
      const how = misbehave(stt.calls++)
      if (how === 'never') await new Promise(() => {})
      await pause(clock, afterMs, how === 'ignores-abort' ? new AbortController().signal : signal)
      if (how === 'fails' || (signal.aborted && how !== 'ignores-abort'))
        throw new ProviderError('marks', 'unavailable')
      const understanding = createUnderstanding(vocabulary, wordMs)
      for (let at = 0; at < speech.samples.length; at += FRAME_SAMPLES) understanding.hear(speech.samples[at] ?? 0)
      return { text: understanding.text(), confidence }
    },
  }
  if (streaming) stt.listen = ({ signal }) => markStream(signal)
  return stt

  function markStream(signal: AbortSignal) {
    let understanding = createUnderstanding(vocabulary, wordMs)
    let told = ''
    const out: SttSignal[] = []
    let wake = () => {}
    const tell = (one: SttSignal) => {
      out.push(one)
      wake()
    }
    signal.addEventListener('abort', () => wake(), { once: true })
    const later = (what: () => void) => void pause(clock, afterMs, signal).then(() => signal.aborted || what())
    async function* signals() {
      for (;;) {
        for (let one = out.shift(); one; one = out.shift()) yield one
        if (signal.aborted) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    return {
      push(frame: Int16Array) {
        understanding.hear(frame[0] ?? 0)
        const text = understanding.text()
        if (text === told) return
        told = text
        later(() => tell({ type: 'partial', text, confidence, atMs: null }))
      },
      flush() {
        const text = understanding.text()
        understanding = createUnderstanding(vocabulary, wordMs)
        told = ''
        later(() => tell({ type: 'final', text, confidence, atMs: null }))
      },
      signals: signals(),
    }
  }
}

interface MarkedTts {
  wordMs?: number
  firstAfterMs?: number
  /** How much faster than it sounds it comes. */
  speed?: number
  /** It tells when each word is spoken. */
  timed?: boolean
  misbehave?: (call: number) => 'stalls' | 'fails' | null
}

/** A voice whose every sample says which word it is; a word is a run without spaces. */
export function createMarkTts(
  clock: Clock,
  vocabulary: Vocabulary,
  { wordMs = 250, firstAfterMs = 120, speed = 5, timed = false, misbehave = () => null }: MarkedTts = {},
): Tts & { spoken: string[] } {
  const tts: Tts & { spoken: string[] } = {
    name: 'marks',
    model: null,
    spoken: [],
    async *speak(text, { signal }) {
      const how = misbehave(tts.spoken.push(text) - 1)
      await pause(clock, firstAfterMs, signal)
      for (const word of text.split(' ').filter(Boolean)) {
        if (signal.aborted) return
        const half = () => toBytes(new Int16Array(wordMs * 12).fill(mark))
        const mark = vocabulary.number(word)
        yield half()
        if (how === 'fails') throw new ProviderError('marks', 'unavailable')
        if (how === 'stalls') await new Promise(() => {})
        yield half()
        await pause(clock, wordMs / speed, signal)
      }
    },
    voices: async () => [],
  }
  if (timed)
    tts.speakTimed = async function* (text, speaking) {
      let half = 0
      for await (const sound of tts.speak(text, speaking)) {
        const at = half++ / 2
        const word = text.split(' ').filter(Boolean)[at]
        const words = word ? [{ text: word, fromMs: at * wordMs, toMs: (at + 1) * wordMs }] : []
        yield { sound, words }
      }
    }
  return tts
}

/** The words that came out of a loudspeaker: wholly, and begun but not finished. */
export function wordsHeard(
  heard: readonly { samples: Int16Array }[],
  vocabulary: Vocabulary,
  wordMs = 250,
): { whole: string[]; begun: string[]; repeated: number } {
  const counts = new Map<number, number>()
  let repeated = 0
  let last = 0
  for (const { samples } of heard)
    for (const mark of samples) {
      if (mark < last) repeated++
      last = mark
      counts.set(mark, (counts.get(mark) ?? 0) + 1)
    }
  const all = [...counts].filter(([mark]) => mark > 0)
  const text = (some: typeof all) => some.map(([mark]) => vocabulary.word(mark))
  return {
    whole: text(all.filter(([, count]) => count >= wordMs * 24)),
    begun: text(all.filter(([, count]) => count < wordMs * 24)),
    repeated,
  }
}
