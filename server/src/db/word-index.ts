import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'
import type { WordQuery } from './words.ts'

/** Who spoke the words: the learner (`user`) or the companion (`agent`). */
export type Side = 'user' | 'agent'

/** One text in the index. `seq` is its exchange's. */
export interface Indexed {
  seq: number
  userId: string
  side: Side
  text: string
}

/** A text that matched. Higher `score` is better; scores compare within one search only. */
export interface WordHit {
  seq: number
  side: Side
  score: number
}

/** Narrows a search; every instant is RFC 3339 UTC. */
export interface WordFilters {
  sessionId?: string | undefined
  after?: string | undefined
  before?: string | undefined
  /** Leaves out everything from this exchange on. */
  beforeSeq?: number | undefined
  /** Only words of one of the two. */
  side?: Side | undefined
}

/** Keyword search, the same on both engines: stemmed English, accents ignored, prefixes and phrases. */
export interface WordIndex {
  /** Adds a text, in the transaction that stores it. */
  add(trx: Kysely<Tables>, entry: Indexed): Promise<void>
  /** Takes a text out again; `text` must be what was added. */
  remove(trx: Kysely<Tables>, entry: Indexed): Promise<void>
  /** Takes out what is left of a learner whose exchanges are gone. */
  forget(trx: Kysely<Tables>, userId: string): Promise<void>
  /** Texts of one learner. `every`: all terms must occur, otherwise any. Best first, at most `limit`. */
  find(
    userId: string,
    query: WordQuery,
    options: { every: boolean; limit: number; filters?: WordFilters },
  ): Promise<WordHit[]>
}
