import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Who spoke the words: the learner (`user`) or the companion (`agent`). */
export type Side = 'user' | 'agent'

/** One text in the index. `seq` is its exchange's. */
export interface Indexed {
  seq: number
  userId: string
  side: Side
  text: string
}

/** Words, as `tokens` makes them, that stand in this order; of the last one perhaps only its beginning is known. */
export interface Wording {
  words: string[]
  beginning?: boolean
}

/** A text that holds what was looked for. */
export interface WordHit {
  seq: number
  side: Side
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
  /** What `reach` says of the filters above; spares the index looking up what cannot meet them. */
  within?: { first: number; last: number } | undefined
}

/** Which texts hold which words, the same on both engines: stemmed English, accents ignored. How they rank is decided elsewhere. */
export interface WordIndex {
  /** Adds a text, in the transaction that stores it. */
  add(trx: Kysely<Tables>, entry: Indexed): Promise<void>
  /** Takes a text out again; `text` must be what was added. */
  remove(trx: Kysely<Tables>, entry: Indexed): Promise<void>
  /** Takes out what is left of a learner whose exchanges are gone. */
  forget(trx: Kysely<Tables>, userId: string): Promise<void>
  /** Texts of one learner that hold one wording of every group, the newest first, at most `limit`. */
  holding(
    userId: string,
    groups: Wording[][],
    options: { limit: number; filters?: WordFilters | undefined },
  ): Promise<WordHit[]>
  /** The same for each of several questions, in one statement: a conversation asks for a dozen words at every turn. */
  holdingEach(
    userId: string,
    asked: Wording[][][],
    options: { limit: number; filters?: WordFilters | undefined },
  ): Promise<WordHit[][]>
  /** From which exchange to which the filters can be met; null when nothing meets them. */
  reach(userId: string, filters: WordFilters): Promise<{ first: number; last: number } | null>
  /** Words the learner's texts have, without their endings, that begin with this letter. PostgreSQL looks through the newest texts only. */
  startingWith(userId: string, letter: string): Promise<string[]>
}
