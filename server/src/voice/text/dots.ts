import { inLower, MONTHS } from '../../language/calendar-names.ts'
import { keysOf, recordOf } from '../../records.ts'
import { ABBREVIATIONS, type Abbreviations } from './abbreviations.ts'
import { charAt, isCapital, isDigit, isLetter, isSpace, isWordPart } from './characters.ts'
import type { Language } from './language.ts'

/** A single dot before white space, or at the end of what has come so far. */
interface Dot {
  text: string
  at: number
  /** Where the next word begins or will begin: after the marks that close, and after white space. */
  next: number
  /** Nothing more will come. */
  final: boolean
  language: Language
}

/** Whether a dot ends a clause; null as long as that hangs on what has not come yet. */
export function dotEnds(dot: Dot): boolean | null {
  const { text, at, language } = dot
  const token = tokenBefore(text, at)
  if (opensPoint(text, at, token)) return false
  const kind = abbreviationAt(dot)
  if (kind === null) return null
  if (kind === 'open') return false
  if (kind === 'closing') return startOf(dot, isCapital)
  if (kind === 'counted') return startOf(dot, (char) => !isDigit(char))
  const letters = token.split(/[.-]/).filter(Boolean)
  if (letters.length > 0 && letters.every((letter) => charAt(letter, 0) === letter && isLetter(letter))) {
    if (letters.length > 1) return false
    if (!(token === 'I' && language === 'en')) return startOf(dot, (char) => isCapital(char) !== isCapital(token))
  }
  return language === 'de' && isShortNumber(token) ? ordinalEnds(dot) : true
}

/** Judges the first character of the next word, past marks that open; the end of the text ends every clause. */
function startOf({ text, next, final }: Dot, judge: (char: string) => boolean): boolean | null {
  let at = next
  while (at < next + 4 && '¿¡«»„“"‘\'([*_'.includes(text.charAt(at) || ' ')) at++
  if (at >= text.length) return final ? true : null
  return judge(charAt(text, at))
}

/** Characters looked at on each side of a dot; no abbreviation and no counted word is longer. */
const NEAR = 16

function tokenBefore(text: string, at: number): string {
  let begin = at
  while (begin > 0 && at - begin < NEAR && isTokenPart(text.charAt(begin - 1))) begin--
  return text.slice(begin, at)
}

const isTokenPart = (char: string) => !isSpace(char) && !'([{«»„“”"‘*_'.includes(char)

/** "1." and "a." at the beginning of a line open a point of a list. */
function opensPoint(text: string, at: number, token: string): boolean {
  if (!(isShortNumber(token) || (token.length === 1 && isLetter(token)))) return false
  let before = at - token.length
  while (before > 0 && at - before < NEAR && ' \t>*-#_'.includes(text.charAt(before - 1))) before--
  return before === 0 || text.charAt(before - 1) === '\n'
}

const isShortNumber = (token: string) => token.length > 0 && token.length <= 2 && [...token].every(isDigit)

/** An abbreviation cut at one of its dots: what stands before that dot, and what has to follow for it to be this one. */
interface Cut {
  before: string
  after: string
}
type Kind = keyof Abbreviations

function cutsOf(abbreviations: string[]): Cut[] {
  return abbreviations.flatMap((written) => {
    const parts = written.toLowerCase().replaceAll('. ', '.').split('.')
    return parts.map((_, i) => ({
      before: parts.slice(0, i + 1).join('.'),
      after: i + 1 < parts.length ? `${parts.slice(i + 1).join('.')}.` : '',
    }))
  })
}

const CUTS = recordOf(keysOf(ABBREVIATIONS), (language): Record<Kind, Cut[]> => {
  const { open, closing, counted } = ABBREVIATIONS[language]
  return { open: cutsOf(open), closing: cutsOf(closing), counted: cutsOf(counted) }
})

/** The kind of abbreviation whose dot this is. A dot within one is open whatever its kind. */
function abbreviationAt(dot: Dot): Kind | 'none' | null {
  let undecided = false
  for (const kind of ['open', 'closing', 'counted'] as const)
    for (const cut of CUTS[dot.language][kind]) {
      if (!standsBefore(dot.text, dot.at, cut.before)) continue
      if (cut.after === '') return undecided ? null : kind
      const more = standsAfter(dot, cut.after)
      if (more) return 'open'
      if (more === null) undecided = true
    }
  return undecided ? null : 'none'
}

function standsBefore(text: string, at: number, before: string): boolean {
  let here = at
  for (let i = before.length - 1; i >= 0; i--) {
    if (before.charAt(i) === '.') here = skipBlanksBack(text, here)
    if (here === 0 || text.charAt(here - 1).toLowerCase() !== before.charAt(i)) return false
    here--
  }
  return here === 0 || !(isWordPart(text.charAt(here - 1)) || text.charAt(here - 1) === '.')
}

function skipBlanksBack(text: string, from: number): number {
  let here = from
  while (here > 0 && from - here < 2 && isSpace(text.charAt(here - 1))) here--
  return here
}

function standsAfter({ text, next, final }: Dot, after: string): boolean | null {
  let here = next
  for (let i = 0; i < after.length; i++) {
    while (i > 0 && after.charAt(i - 1) === '.' && here - next < NEAR && isSpace(text.charAt(here))) here++
    if (here >= text.length) return final ? false : null
    if (text.charAt(here).toLowerCase() !== after.charAt(i)) return false
    here++
  }
  return true
}

const BEFORE_ORDINALS = new Set(
  'am im vom zum zur beim ab der die das dem den des dein deine deinem sein ihre jeder jede jeden jedes ein eine einen'.split(
    ' ',
  ),
)
/** What a German ordinal counts also where no article stands before it. */
const COUNTED = new Set([
  ...inLower(MONTHS.de),
  ...'jänner jahrhundert jahrhunderts weltkrieg stock klasse kapitel mal platz geburtstag'.split(' '),
])

/** "am 3. Oktober" goes on after its dot; "Ich bin 30. Und du?" does not. */
function ordinalEnds({ text, at, next, final }: Dot): boolean | null {
  const number = tokenBefore(text, at)
  const previous = tokenBefore(text, skipBlanksBack(text, at - number.length)).toLowerCase()
  if (BEFORE_ORDINALS.has(previous)) return false
  if (next >= text.length) return final ? true : null
  const first = charAt(text, next)
  if (isDigit(first) || !isCapital(first)) return false
  let end = next
  while (end < text.length && end - next < NEAR && isLetter(text.charAt(end))) end++
  if (end === text.length && end - next < NEAR && !final) return null
  return !COUNTED.has(text.slice(next, end).toLowerCase())
}
