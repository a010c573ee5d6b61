/** How far a turn has come: its words are safe, what of the past goes with it is known, the reply begins. */
export type TurnStage = 'kept' | 'context' | 'first-word'

/** Hears of one turn, from the arrival of its words or from when words that waited are taken up. Each stage counts once. */
export interface TurnTimes {
  /** Does what belongs to it. */
  within<Result>(run: () => Result): Result
  reached(stage: TurnStage): void
  ended(how: 'answered' | 'interrupted'): void
  /** It was not answered, for this reason. */
  failed(error: unknown): void
}

/** A turn begins. */
export type WatchTurns = () => TurnTimes
