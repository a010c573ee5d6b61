const LETTER = /^\p{L}/u
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u
const CAPITAL = /^\p{Lu}/u
const SPACE = /^\s/
/** Kanji, katakana, Latin and opening brackets: what a Japanese word of its own begins with. */
const JAPANESE_START = /^[\p{Script=Han}\p{Script=Katakana}\p{Script=Latin}「『（]/u

// Each takes one character, or a text of which it looks at the first; '' is none of them. Most characters are ASCII, which needs no
// expression.
export function isLetter(char: string): boolean {
  const code = char.charCodeAt(0)
  return code < 128 ? isAsciiLetter(code) : LETTER.test(char)
}
export function isWordPart(char: string): boolean {
  const code = char.charCodeAt(0)
  return code < 128 ? isAsciiLetter(code) || (code >= 48 && code <= 57) : LETTER_OR_DIGIT.test(char)
}
export function isSpace(char: string): boolean {
  const code = char.charCodeAt(0)
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : SPACE.test(char)
}
/** Printable, and neither a picture nor without a sound. */
export const isPlain = (char: string) => char.length === 1 && char >= ' ' && char <= '~'
export const isCapital = (char: string) => CAPITAL.test(char)
export const isDigit = (char: string) => char >= '0' && char <= '9' && char.length === 1
export const beginsJapaneseWord = (char: string) => JAPANESE_START.test(char)

const isAsciiLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

/** The whole character at a place, also where it takes two units; '' past the end. */
export function charAt(text: string, at: number): string {
  const point = text.codePointAt(at)
  return point !== undefined && point > 0xffff ? text.slice(at, at + 2) : text.charAt(at)
}
