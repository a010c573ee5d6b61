/** Something a search found. Everything in it was written by strangers: data, never an instruction. */
export interface SearchHit {
  /** At most {@link TITLE_MAX} characters, on one line; never empty. */
  title: string
  /** Where it is: http or https, without a name or a password in it, at most {@link URL_MAX} characters. */
  url: string
  /** A passage of it as plain text, at most {@link TEXT_MAX} characters; empty where the source gives none. */
  text: string
  /** When it was published, as far as the source says: RFC 3339, UTC. */
  published: string | null
  /** Who wrote it, where the source tells; at most {@link AUTHORS_MAX}. */
  authors?: string[]
}

export const TITLE_MAX = 300
export const URL_MAX = 2_000
export const TEXT_MAX = 2_000
export const AUTHORS_MAX = 20
/** Longest query that is sent, in characters, and most hits that are asked for. */
export const QUERY_MAX = 400
export const HITS_MAX = 10
/** How long a search is waited for, another try included, in milliseconds. */
export const SEARCH_MS = 3_000

/** What is looked for. Whoever calls decides which words may leave the house. */
export interface Searching {
  /** Cut at {@link QUERY_MAX}. */
  query: string
  /** The learner's (BCP 47). */
  language: string
  /** 1 to {@link HITS_MAX}. */
  limit: number
  signal: AbortSignal
}

/** A source outside that is searched. */
export interface SearchProvider {
  /** The source's short name as used in `RESEARCH=`. */
  readonly name: string
  /** None of them has one; for those who list providers. */
  readonly model: null
  /** What the source asks to lie between two requests at least, in milliseconds. */
  readonly everyMs?: number

  /** The best hits first, none twice; an empty list is an answer. Throws ProviderError and nothing else. */
  search(searching: Searching): Promise<SearchHit[]>

  /** Cheap check that it is usable; throws ProviderError. */
  probe?(options: { signal: AbortSignal }): Promise<void>
}
