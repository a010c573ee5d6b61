import type { Clock } from '../../src/providers/clock.ts'
import { random } from '../../src/recordings/testing/sounds.ts'

/** How bad a way is, in milliseconds and parts of all messages. */
export interface Bad {
  delayMs?: number
  jitterMs?: number
  /** What never arrives. */
  loss?: number
  /** What is overtaken by the next. */
  swapped?: number
}

/** One way through a network: what goes in comes out later, not always, and not always in order. The same seed is the same weather. */
export function createNetwork<Message>(
  clock: Clock,
  arrived: (message: Message) => void,
  { delayMs = 30, jitterMs = 0, loss = 0, swapped = 0 }: Bad = {},
  seed = 1,
) {
  const between = random(seed)
  const chance = () => (between() + 1) / 2
  let lastAt = 0
  let lost = 0

  return {
    /** `kept`: this one arrives, and in its place. */
    send(message: Message, { kept = false } = {}) {
      if (!kept && chance() < loss) {
        lost += 1
        return
      }
      const at = Math.max(lastAt, clock.ms() + delayMs + chance() * jitterMs)
      const late = !kept && chance() < swapped ? 21 : 0
      if (late === 0) lastAt = at
      clock.after(Math.max(0, at + late - clock.ms()), () => arrived(message))
    },
    lost: () => lost,
  }
}
