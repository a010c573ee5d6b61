import { Refused } from './refused.ts'

/** A fraction in lowest terms; `d` is positive. Exact: a tenth and two tenths are three tenths. */
export interface Rational {
  n: bigint
  d: bigint
}

/** Numerator and denominator have at most so many bits, about 308 digits. It bounds what any step costs. */
const BITS_MAX = 1024
const LIMIT = 1n << BigInt(BITS_MAX)

/** The fraction of two whole numbers in lowest terms. Throws Refused `by-zero` or `too-big`. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new Refused('by-zero')
  const by = gcd(n < 0n ? -n : n, d < 0n ? -d : d)
  const [top, bottom] = d < 0n ? [-n / by, -d / by] : [n / by, d / by]
  if (top >= LIMIT || top <= -LIMIT || bottom >= LIMIT) throw new Refused('too-big')
  return { n: top, d: bottom }
}

export const ONE = rational(1n)

/** The sum of two fractions. */
export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d)
/** What is left of one fraction without another. */
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
/** The product of two fractions. */
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
/** One fraction by another. Throws Refused `by-zero`. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)

/** To a whole power. What would grow beyond the bound is refused before it is computed. */
export function power(base: Rational, exponent: bigint): Rational {
  if (exponent < 0n) return power(rational(base.d, base.n), -exponent)
  if (exponent === 0n) return ONE
  const unit = (base.n === 0n || base.n === 1n || base.n === -1n) && base.d === 1n
  if (unit) return rational(base.n === -1n && exponent % 2n === 0n ? 1n : base.n)
  const bits = Math.max(bitsOf(base.n), bitsOf(base.d)) - 1
  if (exponent > BigInt(BITS_MAX) || bits * Number(exponent) > BITS_MAX) throw new Refused('too-big')
  return rational(base.n ** exponent, base.d ** exponent)
}

/** The exact root of a fraction, or null where it is none. */
export function root(of: Rational, degree: 2 | 3): Rational | null {
  const negative = of.n < 0n
  if (negative && degree === 2) throw new Refused('not-real')
  const [n, d] = [wholeRoot(negative ? -of.n : of.n, degree), wholeRoot(of.d, degree)]
  return n === null || d === null ? null : rational(negative ? -n : n, d)
}

/** A decimal fraction as it is written, with a point: `2340.5`, `-0.1`, `1e3`. */
export function fromDecimal(text: string): Rational {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', places = ''] = mantissa.split('.')
  const by = Number(exponent) - places.length
  if (!Number.isSafeInteger(by) || Math.abs(by) > BITS_MAX) throw new Refused('too-big')
  const digits = BigInt(whole + places || '0')
  return by < 0 ? rational(digits, 10n ** BigInt(-by)) : rational(digits * 10n ** BigInt(by))
}

/** The nearest floating-point number, or one beside it; beyond their range infinite. */
export function toNumber({ n, d }: Rational): number {
  if (bitsOf(n) < 1000 && bitsOf(d) < 1000) return Number(n) / Number(d)
  const apart = bitsOf(n) - bitsOf(d)
  if (apart > 500) return Number(n / d)
  if (apart < -500) return 1 / Number(d / n)
  return Number((n << 600n) / d) / 2 ** 600
}

/** Whether a fraction is a whole number. */
export const isWhole = ({ d }: Rational): boolean => d === 1n

function bitsOf(n: bigint): number {
  return (n < 0n ? -n : n).toString(16).length * 4
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}

function wholeRoot(n: bigint, degree: 2 | 3): bigint | null {
  const k = BigInt(degree)
  let low = 0n
  let high = 1n << BigInt(Math.ceil(bitsOf(n) / degree) + 1)
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (middle ** k <= n) low = middle
    else high = middle - 1n
  }
  return low ** k === n ? low : null
}
