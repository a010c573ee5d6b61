import type { Keeping } from './keeping.ts'
import type { LiveSocket } from './live-socket.ts'
import { FRAME_SAMPLES } from './pcm.ts'
import { createSoundMemory } from './sound-memory.ts'

/** Frames that may go at once over a new line, and how many more each second: a little less than the server takes, and more than is said. */
const AT_ONCE = 1_500
const PER_SECOND = 55

type Kept = Keeping & { letGo: () => void }

/** What the learner says in one opening of the microphone, until the server has it: in memory to be sent, and on this device. */
export function createLiveSound(keeping: Kept) {
  const memory = createSoundMemory()
  let room = AT_ONCE
  let roomAt = 0
  return {
    take(frame: Int16Array) {
      keeping.take(frame, memory.push(frame))
    },
    takeWords: keeping.takeWords,
    wordsSafe: keeping.wordsSafe,
    unsafeWords: keeping.unsafeWords,
    /** Sends what is not sent yet, as much of it as the server takes by now. */
    send(socket: LiveSocket | null, at: number) {
      room = Math.min(AT_ONCE, room + ((at - roomAt) / 1_000) * PER_SECOND)
      roomAt = at
      for (const message of memory.unsent(Math.floor(room))) {
        room -= message.length / FRAME_SAMPLES
        socket?.sound(message)
      }
    },
    isSent: () => memory.isSent,
    /** The server has all sound of this voice up to then. */
    safe: (throughMs: number) => keeping.safe(memory.safe(throughMs)),
    /** The line is there: with the same voice, which has all up to `throughMs`, or with another (null). */
    goOn(throughMs: number | null) {
      room = AT_ONCE
      if (throughMs === null) return memory.beginAgain()
      memory.goOnAfter(throughMs)
      void keeping.safe(memory.first)
    },
    layDown: keeping.layDown,
    /** Everything is the server's, or thrown away. */
    async done(): Promise<void> {
      await keeping.forget()
      keeping.letGo()
    },
    /** Nobody will deliver it from here any more: it lies on the device, for whoever looks. */
    async leave(): Promise<void> {
      await keeping.layDown()
      keeping.letGo()
    },
  }
}

export type LiveSound = ReturnType<typeof createLiveSound>
