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

/** Texts that hold what was looked for; `full`: there are more of one sort. */
export interface Holding {
  hits: Hit[]
  full: boolean
}

export type Indexes = ReturnType<typeof createIndexes>

/**
 * Turns and passages as one: a turn goes by its `seq`, a passage by minus its own, so that one number stands for either while they are
 * ranked together.
 */
export function createIndexes({ words, passages }: { words: WordIndex; passages: PassageIndex }) {
  async function holdingEach(
    userId: string,
    asked: Wording[][][],
    { limit, scope }: { limit: number; scope: Scope },
  ): Promise<Holding[]> {
    const [said, brought] = await Promise.all([
      scope.turns ? words.holdingEach(userId, asked, { limit, filters: scope.turns }) : [],
      scope.passages ? passages.holdingEach(userId, asked, { limit, filters: scope.passages }) : [],
    ])
    return asked.map((_, at) => {
      const [turns, passages] = [said[at] ?? [], brought[at] ?? []]
      const hits = [
        ...turns.map(({ seq, side }): Hit => ({ seq, answered: side === 'agent' })),
        ...passages.map((seq): Hit => ({ seq: -seq, answered: false })),
      ]
      return { hits, full: turns.length === limit || passages.length === limit }
    })
  }

  return {
    /** Texts that hold one wording of every group, of each sort the newest `limit`. */
    async holding(userId: string, groups: Wording[][], options: { limit: number; scope: Scope }): Promise<Holding> {
      const [holding] = await holdingEach(userId, [groups], options)
      return holding ?? { hits: [], full: false }
    },

    /** The same for each of several questions at once. */
    holdingEach,

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
