import { isOfCall } from '../ids.ts'
import type { Learner } from '../learner.ts'
import type { SpokenSound } from './spoken-turns.ts'

/** A take that nobody has added to for so long was left by a process that stopped. */
const LEFT_MS = 10 * 60_000

/** What a stopped process left of a live turn. */
interface Left {
  id: string
  userId: string
  sessionId: string
  saidAt: Date
  sound: Buffer
}

/** Live speech while it is being said, as the recordings keep it. */
export interface Takes {
  leftBehind(options: { before?: Date | undefined }): AsyncIterable<Left>
  forget(left: { userId: string; id: string }): Promise<void>
}

/** Makes turns of what stopped processes left of live speech. */
export function createLeftSpeech({
  takes,
  keepUnheard,
  learnerOf,
  isSomebody,
  now,
  log,
}: {
  takes: Takes
  keepUnheard(sound: SpokenSound): Promise<void>
  learnerOf(userId: string): Promise<Learner | null>
  isSomebody(userId: string): Promise<boolean>
  now: () => Date
  log: { warn(facts: object, message: string): void }
}) {
  return {
    /**
     * Keeps it as turns that wait to be written down. `alone`: no other process can be listening to anybody just now. What hinders it is
     * told and tried again the next time.
     */
    async keep({ alone }: { alone: boolean }): Promise<void> {
      const before = alone ? undefined : new Date(now().getTime() - LEFT_MS)
      try {
        for await (const left of takes.leftBehind({ before })) {
          const learner = await learnerOf(left.userId)
          // Nobody may have vouched for whoever spoke in a call, and nobody waits any more.
          const mode = isOfCall(left.sessionId) ? 'capture' : 'conversation'
          if (learner) await keepUnheard({ ...left, learner, exchangeId: left.id, mode })
          // Whoever is suspended may come back.
          if (learner || !(await isSomebody(left.userId))) await takes.forget(left)
        }
      } catch (error) {
        log.warn({ err: error }, 'live speech a stopped server left could not be kept yet')
      }
    },
  }
}
