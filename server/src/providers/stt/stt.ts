import type { Pcm } from '../pcm.ts'

/** What was understood. */
export interface Transcript {
  /** Plain text as the vendor wrote it; empty when nothing was said. */
  text: string
  /** 0–1, or null where the vendor does not say. */
  confidence: number | null
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

  /** Cheap check that the vendor is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}
