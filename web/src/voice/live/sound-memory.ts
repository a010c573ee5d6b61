import { FRAME_MS, FRAMES_AT_ONCE, joined } from './pcm.ts'

/** So much sound is held at most while nobody takes it; older frames lie on the device already. */
const MOST_FRAMES = (5 * 60_000) / FRAME_MS

/**
 * What was heard and is not known to be safe at the server. Frames are counted since the microphone opened; the server counts
 * milliseconds since its live voice began, which may be later. Nothing is taken for sent before the line is there, so the words
 * spoken while it was being opened go first.
 */
export function createSoundMemory() {
  let frames: Int16Array[] = []
  /** The count of `frames[0]`, of the next one to send, and of the first one of this live voice. */
  let first = 0
  let next = 0
  let voiceFirst = 0

  /** Forgets frames before `count`. */
  function forget(count: number) {
    const safe = Math.max(0, Math.min(count, first + frames.length) - first)
    frames = frames.slice(safe)
    first += safe
    next = Math.max(next, first)
  }

  return {
    /** Takes one more frame; the answer is its count. */
    push(frame: Int16Array): number {
      frames.push(frame)
      if (frames.length > MOST_FRAMES) forget(first + 1)
      return first + frames.length - 1
    },
    /** The server has all sound of this voice up to `throughMs`. The answer is the count of the first frame it may lack. */
    safe(throughMs: number): number {
      forget(Math.min(next, voiceFirst + Math.floor(throughMs / FRAME_MS)))
      return first
    },
    /** The line is there anew: what lies after `throughMs` goes once more. */
    goOnAfter(throughMs: number) {
      forget(voiceFirst + Math.floor(throughMs / FRAME_MS))
      next = first
    },
    /** Another live voice begins: it is sent all that is not safe, and counts from there. */
    beginAgain() {
      voiceFirst = first
      next = first
    },
    /** Sound to send now, in messages of at most a second, and of so many frames at most. */
    unsent(most = Number.POSITIVE_INFINITY): Int16Array<ArrayBuffer>[] {
      const messages: Int16Array<ArrayBuffer>[] = []
      const end = Math.min(first + frames.length, next + most)
      while (next < end) {
        const some = frames.slice(next - first, Math.min(next + FRAMES_AT_ONCE, end) - first)
        messages.push(joined(some))
        next += some.length
      }
      return messages
    },
    /** Everything was sent. */
    get isSent() {
      return next === first + frames.length
    },
    /** How much is not safe, in milliseconds. */
    get waitingMs() {
      return frames.length * FRAME_MS
    },
    get first() {
      return first
    },
  }
}
