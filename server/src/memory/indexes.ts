import type { PassageFilters, PassageIndex } from '../db/passage-index.ts'
import type { WordFilters, WordIndex, Wording } from '../db/word-index.ts'

/** What may be looked through; null: nothing of it. */
export interface Scope {
  turns: WordFilters | null
  passages: PassageFilters | null
}

/** A text that holds what was looked for. */
export interface Hit {
  seq: number
  /** The companion's own words. */
  answered: boolean
}

export type Indexes = ReturnType<typeof createIndexes>

/**
 * Turns and passages as one: a turn goes by its `seq`, a passage by minus its own, so that one number stands for either while they are
 * ranked together.
 */
export function createIndexes({ words, passages }: { words: WordIndex; passages: PassageIndex }) {
  return {
    /** Texts that hold one wording of every group, of each sort the newest `limit`. `full`: there are more of one of them. */
    async holding(userId: string, groups: Wording[][], { limit, scope }: { limit: number; scope: Scope }) {
      const [said, brought] = await Promise.all([
        scope.turns ? words.holding(userId, groups, { limit, filters: scope.turns }) : [],
        scope.passages ? passages.holding(userId, groups, { limit, filters: scope.passages }) : [],
      ])
      const hits = [
        ...said.map(({ seq, side }): Hit => ({ seq, answered: side === 'agent' })),
        ...brought.map((seq): Hit => ({ seq: -seq, answered: false })),
      ]
      return { hits, full: said.length === limit || brought.length === limit }
    },

    /** Words without their endings that begin with this letter. */
    async startingWith(userId: string, letter: string, scope: Scope): Promise<string[]> {
      const [said, brought] = await Promise.all([
        scope.turns ? words.startingWith(userId, letter) : [],
        scope.passages ? passages.startingWith(userId, letter) : [],
      ])
      return brought.length === 0 ? said : [...new Set([...said, ...brought])]
    },
  }
}
