import type { Language } from '../language/stop-words.ts'
import type { Word } from '../language/words.ts'

/** Ways to say something: words in a row, as they are compared; the first word finds them. */
export type Phrases = ReadonlyMap<string, ReadonlyArray<readonly string[]>>

/** The same in the languages there are words for. */
export type PhrasesByLanguage = Readonly<Record<Language, Phrases>>

/** Reads a list of phrases between commas: words as keys, `a|b` one of them, `a?` perhaps. */
export function phrases(list: string): Phrases {
  const all = new Map<string, string[][]>()
  for (const phrase of list.split(',')) {
    const words = phrase.trim().split(/\s+/).filter(Boolean)
    for (const way of ways(words)) {
      const [first] = way
      if (first === undefined) continue
      all.set(first, [...(all.get(first) ?? []), way])
    }
  }
  return all
}

function ways([word, ...rest]: readonly string[]): string[][] {
  if (word === undefined) return [[]]
  const others = ways(rest)
  const perhaps = word.endsWith('?')
  const choices = (perhaps ? word.slice(0, -1) : word).split('|')
  const said = choices.flatMap((choice) => others.map((other) => [choice, ...other]))
  return perhaps ? [...others, ...said] : said
}

/** "we'll" and "I'll" as keys; without an apostrophe they are other words. */
const SHORTENED = new Set(['ill', 'well', 'were'])

/** Where in a sentence the first of these phrases stands, the longest way first: the place of its first word and of the one behind it. */
export function placeOfPhrase(words: readonly Word[], known: Phrases): { at: number; after: number } | null {
  for (const [at, { key, text }] of words.entries()) {
    if (SHORTENED.has(key) && text.length === key.length) continue
    const fitting = (known.get(key) ?? []).filter((way) => way.every((one, place) => words[at + place]?.key === one))
    const longest = Math.max(0, ...fitting.map((way) => way.length))
    if (longest > 0) return { at, after: at + longest }
  }
  return null
}
