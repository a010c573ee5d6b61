import { about, finite, isExact, type Num } from './numbers.ts'
import { type Rational, rational } from './rational.ts'
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

/** Sine, cosine or tangent. Exact where the value is a fraction (by Niven's theorem these are all); a tangent of 90° is refused. */
export function trigonometric(name: Trigonometric, angle: Angle): Num {
  const { value } = angle
  if (angle.in === 'degrees' && isExact(value) && value.d === 1n) {
    const turned = (((name === 'cos' ? value.n + 90n : value.n) % 360n) + 360n) % 360n
    if (name === 'tan' && turned % 180n === 90n) throw new Refused('not-real')
    const exact = name === 'tan' ? TANGENTS.get(turned) : SINES.get(turned)
    if (exact) return exact
  }
  const degrees = about(value)
  // Far from zero the turns take all the digits.
  const radians = angle.in === 'degrees' ? ((degrees % 360) * Math.PI) / 180 : degrees
  return finite({ sin: Math.sin, cos: Math.cos, tan: Math.tan }[name](radians))
}

/** The angle, in degrees, of a sine, cosine or tangent. */
export function inverse(name: `a${Trigonometric}`, of: Num): Num {
  const value = about(of)
  const radians = { asin: Math.asin, acos: Math.acos, atan: Math.atan }[name](value)
  return finite((radians * 180) / Math.PI)
}
