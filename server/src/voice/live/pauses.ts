import { type Habits, learnTurn, type Patience } from './patience.ts'
import { HABITS, TURN } from './tuning.ts'

/** A turn that is over, with what was known before it. */
interface Ended {
  spokeAt: number
  pausesMs: number[]
  before: Habits
}

/**
 * Learns how somebody pauses. Who goes on so soon after the end of their turn that it cannot be because of the answer was cut off: the
 * two are one turn with a pause, and what they taught as two is taken back. Times are the clock's.
 */
export function createPauses({ patience, learn }: { patience: Patience; learn(habits: Habits): void }) {
  let pausesMs: number[] = []
  let before = patience.habits
  let last: Ended | null = null

  return {
    /** A pause within a turn. */
    within(ms: number) {
      if (ms >= TURN.provisionalMs) pausesMs.push(ms)
    },

    /** They began to speak then; `heardMs` of an answer to their last turn could be heard by that time. */
    begins(at: number, heardMs: number) {
      const ended = last
      last = null
      pausesMs = []
      before = patience.habits
      if (!ended || at - ended.spokeAt > HABITS.cutOffMs || heardMs > HABITS.reactionMs) return
      before = ended.before
      // It counts more than a pause that was waited for, and at once: what they say next is waited for.
      pausesMs = [...ended.pausesMs, ...Array(HABITS.cutOffCounts).fill(Math.max(0, at - ended.spokeAt))]
      patience.habits = learnTurn(before, pausesMs)
    },

    /** All of an answer was heard: whoever speaks now does it because of that. */
    answered() {
      last = null
    },

    /** Their turn is over; they were heard until then. */
    ends(spokeAt: number) {
      last = { spokeAt, pausesMs, before }
      patience.habits = learnTurn(before, pausesMs)
      pausesMs = []
      learn(patience.habits)
    },
  }
}
