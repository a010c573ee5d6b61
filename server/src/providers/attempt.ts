/**
 * One try at a provider: its parts as they arrive. The wrappers are written once for replies, transcripts and speech.
 * As in the providers, an abort ends it quietly and ProviderError is the only failure.
 */
export type Attempt<Part> = (signal: AbortSignal) => AsyncIterable<Part>

/** What a part means for the wrappers. */
export interface Milestones<Part> {
  /** From this part on the learner has heard or read something, and nobody may start over. */
  begins(part: Part): boolean
  /** Nothing follows this part, and all went well. Null where only the end of the stream says so. */
  ends: ((part: Part) => boolean) | null
}
