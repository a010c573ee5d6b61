import type { ServerFrame } from '@lva/contracts/socket'

/**
 * Carries one live conversation: a browser, a telephone, or the memory of a test. The engine knows lines, never carriers. No verb waits
 * and none throws; what cannot be delivered is gone.
 */
export interface Line {
  /** Its far end recognises and speaks itself, and reports to the letter, in the time `say` gave: a part of the words is the same part of their time. */
  readonly exact?: boolean
  /** A reply begins. Its sound follows, and its played position starts at 0. What was left of the reply before it is cleared already. */
  begin(reply: { replyId: string; exchangeId: string }): void
  /** More sound of the reply: 16-bit mono at 24 kHz. It may come faster than it is heard. */
  play(sound: Int16Array): void
  /** More of the reply in words, ready to be spoken, where the far end has a voice of its own. `ms`: what their time counts as. */
  say(text: string, ms: number): void
  /** All of the reply was played or said. Not told of a reply that was cleared. */
  end?(): void
  /** 12 dB softer, or as loud as before. */
  duck(on: boolean): void
  /**
   * Silence at once, and nothing is lost. Also legal before the first sound, which then waits. A far end with an ear of its own may take back
   * what it hears is over; not once it was told twice.
   */
  pause(): void
  resume(): void
  /** Silence at once; what has not been heard is thrown away. Ends a pause. */
  clear(): void
  /** How much of the reply that began last has surely been heard, in milliseconds of its sound; 0 until somebody says so. */
  playedMs(): number
  /** Captions, states, metrics and errors, for whoever watches. */
  show(frame: ServerFrame): void
}
