import type { Keeping } from './keeping.ts'
import type { LiveSocket } from './live-socket.ts'
import { createSoundMemory } from './sound-memory.ts'

type Kept = Keeping & { letGo: () => void }

/** What the learner says in one opening of the microphone, until the server has it: in memory to be sent, and on this device. */
export function createLiveSound(keeping: Kept) {
  const memory = createSoundMemory()
  return {
    take(frame: Int16Array) {
      keeping.take(frame, memory.push(frame))
    },
    takeWords: keeping.takeWords,
    wordsSafe: keeping.wordsSafe,
    unsafeWords: keeping.unsafeWords,
    send(socket: LiveSocket | null) {
      for (const message of memory.unsent()) socket?.sound(message)
    },
    /** The server has all sound of this voice up to then. */
    safe: (throughMs: number) => keeping.safe(memory.safe(throughMs)),
    /** The line is there: with the same voice, which has all up to `throughMs`, or with another (null). */
    goOn(throughMs: number | null) {
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
