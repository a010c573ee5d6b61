import type { Pcm } from '../pcm.ts'

/** What was understood. */
export interface Transcript {
  /** Plain text as the vendor wrote it; empty when nothing was said. */
  text: string
  /** 0–1, or null where the vendor does not say. */
  confidence: number | null
}

/** One word and where it lies, in milliseconds of the sound that was pushed. */
export interface HeardWord {
  text: string
  fromMs: number
  toMs: number
}

/**
 * What a stream hears, as it hears it. `text` is the whole utterance so far, never a piece of it; `final` ends the utterance and what follows
 * belongs to the next. One turn of a speaker may be several utterances. `eager`: the vendor thinks that the speaker is done, and says
 * `resumed` when that was wrong; the `final` that follows an `eager` has the same text.
 */
export interface SttSignal {
  type: 'partial' | 'final' | 'eager' | 'resumed'
  text: string
  /** 0–1, or null where the vendor does not say. */
  confidence: number | null
  /** How much of the pushed sound was understood by then, in milliseconds; null where the vendor does not say. */
  atMs: number | null
  words?: HeardWord[]
}

/** A recogniser at work on speech that is still being spoken. It lasts until its signal aborts. */
export interface SttStream {
  /** Hands over sound: 16-bit mono at 16 kHz. Never throws and never waits; what comes after the end is ignored. */
  push(frame: Int16Array): void
  /** Asks for what is still missing: a `final` follows soon, with an empty text when nothing was. Asked again before that, it follows once. */
  flush(): void
  /**
   * To be read once, by one reader. Ends quietly when the signal aborts; throws ProviderError and nothing else, also when the vendor hangs up.
   * Whether to listen again is the caller's choice.
   */
  signals: AsyncIterable<SttSignal>
}

/** Something that writes speech down. */
export interface Stt {
  /** The vendor's short name as used in `STT=`. */
  readonly name: string
  readonly model: string | null

  /**
   * Writes one recording down. `speech` is 16-bit mono at 16 kHz. `language` is a BCP 47 tag or null to let the vendor guess.
   * Throws ProviderError and nothing else, also when `signal` aborts (kind `unavailable`).
   */
  transcribe(speech: Pcm, options: { language: string | null; signal: AbortSignal }): Promise<Transcript>

  /** Writes down while somebody speaks; missing where a vendor cannot. Never throws: what goes wrong is thrown to whoever reads `signals`. */
  listen?(options: { language: string | null; signal: AbortSignal }): SttStream

  /** Cheap check that the vendor is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}
