import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'

/** Words of a text that are looked at, and characters: no more than can be compared at once without holding others up. */
const WORDS_MAX = 400
const TEXT_MAX = 3_000

/** The different words of a text as they are compared, without their endings; the first 400 words of it. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(tokens(text.slice(0, TEXT_MAX)).slice(0, WORDS_MAX).map(stem))
}

/** How alike two sets of words are, 0 to 1: twice what they share, by what they hold (Dice 1945). Nothing is like nothing. */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 0
  const [few, many] = one.size < other.size ? [one, other] : [other, one]
  let shared = 0
  for (const word of few) if (many.has(word)) shared++
  return (2 * shared) / (one.size + other.size)
}
