import type { Language } from '../../language/stop-words.ts'
import { withFractions } from './fractions.ts'
import { phrasesFrom, unitCalled } from './lexicon.ts'
import { spokenNumber } from './spoken-numbers.ts'
import type { Operator, Token } from './tokens.ts'
import { writtenNumber } from './written-number.ts'

/** What a text is as a sum, sign by sign. `signs`: some operator was written as a sign, and none of those that also stand in dates or names. */
export interface Scanned {
  tokens: Token[]
  signs: boolean
}

/** Beyond so many nobody needs to know the rest: it is refused. */
const TOKENS_MAX = 120
const SPOKEN_MAX = 24

const SIGNS: ReadonlyArray<[string, Operator]> = [
  ...([
    ['**', '^'],
    ['+', '+'],
    ['-', '-'],
    ['−', '-'],
    ['–', '-'],
    ['*', '*'],
    ['×', '*'],
    ['·', '*'],
    ['/', '/'],
    ['÷', '/'],
    ['^', '^'],
  ] as Array<[string, Operator]>),
]
/** Those that stand between numbers of dates, telephone numbers and scores as well. */
const ALSO_ELSEWHERE = new Set(['-', '−', '–', '/'])
const POSTFIXES = ['%', '!', '²', '³'] as const
const LETTER = /\p{L}/u
const WORDISH = /[\p{L}\p{N}]/u

/**
 * Reads a text, in lower case, as a sum, word by word; null as soon as something in it belongs to no sum. Linear in its length. Throws Refused
 * for a number beyond all bounds.
 */
export function scan(text: string, language: Language): Scanned | null {
  const tokens: Token[] = []
  let signs = false
  for (let at = 0; at < text.length && tokens.length <= TOKENS_MAX; ) {
    if (/\s/.test(text.charAt(at))) {
      at += 1
      continue
    }
    const read = numberAt(text, at, language) ?? signAt(text, at) ?? wordAt(text, at, language, tokens)
    if (!read) return null
    if (read.token) tokens.push(read.token)
    signs ||= read.sign === true
    at = read.end
  }
  return { tokens: withFractions(tokens), signs }
}

/** A token and where it ends; null for a word that is passed over. `sign`: it was written as a sign of sums only. */
interface Read {
  token: Token | null
  end: number
  sign?: boolean
}

function numberAt(text: string, at: number, language: Language): Read | null {
  const number = writtenNumber(text, at, language)
  return number && { token: { kind: 'number', value: number.value, written: true }, end: number.end }
}

function signAt(text: string, at: number): Read | null {
  const sign = text.charAt(at)
  if (sign === '(' || sign === ')') return { token: { kind: sign }, end: at + 1 }
  const operator = SIGNS.find(([written]) => text.startsWith(written, at))
  if (operator) {
    const [written, meant] = operator
    return {
      token: { kind: 'operator', operator: meant },
      end: at + written.length,
      sign: !ALSO_ELSEWHERE.has(written),
    }
  }
  const postfix = POSTFIXES.find((written) => written === sign)
  return postfix ? { token: { kind: 'postfix', postfix }, end: at + 1 } : null
}

function wordAt(text: string, at: number, language: Language, before: readonly Token[]): Read | null {
  const last = before.at(-1)
  const measured = last?.kind === 'number' || last?.kind === ')'
  // "3 x 4"
  if (measured && text.charAt(at) === 'x' && !WORDISH.test(text.charAt(at + 1)))
    return { token: { kind: 'operator', operator: '*' }, end: at + 1, sign: true }
  const spoken = spokenAt(text, at, language)
  const phrase = phrasesFrom(text.charAt(at), language).find(
    ({ text: own }) => text.startsWith(own, at) && endsWord(text, at + own.length, own),
  )
  // "Six" counts in two languages, "cent" only in one; the longer reading is meant.
  if (spoken && (!phrase || spoken.end >= at + phrase.text.length))
    return { token: { kind: 'number', value: spoken.value }, end: spoken.end }
  if (!phrase) return articleAt(text, at)
  const end = at + phrase.text.length
  if (phrase.text === 'in' && measured && isInch(text.slice(end))) {
    const inch = unitCalled('in', 'en')
    if (inch) return { token: { kind: 'unit', unit: inch }, end }
  }
  return { token: phrase.token, end }
}

/** "5 in" and "5 in in cm" are inches; "5 km in miles" is none. */
const isInch = (rest: string) => /^\s*(?:$|in\b|to\b|\))/.test(rest)

function endsWord(text: string, end: number, phrase: string): boolean {
  return !LETTER.test(phrase.at(-1) ?? '') || !LETTER.test(text.charAt(end))
}

/** "A mile" is one. */
function articleAt(text: string, at: number): Read | null {
  const article = /^(?:an?|eine?[nrm]?|une?|un[ao]?)\s/.exec(text.slice(at, at + 6))?.[0]
  if (!article) return null
  return { token: { kind: 'number', value: { n: 1n, d: 1n } }, end: at + article.length }
}

function spokenAt(text: string, at: number, language: Language) {
  if (!LETTER.test(text.charAt(at))) return null
  const words: string[] = []
  const ends: number[] = []
  for (let from = at; words.length < SPOKEN_MAX; ) {
    let end = from
    while (end < text.length && LETTER.test(text.charAt(end))) end += 1
    if (end === from) break
    words.push(text.slice(from, end))
    ends.push(end)
    const gap = /^[ \u00a0\u202f-]/.test(text.charAt(end)) ? 1 : 0
    if (gap === 0) break
    from = end + gap
    while (text.charAt(from) === ' ') from += 1
  }
  const number = spokenNumber(words, language)
  const end = number && ends[number.words - 1]
  return number && end !== undefined && end !== null ? { value: number.value, end } : null
}
