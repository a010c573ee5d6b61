import type { Usage } from '../llm/llm.ts'

/** What is seen in a picture. */
export interface Seen {
  /** What it shows, in a few sentences; empty where only writing is read. */
  description: string
  /** What is written in it, word for word; empty where nothing is. */
  written: string
  /** Who saw it: vendor and model, or the program. */
  by: string
  usage?: Usage | undefined
}

/** How a picture is looked at. `language` is the learner's (BCP 47). */
export interface Looking {
  language: string
  signal: AbortSignal
}

/** Something that looks at pictures. */
export interface Sight {
  /** The vendor's short name as used in `SIGHT=`. */
  readonly name: string
  readonly model: string | null

  /** Looks at a JPEG of at most 2,048 pixels on a side. Throws ProviderError and nothing else. */
  look(picture: Uint8Array, looking: Looking): Promise<Seen>

  /** Cheap check that it is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}

/** Longest description and longest writing that is kept, in characters. */
export const DESCRIPTION_MAX = 2_000
export const WRITTEN_MAX = 12_000

/** Some text as it may be kept: no longer than that, and without what no text holds. */
export const asText = (text: string, max: number): string =>
  text.replaceAll('\0', '').trim().slice(0, max).toWellFormed()
