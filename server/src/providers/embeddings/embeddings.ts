/** Vectors of some texts, in their order. */
export interface Embedded {
  /** Each of length 1, all of the same number of dimensions; null for a text the model makes nothing of. */
  vectors: Array<Float32Array | null>
  /** What was read; undefined where the vendor does not say. */
  inputTokens?: number | undefined
}

/** Something that turns texts into vectors, so that texts of like meaning lie near each other. */
export interface Embeddings {
  /** The vendor's short name as used in `EMBEDDINGS=`. */
  readonly name: string
  /** Vectors of two models have nothing to do with each other. */
  readonly model: string | null

  /** At most {@link TEXTS_MAX} texts; a long one is read as far as the model reads. Throws ProviderError and nothing else. */
  embed(texts: readonly string[], options: { signal: AbortSignal }): Promise<Embedded>

  /** Cheap check that the vendor is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}

/** Most texts that are asked for at once. */
export const TEXTS_MAX = 64
