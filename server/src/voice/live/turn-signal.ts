/**
 * What the engine is told of a learner's turn, whoever noticed: the detector, a streaming recogniser, or a carrier. `at` is in
 * milliseconds of the ear's time. The text of `end-of-turn` equals that of the `eager-end-of-turn` before it, so that an answer begun
 * on the one can be given on the other.
 */
export type TurnSignal =
  | { type: 'start-of-turn'; at: number }
  | { type: 'update'; at: number; text: string }
  | { type: 'eager-end-of-turn'; at: number; text: string; confidence: number | null }
  | { type: 'turn-resumed'; at: number }
  | { type: 'end-of-turn'; at: number; text: string; confidence: number | null }
