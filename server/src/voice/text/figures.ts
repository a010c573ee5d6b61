import { isDigit } from './characters.ts'
import type { Language } from './language.ts'

/** A number as it is written. */
export interface Figure {
  /** Without the marks between thousands, which some voices read as the end of a number. */
  said: string
  whole: string
  /** Digits after the decimal mark; '' for none. */
  decimals: string
  value: number
  end: number
}

const NARROW_BLANKS = '\u{a0}\u{202f}\u{2009}'
/** What stands between thousands, and before decimals. English sets a full blank between two numbers, others between thousands too. */
const MARKS: Record<Language, { groups: string; decimal: string }> = {
  en: { groups: `,${NARROW_BLANKS}`, decimal: '.' },
  es: { groups: `. ${NARROW_BLANKS}`, decimal: ',' },
  de: { groups: `. ${NARROW_BLANKS}`, decimal: ',' },
  fr: { groups: ` ${NARROW_BLANKS}`, decimal: ',' },
  ja: { groups: `,${NARROW_BLANKS}`, decimal: '.' },
}

/** The number that begins at a place; null where none does. Linear in its length. */
export function figureAt(text: string, at: number, language: Language): Figure | null {
  if (!isDigit(text.charAt(at))) return null
  const { groups, decimal } = MARKS[language]
  let end = digitsEnd(text, at)
  let whole = text.slice(at, end)
  const separator = text.charAt(end)
  if (whole.length <= 3 && separator !== '' && groups.includes(separator))
    while (text.charAt(end) === separator && digitsEnd(text, end + 1) === end + 4) {
      whole += text.slice(end + 1, end + 4)
      end += 4
    }
  let decimals = ''
  if (text.charAt(end) === decimal && isDigit(text.charAt(end + 1))) {
    const stop = digitsEnd(text, end + 1)
    // "3.10.1990" and "2.0.1" are no fractions.
    if (!(text.charAt(stop) === decimal && isDigit(text.charAt(stop + 1)))) {
      decimals = text.slice(end + 1, stop)
      end = stop
    }
  }
  const said = decimals ? `${whole}${decimal}${decimals}` : whole
  return { said, whole, decimals, value: Number(decimals ? `${whole}.${decimals}` : whole), end }
}

function digitsEnd(text: string, at: number): number {
  let end = at
  while (isDigit(text.charAt(end))) end++
  return end
}

/** The whole number of one or two digits at a place, or null. */
export function shortNumberAt(text: string, at: number): { value: number; end: number } | null {
  const end = digitsEnd(text, at)
  return end > at && end - at <= 2 ? { value: Number(text.slice(at, end)), end } : null
}
