import { decimalOf } from '../../language/decimals.ts'
import type { Language } from '../../language/stop-words.ts'
import { fromDecimal, type Rational } from './rational.ts'
import { Refused } from './refused.ts'

/** Longer numbers are beyond the bounds anyway. */
const DIGITS_MAX = 400
const DIGIT = /[0-9]/

/**
 * The number that is written at a place of a text in digits, and where it ends; null where none begins. Which of `.` and `,` is the decimal
 * point follows from the number where it can, and else from the language. Throws Refused `too-big` or `ambiguous`.
 */
export function writtenNumber(text: string, at: number, language: Language): { value: Rational; end: number } | null {
  const first = text.charAt(at)
  if (!DIGIT.test(first) && !((first === '.' || first === ',') && DIGIT.test(text.charAt(at + 1)))) return null
  let end = at
  while (end < text.length && belongs(text, end, at, language)) end += 1
  if (end - at > DIGITS_MAX) throw new Refused('too-big')
  const decimal = decimalOf(text.slice(at, end), language)
  if (decimal === null) throw new Refused('ambiguous')
  const exponent = /^e[+-]?\d{1,8}(?![\p{L}\d])/u.exec(text.slice(end, end + 12))?.[0] ?? ''
  return { value: fromDecimal(decimal + exponent.replace('+', '')), end: end + exponent.length }
}

function belongs(text: string, at: number, from: number, language: Language): boolean {
  const sign = text.charAt(at)
  if (DIGIT.test(sign)) return true
  if (sign === '.' || sign === ',' || sign === "'" || sign === '’') return DIGIT.test(text.charAt(at + 1))
  const blank = sign === '\u202f' || sign === '\u00a0' || (sign === ' ' && (language === 'fr' || language === 'es'))
  // A blank stands between thousands: three digits follow, and no more than three came before.
  return (
    blank &&
    at > from &&
    /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5)) &&
    /(?:^|\D)\d{1,3}$/.test(text.slice(Math.max(from, at - 4), at))
  )
}
