import { about, isExact, type Num } from './numbers.ts'
import type { Rational } from './rational.ts'

/** A number as it is written in a language. `rounded`: it is only about right. */
export interface NumberText {
  text: string
  rounded: boolean
}

/** A fraction that ends within so many places is written out, and a whole number of so many digits. */
const PLACES_MAX = 12
const DIGITS_MAX = 40
/** Of anything else so many digits are shown. */
const SIGNIFICANT = 10
const TEN = 10n

/** Writes a number as people of a locale (BCP 47) do. What does not end is rounded to `significant` digits, halves away from zero. */
export function numberText(value: Num, locale: string, significant = SIGNIFICANT): NumberText {
  const exact = isExact(value) && !isLonger(value, significant) ? written(value, locale) : null
  if (exact !== null) return { text: exact, rounded: false }
  if (isExact(value)) {
    const size = about(value)
    if (Math.abs(size) < 1e15 && Math.abs(size) >= 1e-6)
      return { text: roundedText(value, locale, significant), rounded: true }
  }
  return { text: roughly(about(value), locale, significant), rounded: true }
}

/** Whether a fraction needs more places than are asked for; two more are shown where it ends with them. */
function isLonger(value: Rational, significant: number): boolean {
  if (significant === SIGNIFICANT || value.d === 1n) return false
  const places = Math.max(0, significant + 2 - String((value.n < 0n ? -value.n : value.n) / value.d).length)
  return (value.n * TEN ** BigInt(places)) % value.d !== 0n
}

/** All the digits of a fraction that ends soon; null for one that does not. */
function written({ n, d }: Rational, locale: string): string | null {
  let [left, places] = [d, 0]
  for (; left % TEN === 0n; left /= TEN) places += 1
  for (; left % 2n === 0n; left /= 2n) places += 1
  for (; left % 5n === 0n; left /= 5n) places += 1
  if (left !== 1n || places > PLACES_MAX) return null
  const size = n < 0n ? -n : n
  if (String(size / d).length > DIGITS_MAX) return null
  return assembled(n < 0n, size / d, String(((size % d) * TEN ** BigInt(places)) / d).padStart(places, '0'), locale)
}

function roundedText({ n, d }: Rational, locale: string, significant: number): string {
  const size = n < 0n ? -n : n
  const whole = size / d
  const digits = whole === 0n ? -leadingZeros(size, d) : String(whole).length
  const places = Math.max(0, significant - digits)
  const scale = TEN ** BigInt(places)
  const scaled = (size * scale * 2n + d) / (d * 2n)
  return assembled(n < 0n, scaled / scale, places === 0 ? '' : String(scaled % scale).padStart(places, '0'), locale)
}

/** Zeros behind the point before the first other digit of a fraction below one. */
function leadingZeros(n: bigint, d: bigint): number {
  let zeros = 0
  for (let scaled = n * TEN; scaled < d && zeros < 20; scaled *= TEN) zeros += 1
  return zeros
}

function assembled(negative: boolean, whole: bigint, places: string, locale: string): string {
  const { minus, point } = marksOf(locale)
  let end = places.length
  while (end > 0 && places.charAt(end - 1) === '0') end -= 1
  const shown = places.slice(0, end)
  return `${negative ? minus : ''}${new Intl.NumberFormat(locale).format(whole)}${shown ? point + shown : ''}`
}

function roughly(value: number, locale: string, significant: number): string {
  const size = Math.abs(value)
  if (value === 0) return '0'
  if (size < 1e15 && size >= 1e-6)
    return new Intl.NumberFormat(locale, {
      maximumSignificantDigits: Math.max(significant, String(Math.trunc(size)).length),
    }).format(value)
  const [mantissa = '0', exponent = '0'] = value.toExponential(significant - 1).split('e')
  const shown = new Intl.NumberFormat(locale, { maximumFractionDigits: significant - 1 }).format(Number(mantissa))
  return `${shown} × 10^${Number(exponent)}`
}

// Making one costs more than a hundred uses; there are few languages.
const marks = new Map<string, { minus: string; point: string }>()

function marksOf(locale: string): { minus: string; point: string } {
  const known = marks.get(locale)
  if (known) return known
  if (marks.size >= 100) marks.clear()
  const parts = new Intl.NumberFormat(locale).formatToParts(-1.5)
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise
  const made = { minus: of('minusSign', '-'), point: of('decimal', '.') }
  marks.set(locale, made)
  return made
}
