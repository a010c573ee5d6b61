import { type Clock, pause } from '../../../server/src/providers/clock.ts'
import { ProviderError } from '../../../server/src/providers/provider-error.ts'
import type { Stt, SttSignal, SttStream } from '../../../server/src/providers/stt/stt.ts'
import { createRandom } from '../../random.ts'
import { FRAME, type Microphone } from '../room/microphone.ts'
import type { SoundingWord, Truth } from './truth.ts'

// Recognisers with known words and known delays. They understand exactly the sound they are given: a word of which three fifths are missing
// is not heard, and an echo that reaches them is written down like anything else.

const FRAME_MS = 20
/** The share of a word that has to arrive. */
const ENOUGH = 0.6

/** All in milliseconds. */
export const EAR_DELAYS = {
  /** A partial result comes so long after its last word ended: median, and sigma of the logarithm. */
  partial: { medianMs: 160, sigma: 0.3 },
  /** Silence after which a stream closes an utterance by itself. */
  closesAfterMs: 500,
  /** What a stream still owes when it is asked. */
  flushMs: 90,
  /** A segment takes this, and a share of its length. */
  segment: { baseMs: 200, share: 0.04 },
  /** How often a recogniser of segments invents words where there are none. */
  ghosts: 0.3,
}

interface Surroundings {
  clock: Clock
  microphone: Microphone
  truth: Truth
  seed: string
}

/** Counts how much of each word has arrived. */
function createAttention({ microphone, truth }: Surroundings) {
  const arrived = new Map<SoundingWord, number>()
  const understood: SoundingWord[] = []
  return {
    /** Words that are understood with this frame: their end is in it, or behind it. */
    take(frame: Int16Array): { fresh: SoundingWord[]; sounding: boolean } {
      const at = microphone.frameOf(frame)
      if (at === null) return { fresh: [], sounding: false }
      const here = truth.wordsIn(at)
      for (const word of here) arrived.set(word, (arrived.get(word) ?? 0) + 1)
      const fresh: SoundingWord[] = []
      for (const [word, count] of arrived) {
        if (here.includes(word) && word.lastFrame > at) continue
        if (word.lastFrame > at) continue
        arrived.delete(word)
        if (count >= ENOUGH * (word.lastFrame - word.firstFrame + 1)) fresh.push(word)
      }
      understood.push(...fresh)
      return { fresh, sounding: here.length > 0 }
    },
    understood,
  }
}

/** What a recogniser writes down while it is not sure: no punctuation, no capitals. */
const plain = (text: string) => text.replace(/[.,!?¿;:。、]/g, '').toLowerCase()

type Timed = NonNullable<SttSignal['words']>[number]

/** A word whose end has just been pushed, in the time of what was pushed. */
const timed = ({ text, firstFrame, lastFrame }: SoundingWord, toMs: number): Timed => ({
  ...{ text, toMs },
  fromMs: toMs - (lastFrame - firstFrame + 1) * FRAME_MS,
})

/** A recogniser that hears while somebody speaks. */
export function createStreamingEars(surroundings: Surroundings): Stt {
  const { clock } = surroundings
  let streams = 0
  return {
    name: 'streaming',
    model: null,
    transcribe: createSegmentEars(surroundings).transcribe,
    listen: ({ signal }) => listen(surroundings, clock, signal, streams++),
  }
}

function listen(surroundings: Surroundings, clock: Clock, signal: AbortSignal, nth: number): SttStream {
  const random = createRandom(`ears ${surroundings.seed} ${nth}`)
  const attention = createAttention(surroundings)
  const out = createMailbox<SttSignal>(signal)
  let words: Timed[] = []
  let pushedMs = 0
  let lastWordMs = 0
  let readyAt = 0
  let asked = false

  function later(ms: number, say: () => SttSignal | null) {
    readyAt = Math.max(readyAt, clock.ms() + ms)
    const cancel = clock.after(Math.max(0, readyAt - clock.ms()), () => {
      signal.removeEventListener('abort', cancel)
      const what = say()
      if (what && !signal.aborted) out.put(what)
    })
    signal.addEventListener('abort', cancel, { once: true })
  }
  const toText = (of: Timed[]) => of.map(({ text }) => text).join(' ')
  function close(ms: number) {
    const atMs = pushedMs
    const closing = words
    words = []
    const confidence = closing.length ? 0.95 : null
    later(ms, () => ({ type: 'final', text: toText(closing), confidence, atMs, words: closing }))
  }

  return {
    push(frame) {
      pushedMs += 20
      const { fresh, sounding } = attention.take(frame)
      if (sounding) lastWordMs = pushedMs
      if (fresh.length > 0) {
        words = [...words, ...fresh.map((word) => timed(word, pushedMs))]
        const [sofar, atMs] = [words, pushedMs]
        const delay = random.aroundMedian(EAR_DELAYS.partial.medianMs, EAR_DELAYS.partial.sigma)
        const said = sofar.map((word) => ({ ...word, text: plain(word.text) }))
        later(delay, () => ({ type: 'partial', text: toText(said), confidence: 0.8, atMs, words: said }))
      }
      if (words.length > 0 && pushedMs - lastWordMs >= EAR_DELAYS.closesAfterMs) close(EAR_DELAYS.flushMs)
    },
    flush() {
      if (asked) return
      asked = true
      close(EAR_DELAYS.flushMs)
      later(0, () => {
        asked = false
        return null
      })
    },
    signals: out.read(),
  }
}

/** A recogniser that is given a whole piece of sound. Where there are no words it sometimes invents some, as they do. */
export function createSegmentEars(surroundings: Surroundings): Stt {
  const { clock, seed } = surroundings
  let calls = 0
  return {
    name: 'segment',
    model: null,
    async transcribe({ samples }, { signal }) {
      const random = createRandom(`segment ${seed} ${calls++}`)
      const attention = createAttention(surroundings)
      for (let at = 0; at + FRAME <= samples.length; at += FRAME) attention.take(samples.subarray(at, at + FRAME))
      const { baseMs, share } = EAR_DELAYS.segment
      await pause(clock, baseMs + share * (samples.length / 16), signal)
      if (signal.aborted) throw new ProviderError('segment', 'unavailable', { detail: 'it was stopped' })
      const text = attention.understood.map((word) => word.text).join(' ')
      if (text !== '' || random.next() >= EAR_DELAYS.ghosts) return { text, confidence: null }
      return { text: 'Thank you.', confidence: null }
    },
  }
}

/** What is put in comes out to one reader, until the signal aborts. */
function createMailbox<T>(signal: AbortSignal) {
  const waiting: T[] = []
  let wake: () => void = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })
  return {
    put(what: T) {
      waiting.push(what)
      wake()
    },
    async *read(): AsyncGenerator<T> {
      while (!signal.aborted) {
        const next = waiting.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
