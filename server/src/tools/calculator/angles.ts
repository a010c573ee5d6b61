import { about, finite, isExact, type Num } from './numbers.ts'
import { add, type Rational, rational, subtract, toNumber } from './rational.ts'
import { Refused } from './refused.ts'

/** An angle: exact in degrees, or in radians. */
export interface Angle {
  value: Num
  in: 'degrees' | 'radians'
}

export type Trigonometric = 'sin' | 'cos' | 'tan'

const HALF = rational(1n, 2n)
const WHOLE = { one: rational(1n), zero: rational(0n), minus: rational(-1n) }
const MINUS_HALF = rational(-1n, 2n)
/** Sines that are fractions, by their angle in degrees. */
const SINES = new Map<bigint, Rational>([
  ...([
    [0n, WHOLE.zero],
    [30n, HALF],
    [90n, WHOLE.one],
    [150n, HALF],
    [180n, WHOLE.zero],
    [210n, MINUS_HALF],
    [270n, WHOLE.minus],
    [330n, MINUS_HALF],
  ] as const),
])
const TANGENTS = new Map<bigint, Rational>([
  ...([
    [0n, WHOLE.zero],
    [45n, WHOLE.one],
    [135n, WHOLE.minus],
    [180n, WHOLE.zero],
    [225n, WHOLE.one],
    [315n, WHOLE.minus],
  ] as const),
])

const TURN = rational(360n)
const QUARTER = rational(90n)
const HALF_TURN = rational(180n)
/** What is only about right is turned no further, in radians: the turns take all the digits. */
const FAR = 2 ** 20

/**
 * Sine, cosine or tangent. Exact where the value is a fraction (by Niven's theorem these are all); a tangent of 90° is refused, and Refused `inexact`
 * is thrown where an angle that is only about right has been turned too often.
 */
export function trigonometric(name: Trigonometric, { value, in: unit }: Angle): Num {
  if (unit === 'degrees' && isExact(value)) return ofDegrees(name, value)
  const angle = about(value)
  const radians = unit === 'degrees' ? (angle * Math.PI) / 180 : angle
  const certain = isExact(value) && value.d === 1n && Number.isSafeInteger(angle)
  if (!certain && Math.abs(radians) > FAR) throw new Refused('inexact')
  // An angle of which so much is not known: nothing that is smaller means anything.
  const unknown = certain ? 0 : Math.abs(radians) * 2 ** -51
  const known = (part: number) => (Math.abs(part) <= unknown ? 0 : part)
  const [sine, cosine] = [known(Math.sin(radians)), known(Math.cos(radians))]
  if (name !== 'tan') return name === 'sin' ? sine : cosine
  if (cosine === 0) throw new Refused('not-real')
  return sine === 0 ? 0 : finite(Math.tan(radians))
}

function ofDegrees(name: Trigonometric, value: Rational): Num {
  const turned = turn(name === 'cos' ? add(value, QUARTER) : value)
  if (turned.d === 1n) {
    if (name === 'tan' && turned.n % 180n === 90n) throw new Refused('not-real')
    const exact = name === 'tan' ? TANGENTS.get(turned.n) : SINES.get(turned.n)
    if (exact) return exact
  }
  const sine = sineOf(turned)
  return name === 'tan' ? finite(sine / sineOf(turn(add(turned, QUARTER)))) : sine
}

/** The same angle from 0 to 360 degrees, before anything is rounded. */
function turn({ n, d }: Rational): Rational {
  const whole = TURN.n * d
  return rational(((n % whole) + whole) % whole, d)
}

/** The sine of 0 to 360 degrees, by the angle between −90 and 90 that has the same. */
function sineOf(turned: Rational): number {
  const beyond = (by: Rational) => turned.n > by.n * turned.d
  const folded = beyond(rational(270n))
    ? subtract(turned, TURN)
    : beyond(QUARTER)
      ? subtract(HALF_TURN, turned)
      : turned
  return Math.sin((toNumber(folded) * Math.PI) / 180)
}

/** The angle, in degrees, of a sine, cosine or tangent. */
export function inverse(name: `a${Trigonometric}`, of: Num): Num {
  const value = about(of)
  const radians = { asin: Math.asin, acos: Math.acos, atan: Math.atan }[name](value)
  return finite((radians * 180) / Math.PI)
}
