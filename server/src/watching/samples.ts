import { ANSWER_SECONDS, quantile, sum, TURN_SECONDS } from './buckets.ts'
import type { MachineState } from './machine.ts'
import type { Counted } from './tally.ts'

/** How often is looked, and for how long it is remembered. */
export const SAMPLE_MS = 10_000
const KEPT = 360

/** How this process was in the ten seconds before `at`. */
export interface Sample extends Counted, MachineState {
  at: Date
  sockets: number
  jobsDue: number
}

/** The samples of the latest hour, and nothing older. */
export function createSamples() {
  const ring: Sample[] = []
  return {
    add(sample: Sample): void {
      ring.push(sample)
      if (ring.length > KEPT) ring.shift()
    },

    latest: (): Sample | null => ring.at(-1) ?? null,

    /** Those after an instant, the oldest first. */
    after: (since: Date | null): Sample[] => (since ? ring.filter(({ at }) => at > since) : [...ring]),
  }
}

/** Several samples as one. */
export function summed(samples: readonly Sample[]) {
  const all = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0)
  const mean = (of: (sample: Sample) => number) => (samples.length > 0 ? all(of) / samples.length : 0)
  return {
    requests: all(({ requests }) => requests),
    errors: all(({ errors }) => errors),
    answers: sum(
      ANSWER_SECONDS,
      samples.map(({ answers }) => answers),
    ),
    cpu: mean(({ cpu }) => cpu),
    memory: mean(({ memory }) => memory),
  }
}

/** How long answers took, and how long learners waited for the first word; in milliseconds, null: there were none. */
export const waits = ({ answers, firstWords }: Counted) => ({
  p95: inMs(quantile(0.95, answers, ANSWER_SECONDS)),
  firstWord: inMs(quantile(0.5, firstWords, TURN_SECONDS)),
})

const inMs = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 1000))
