import { ANSWER_SECONDS, type Counts, count, none, TURN_SECONDS } from './buckets.ts'

/** What was counted in this process for a while. */
export interface Counted {
  requests: number
  /** Answers that were our fault (5xx). */
  errors: number
  /** How long answers took that wait for nobody else. */
  answers: Counts
  turns: number
  /** From the end of somebody's words to the first of the reply. */
  firstWords: Counts
  costMicros: number
}

export type Tally = ReturnType<typeof createTally>

/** Counts what is looked at every few seconds. */
export function createTally() {
  let counted = fresh()
  return {
    answered({ status, seconds, waits }: { status: number; seconds: number; waits: boolean }): void {
      counted.requests += 1
      if (status >= 500) counted.errors += 1
      if (!waits) count(counted.answers, ANSWER_SECONDS, seconds)
    },
    turn(): void {
      counted.turns += 1
    },
    firstWord(seconds: number): void {
      count(counted.firstWords, TURN_SECONDS, seconds)
    },
    cost(micros: number): void {
      counted.costMicros += micros
    },

    /** What was counted since it was taken last. */
    take(): Counted {
      const taken = counted
      counted = fresh()
      return taken
    },
  }
}

const fresh = (): Counted => ({
  ...{ requests: 0, errors: 0, turns: 0, costMicros: 0 },
  ...{ answers: none(ANSWER_SECONDS), firstWords: none(TURN_SECONDS) },
})
