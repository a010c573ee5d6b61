import { tokens } from '../db/words.ts'
import { DENIES } from '../language/denying.ts'
import { FILLERS, LIGHT } from './said.ts'

/** Neither said nor surely not said. */
const HALF_SAID = 0.4
/** With so many words more it may be part of something else. */
const MORE_MAX = 8
/** What of an answer is read. */
const LENGTH_MAX = 6_000

/**
 * How much of a point without a word of matter an answer says, 0–1: "das", "no", "+" are compared as they stand. It is said where an answer is
 * that, or begins with it; said elsewhere, or in another way that cannot be read, it is half said. Pure.
 */
export function littleSaid(point: string, { question, answer }: { question: string; answer: string }): number {
  if (answer.trim() === '') return 0
  if (bare(point) === bare(answer)) return 1
  const wanted = tokens(point)
  const said = tokens(answer.slice(0, LENGTH_MAX))
  if (wanted.length === 0 || said.length === 0) return HALF_SAID
  const at = said.findIndex((_, from) => wanted.every((word, n) => said[from + n] === word))
  // "It does not" is a no as well.
  if (at < 0) return wanted.every((word) => DENIES.has(word)) && said.some((word) => DENIES.has(word)) ? HALF_SAID : 0
  const asked = new Set(tokens(question))
  const begins = said.slice(0, at).every((word) => LIGHT.has(word) || FILLERS.has(word) || asked.has(word))
  return begins && said.length <= wanted.length + MORE_MAX ? 1 : HALF_SAID
}

const bare = (text: string) => text.normalize('NFKC').toLowerCase().trim()
