import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'
import type { Wording } from './word-index.ts'

/** What a passage was taken from. */
export type PassageKind = Tables['passages']['kind']

/** One passage in the index. */
export interface IndexedPassage {
  seq: number
  userId: string
  text: string
}

/** Narrows a search; every instant is RFC 3339 UTC. */
export interface PassageFilters {
  kinds: readonly PassageKind[]
  /** Only of these documents and pictures. */
  sources?: readonly string[] | undefined
  after?: string | undefined
  before?: string | undefined
}

/** Which passages of documents and pictures hold which words: what {@link WordIndex} is for what was said. */
export interface PassageIndex {
  /** Adds a passage, in the transaction that stores it. */
  add(trx: Kysely<Tables>, entry: IndexedPassage): Promise<void>
  /** Takes a passage out again; `text` must be what was added. */
  remove(trx: Kysely<Tables>, entry: IndexedPassage): Promise<void>
  /** Takes out what is left of a learner whose passages are gone. */
  forget(trx: Kysely<Tables>, userId: string): Promise<void>
  /** The `seq` of passages of one learner that hold one wording of every group, the newest first, at most `limit`. */
  holding(userId: string, groups: Wording[][], options: { limit: number; filters: PassageFilters }): Promise<number[]>
  /** The same for each of several questions, in one statement. */
  holdingEach(
    userId: string,
    asked: Wording[][][],
    options: { limit: number; filters: PassageFilters },
  ): Promise<number[][]>
  /** Words the learner's passages have, without their endings, that begin with this letter. PostgreSQL looks through the newest only. */
  startingWith(userId: string, letter: string): Promise<string[]>
}
