const LETTER = /^\p{L}/u
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u
const CAPITAL = /^\p{Lu}/u
const SPACE = /^\s/
/** Kanji, katakana, Latin and opening brackets: what a Japanese word of its own begins with. */
const JAPANESE_START = /^[\p{Script=Han}\p{Script=Katakana}\p{Script=Latin}「『（]/u

// Each takes one character, or a text of which it looks at the first; '' is none of them.
export const isLetter = (char: string) => LETTER.test(char)
export const isWordPart = (char: string) => LETTER_OR_DIGIT.test(char)
export const isCapital = (char: string) => CAPITAL.test(char)
export const isSpace = (char: string) => SPACE.test(char)
export const isDigit = (char: string) => char >= '0' && char <= '9' && char.length === 1
export const beginsJapaneseWord = (char: string) => JAPANESE_START.test(char)

/** The whole character at a place, also where it takes two units; '' past the end. */
export function charAt(text: string, at: number): string {
  const point = text.codePointAt(at)
  return point === undefined ? '' : String.fromCodePoint(point)
}
