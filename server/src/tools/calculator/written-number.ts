import type { Language } from '../../language/stop-words.ts'
import { fromDecimal, type Rational } from './rational.ts'
import { Refused } from './refused.ts'

const POINT: Record<Language, '.' | ','> = { en: '.', de: ',', fr: ',', es: ',' }
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
  const decimal = plain(text.slice(at, end), language)
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

/** With a point, and without anything between thousands. */
function plain(written: string, language: Language): string {
  const bare = written.replace(/['’\s]/g, '')
  const marks = bare.replace(/\d/g, '')
  if (marks === '') return bare
  const last = marks.at(-1) ?? '.'
  const kinds = new Set(marks).size
  if (kinds === 2) {
    const [whole = '', ...places] = split(bare, last)
    const other = last === '.' ? ',' : '.'
    if (places.length > 1 || !isGrouped(whole.split(other))) throw new Refused('ambiguous')
    return `${whole.split(other).join('')}.${places[0] ?? ''}`
  }
  const parts = bare.split(last)
  if (parts.length > 2) {
    if (!isGrouped(parts)) throw new Refused('ambiguous')
    return parts.join('')
  }
  const thousands = last !== POINT[language] && isGrouped(parts) && parts[0] !== '0'
  return thousands ? parts.join('') : `${parts[0] || '0'}.${parts[1]}`
}

const split = (text: string, mark: string) => text.split(mark)
const isGrouped = ([first = '', ...rest]: string[]) =>
  first.length >= 1 && first.length <= 3 && rest.length > 0 && rest.every((part) => part.length === 3)
