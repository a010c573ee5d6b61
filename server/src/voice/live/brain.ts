/** The sound of one turn while it arrives, stored as it comes. */
export interface Take {
  /** One frame of 20 ms: 16-bit mono at 16 kHz. Never throws. */
  append(frame: Int16Array): void
  /** How much of it is safe, in milliseconds since its first frame. */
  readonly safeThroughMs: number
  /** Nobody spoke in it: the sound is forgotten. Harmless after the take was given to a turn. */
  drop(): void
}

/** An answer that was begun before it was sure that the learner had finished. */
export interface Thought {
  /** It is not wanted any more. Harmless after it was given to a turn. */
  drop(): void
}

/** What is told of a turn while it is answered. */
export type Saying =
  /** The words are safe. Comes first. */
  | { type: 'kept'; exchangeId: string }
  | { type: 'delta'; text: string }
  /** A tool has begun or ended. Nothing else may come for a while. */
  | { type: 'tool'; name: string; running: boolean }
  /** The reply is whole. */
  | { type: 'end' }

/** Who keeps what is said, and answers it. */
export interface Brain {
  /** Opens storage for the sound of a turn. */
  take(): Take
  /** Begins to think. Reads only: nothing is stored, nobody is told, and no tool with an effect runs. */
  think(text: string): Thought
  /**
   * Takes one turn: stores the words first, then answers. `confidence` is of the recogniser, null where it does not say. `take` is its sound; null where none was sent. An aborted `signal` is the
   * learner who interrupts, unless its reason is a Problem: then they waited too long, and the answer is owed. Ends soon after it.
   * Throws Problem, with `kept: true` among its fields once the words are safe.
   */
  turn(turn: {
    text: string
    confidence: number | null
    thought: Thought | null
    take: Take | null
    signal: AbortSignal
  }): AsyncIterable<Saying>
  /**
   * What of a reply was heard; called once the turn is over, and again when more of it is heard later ("go on"). `heard` replaces what
   * the model is told it said; `rest` is what nobody heard. The next turn is taken when this has resolved.
   */
  heard(what: { exchangeId: string; heard: string; rest: string; interrupted: boolean }): Promise<void>
  /** Somebody spoke and nobody could write it down: the sound is kept until somebody can. */
  unheardTake(take: Take): Promise<void>
}
