import { LISTENING_RATE_HZ } from '../pcm.ts'
import type { SttStream } from './stt.ts'

/** Sound that is kept for the next recogniser, while the one that listens has not shown that it does. */
const KEPT_MS = 30_000

type Sink = Pick<SttStream, 'push' | 'flush'>

/**
 * Takes sound in whether or not anybody listens yet, and hands it to whoever joins: first what was kept, then what comes. `kept` is bounded;
 * the oldest goes first.
 */
export function createRelay() {
  let sink: Sink | null = null
  let kept: Int16Array[] = []
  let keptMs = 0
  let keeps = true
  let flushing = false
  let handedMs = 0

  function hand(frame: Int16Array) {
    handedMs += lengthMs(frame)
    sink?.push(frame)
  }

  return {
    push(frame: Int16Array) {
      if (keeps) {
        kept.push(frame)
        keptMs += lengthMs(frame)
        while (keptMs > KEPT_MS) keptMs -= lengthMs(kept.shift() ?? frame)
      }
      if (sink) hand(frame)
    },

    flush() {
      flushing = true
      sink?.flush()
    },

    /** Gives this one the sound, in the place of whoever had it before; a question that was not answered is asked again. */
    join(stream: Sink) {
      sink = stream
      handedMs = 0
      for (const frame of kept) hand(frame)
      if (flushing) stream.flush()
    },

    leave() {
      sink = null
    },

    /** Whoever listens now has begun to answer: nobody takes over from it, and nothing is kept. */
    settle() {
      keeps = false
      kept = []
    },

    answered() {
      flushing = false
    },

    /** How much sound the one that listens was given, in milliseconds. */
    handedMs: () => handedMs,
  }
}

const lengthMs = (frame: Int16Array) => (frame.length / LISTENING_RATE_HZ) * 1000
