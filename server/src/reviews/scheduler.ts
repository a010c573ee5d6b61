import { computeDecayFactor, default_w, FSRSAlgorithm } from 'ts-fsrs'

/** The parameters everybody begins with (FSRS-6). */
export const DEFAULT_W: readonly number[] = default_w
/** No interval is longer, in days. */
const LONGEST_DAYS = 36_500
/** From this one on days are spread. */
const FUZZ_FROM_DAYS = 2.5

/** What is known of how a prompt is remembered: `stability` in days until recall falls to 90 %, `difficulty` 1–10. */
export interface MemoryState {
  stability: number
  difficulty: number
}

/** How a schedule is computed: parameters, the recall that is wanted when something comes back, and whether days are spread. */
export interface Scheduling {
  w: readonly number[]
  retention: number
  fuzz: boolean
}

export type Scheduler = ReturnType<typeof createScheduler>

/**
 * FSRS-6 by whole days, without learning steps: the nearest a voice that asks once a day comes to. Formulas:
 * https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm. Pure.
 */
export function createScheduler({ w, retention, fuzz }: Scheduling) {
  const algorithm = new FSRSAlgorithm({
    ...{ w, request_retention: retention, maximum_interval: LONGEST_DAYS, enable_fuzz: fuzz },
    ...{ enable_short_term: true, learning_steps: [], relearning_steps: [] },
  })
  const { decay, factor } = computeDecayFactor(w)

  return {
    /** What is known after a review, `elapsed` days after the one before; null: it is the first. */
    next(before: MemoryState | null, elapsed: number, rating: number): MemoryState {
      const { stability, difficulty } = algorithm.next_state(before, Math.max(0, elapsed), rating)
      return { stability, difficulty }
    },

    /** Days until it comes back, at least 1. `seed`: the same one spreads the same way. */
    interval({ stability }: MemoryState, elapsed: number, seed: string): number {
      const days = stability * algorithm.interval_modifier
      if (days >= FUZZ_FROM_DAYS) algorithm.seed = seed
      return algorithm.next_interval(stability, Math.max(0, elapsed))
    },

    /** How likely it is recalled after so many days: 0–1. */
    recall: ({ stability }: Pick<MemoryState, 'stability'>, elapsed: number): number =>
      algorithm.forgetting_curve(Math.max(0, elapsed), stability),

    /** For how many whole days recall stays at `wanted` or above. */
    holds: ({ stability }: Pick<MemoryState, 'stability'>, wanted: number): number =>
      Math.floor(((wanted ** (1 / decay) - 1) / factor) * stability),
  }
}
