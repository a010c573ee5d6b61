import type { OverlapStep } from '@lva/speech/overlap'
import {
  CLEAR,
  type Judged,
  judgeOverlap,
  type OverlapDecision,
  type OverlapInput,
  type OverlapKnobs,
} from './interruption.ts'
import type { Line } from './line.ts'
import { INTERRUPTION } from './tuning.ts'

/** What the session does about it; the line is told here. */
interface Outcome {
  /** They want to speak: the reply ends, their turn goes on. */
  cut(): void
  /** What they said is no turn. */
  dismiss(): void
  /** They were waited for long enough: the reply ends, and nobody speaks. */
  letGo(): void
}

export type BargeIn = ReturnType<typeof createBargeIn>

/** Carries out what is decided about sound and words into a reply. */
export function createBargeIn(
  { line, silence }: { line: Line; silence: (on: boolean) => void },
  knobs: OverlapKnobs,
  outcome: Outcome,
) {
  let state = CLEAR
  let saidAt = 0

  function pause() {
    silence(true)
    line.pause()
    saidAt = state.since
  }

  /** Said twice: `Line` says what that means. */
  function insist() {
    pause()
    line.pause()
  }

  const carryOut: Record<OverlapDecision, () => void> = {
    duck: () => line.duck(true),
    unduck: () => line.duck(false),
    pause,
    insist,
    hold: insist,
    resume() {
      silence(false)
      line.duck(false)
      line.resume()
    },
    cut: outcome.cut,
    dismiss: outcome.dismiss,
    'let-go': outcome.letGo,
  }

  const pausing = () => state.stage === 'paused' || state.stage === 'held'

  function tell(input: OverlapInput) {
    const judged = judgeOverlap(state, input, knobs)
    state = judged.state
    for (const decision of judged.decisions) carryOut[decision]()
  }

  return {
    sound: (at: number, advice: OverlapStep | null, sounding = { voiced: false, spokeMs: 0, quietMs: 0 }) =>
      tell({ type: 'sound', at, advice, ...sounding }),
    words: (at: number, judged: Judged, settled: boolean) => tell({ type: 'words', at, judged, settled }),
    noWords: (at: number) => tell({ type: 'no-words', at }),
    tick(at: number) {
      tell({ type: 'tick', at })
      // A far end that is told nothing for long goes on by itself, should an order have been lost.
      if (!pausing() || at - saidAt < INTERRUPTION.toldAgainMs) return
      line.pause()
      saidAt = at
    },
    /** Whether the reply is silent because of somebody. */
    pausing,
    /** The reply is over; the next one is heard as it is. */
    reset() {
      if (state.stage === 'ducked') line.duck(false)
      if (pausing()) line.resume()
      state = CLEAR
    },
  }
}
