import { stem } from '../db/stem.ts'
import { tokens } from '../db/words.ts'

/** Longest name of a concept, in characters. */
export const NAME_MAX = 80

/** A name as it is compared: accents and capitals gone, plurals and other endings too. Empty when nothing is left. */
export function keyOfName(name: string): string {
  return tokens(name).map(singular).map(stem).join(' ').slice(0, 160)
}

/** "DNA", "U.S.": letters that stand for a longer name; null when a name is not made of such. Lower case. */
export function initialsIn(name: string): string | null {
  const letters = name.replaceAll('.', '')
  return letters.length >= 2 && letters.length <= 6 && /^[A-Z]+$/.test(letters) ? letters.toLowerCase() : null
}

/** The first letters of the words of a name: of "carbon dioxide", "cd". */
export function initialsOf(name: string): string {
  return tokens(name)
    .map((word) => word.charAt(0))
    .join('')
}

// "analysis" and "gas" are no plurals.
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ss|us|is|as)$/.test(word) || word.length < 4) return word
  return word.endsWith('s') ? word.slice(0, -1) : word
}
