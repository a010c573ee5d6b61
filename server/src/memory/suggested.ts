import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'
import { isAsking } from './question.ts'

const LETTERS_MIN = 4
/** Of so many words it is asked how many turns hold them. */
const LOOKED_AT = 16
/** A word of fewer turns leads nowhere else. */
const TURNS_MIN = 2

/**
 * Words of somebody's latest turns that they could search for: said more than once there, and telling, because few turns in all hold them.
 * As they were last said, the best first.
 */
export async function suggested(
  texts: readonly string[],
  { holders, limit }: { holders: (word: string) => Promise<number>; limit: number },
): Promise<string[]> {
  const counts = new Map<string, { word: string; turns: number }>()
  for (const text of texts)
    for (const [stemmed, word] of new Map(tokens(text).map((word) => [stem(word), word]))) {
      if (word.length < LETTERS_MIN || isAsking(word) || /^\d+$/.test(word)) continue
      const known = counts.get(stemmed) ?? { word, turns: 0 }
      known.turns += 1
      counts.set(stemmed, known)
    }
  const often = [...counts.values()].filter(({ turns }) => turns >= TURNS_MIN).sort((a, b) => b.turns - a.turns)
  const judged: Array<{ word: string; score: number }> = []
  for (const { word, turns } of often.slice(0, LOOKED_AT))
    judged.push({ word, score: turns / Math.sqrt(1 + (await holders(word))) })
  return judged
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ word }) => word)
}
