import {
  add as addExactly,
  divide as divideExactly,
  isWhole,
  multiply as multiplyExactly,
  power as powerExactly,
  type Rational,
  rational,
  root as rootExactly,
  subtract as subtractExactly,
  toNumber,
} from './rational.ts'
import { Refused } from './refused.ts'

/** Exact where it is a fraction; a floating-point number is only about right, and always finite. */
export type Num = Rational | number

/** Whether a number is a fraction, and not only about right. */
export const isExact = (value: Num): value is Rational => typeof value !== 'number'
/** As a floating-point number. */
export const about = (value: Num): number => (isExact(value) ? toNumber(value) : value)

const FACTORIAL_MAX = 170n

type Exactly = (a: Rational, b: Rational) => Rational
const either = (exactly: Exactly, roughly: (a: number, b: number) => number) => (a: Num, b: Num) =>
  isExact(a) && isExact(b) ? exactly(a, b) : finite(roughly(about(a), about(b)))

/** Of the 53 bits of a floating-point number so many may be lost; what is left is more than the ten digits that are shown. */
const LOST_MAX = 2 ** 20

/** The sum of two numbers. Throws Refused `inexact` where they all but cancel out and one is only about right: what is left is chance. */
export const add = (a: Num, b: Num): Num =>
  isExact(a) && isExact(b) ? addExactly(a, b) : left(about(a) + about(b), a, b)
/** What is left of one number without another. Throws Refused as {@link add} does. */
export const subtract = (a: Num, b: Num): Num =>
  isExact(a) && isExact(b) ? subtractExactly(a, b) : left(about(a) - about(b), a, b)

function left(sum: number, a: Num, b: Num): number {
  const size = Math.max(Math.abs(about(a)), Math.abs(about(b)))
  // "π − π": the same number twice.
  const same = sum === 0 && !isExact(a) && !isExact(b) && size <= LOST_MAX
  if (Math.abs(sum) * 2 ** 53 < size * LOST_MAX && !same) throw new Refused('inexact')
  return finite(sum)
}

export const multiply = either(multiplyExactly, (a, b) => a * b)
export const divide = either(divideExactly, (a, b) => {
  if (b === 0) throw new Refused('by-zero')
  return a / b
})

/** What is left of a division; has the sign of the divisor. Throws Refused `inexact` where that is beyond what is known of a number. */
export const modulo = either(
  (a, b) => subtractExactly(a, multiplyExactly(b, floor(divideExactly(a, b)))),
  (a, b) => {
    if (b === 0) throw new Refused('by-zero')
    if (Math.abs(a) > Math.abs(b) * LOST_MAX) throw new Refused('inexact')
    return ((a % b) + b) % b
  },
)

/** A power; exact for whole exponents. Throws Refused `not-real` for a root of what is negative. */
export function power(base: Num, exponent: Num): Num {
  if (isExact(base) && isExact(exponent) && isWhole(exponent)) return powerExactly(base, exponent.n)
  if (isExact(base) && isExact(exponent) && exponent.n === 1n && exponent.d === 2n) return root(base, 2)
  const [a, b] = [about(base), about(exponent)]
  if (a === 0 && b < 0) throw new Refused('by-zero')
  if (a < 0) throw new Refused('not-real')
  return finite(a ** b)
}

/** A square or cube root. */
export function root(of: Num, degree: 2 | 3): Num {
  const exact = isExact(of) ? rootExactly(of, degree) : null
  if (exact) return exact
  const value = about(of)
  if (value < 0 && degree === 2) throw new Refused('not-real')
  return finite(degree === 2 ? Math.sqrt(value) : Math.cbrt(value))
}

/** The factorial of a whole number from 0 to 170. */
export function factorial(of: Num): Num {
  if (!isExact(of) || !isWhole(of) || of.n < 0n) throw new Refused('not-whole')
  if (of.n > FACTORIAL_MAX) throw new Refused('too-big')
  let product = 1n
  for (let n = 2n; n <= of.n; n++) product *= n
  return rational(product)
}

/** The logarithm to a base; exact where the number is a whole power of a whole base. */
export function logarithm(of: Num, base: number): Num {
  const value = about(of)
  if (value <= 0) throw new Refused('not-real')
  if (isExact(of) && Number.isInteger(base)) {
    const guess = Math.round(Math.log(value) / Math.log(base))
    const exact = Math.abs(guess) < 1000 ? powerExactly(rational(BigInt(base)), BigInt(guess)) : null
    if (exact && exact.n === of.n && exact.d === of.d) return rational(BigInt(guess))
  }
  const roughly = base === 10 ? Math.log10(value) : base === 2 ? Math.log2(value) : Math.log(value)
  return finite(roughly)
}

/** Not a number and beyond all numbers are no answers. */
export function finite(value: number): number {
  if (Number.isNaN(value)) throw new Refused('not-real')
  if (!Number.isFinite(value)) throw new Refused('too-big')
  return value
}

/** The greatest whole number that is not greater. */
function floor({ n, d }: Rational): Rational {
  const quotient = n / d
  return rational(n < 0n && quotient * d !== n ? quotient - 1n : quotient)
}
