import { inverse, trigonometric } from './angles.ts'
import {
  about,
  add,
  divide,
  factorial,
  finite,
  isExact,
  logarithm,
  modulo,
  multiply,
  type Num,
  power,
  root,
  subtract,
} from './numbers.ts'
import { ONE, rational } from './rational.ts'
import { Refused } from './refused.ts'
import type { FunctionName, Operator } from './tokens.ts'
import { fromBase, inBase, type Unit } from './units.ts'

/** A number, and of what. `percent`: it was said in per cent, and is a share of whatever it is added to. */
export interface Quantity {
  value: Num
  unit: Unit | null
  percent: boolean
}

/** A number that measures nothing. */
export const plain = (value: Num): Quantity => ({ value, unit: null, percent: false })
/** The same with the other sign. */
export const negated = (of: Quantity): Quantity => ({ ...of, value: subtract(rational(0n), of.value) })

/** A quantity in another unit. Throws Refused `units` where it measures something else. */
export function converted({ value, unit }: Quantity, to: Unit): Quantity {
  if (!unit || unit.of !== to.of) throw new Refused('units')
  if (unit.of === 'angle' && unit.symbol !== to.symbol) {
    const turned = unit.symbol === '°' ? (about(value) * Math.PI) / 180 : (about(value) * 180) / Math.PI
    return { ...plain(finite(turned)), unit: to }
  }
  if (isExact(value)) return { ...plain(fromBase(inBase(value, unit), to)), unit: to }
  const zeroOf = ({ zero }: Unit) => (zero ? about(zero) : 0)
  const base = value * about(unit.factor) + zeroOf(unit)
  return { ...plain(finite((base - zeroOf(to)) / about(to.factor))), unit: to }
}

type Combine = (left: Quantity, right: Quantity) => Quantity

const sum =
  (combine: (a: Num, b: Num) => Num): Combine =>
  (left, right) => {
    if (right.percent && !left.percent) return { ...left, value: multiply(left.value, combine(ONE, right.value)) }
    if (!left.unit && !right.unit)
      return { ...plain(combine(left.value, right.value)), percent: left.percent && right.percent }
    // Two temperatures have no sum.
    if (!left.unit || left.unit.zero) throw new Refused('units')
    return { ...left, value: combine(left.value, converted(right, left.unit).value) }
  }

const COMBINE: Record<Exclude<Operator, 'in'>, Combine> = {
  '+': sum(add),
  '-': sum(subtract),
  '*': (left, right) => {
    if ((left.unit && right.unit) || left.unit?.zero || right.unit?.zero) throw new Refused('units')
    return { ...plain(multiply(left.value, right.value)), unit: left.unit ?? right.unit }
  },
  '/': (left, right) => {
    if (left.unit?.zero || right.unit?.zero) throw new Refused('units')
    if (left.unit && right.unit) return plain(divide(left.value, converted(right, left.unit).value))
    return { ...plain(divide(left.value, unitless(right))), unit: left.unit }
  },
  of: (left, right) => ({ ...right, value: multiply(share(left), right.value) }),
  off: (left, right) => ({ ...right, value: multiply(subtract(ONE, share(left)), right.value) }),
  mod: (left, right) => plain(modulo(unitless(left), unitless(right))),
  '^': (left, right) => plain(power(unitless(left), unitless(right))),
}

/** What two quantities come to. Throws Refused. */
export const combined = (operator: Exclude<Operator, 'in'>, left: Quantity, right: Quantity): Quantity =>
  COMBINE[operator](left, right)

/** A quantity with what stands behind it. Throws Refused. */
export function after(postfix: '%' | '!' | '²' | '³', left: Quantity): Quantity {
  const value = unitless(left)
  if (postfix === '%') return { ...plain(divide(value, rational(100n))), percent: true }
  if (postfix === '!') return plain(factorial(value))
  return plain(power(value, rational(postfix === '²' ? 2n : 3n)))
}

type Trigonometry = 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan'
type Part = 'half' | 'third' | 'quarter'
const PARTS: Record<Part, bigint> = { half: 2n, third: 3n, quarter: 4n }

const FUNCTIONS: Record<Exclude<FunctionName, Trigonometry | Part>, (value: Num) => Num> = {
  sqrt: (value) => root(value, 2),
  cbrt: (value) => root(value, 3),
  factorial,
  ln: (value) => logarithm(value, Math.E),
  log: (value) => logarithm(value, 10),
  log2: (value) => logarithm(value, 2),
  exp: (value) => finite(Math.exp(about(value))),
  abs: (value) => (about(value) < 0 ? subtract(rational(0n), value) : value),
}

/** A function of a quantity. A bare angle is one of degrees, unless it is not exact: then π is in it. Throws Refused. */
export function applied(name: FunctionName, of: Quantity): Quantity {
  if (name === 'sin' || name === 'cos' || name === 'tan') {
    if (of.unit && of.unit.of !== 'angle') throw new Refused('units')
    const degrees = of.unit ? of.unit.symbol === '°' : isExact(of.value)
    return plain(trigonometric(name, { value: of.value, in: degrees ? 'degrees' : 'radians' }))
  }
  if (name === 'half' || name === 'third' || name === 'quarter')
    return { ...of, value: divide(of.value, rational(PARTS[name])) }
  const value = unitless(of)
  return plain(name === 'asin' || name === 'acos' || name === 'atan' ? inverse(name, value) : FUNCTIONS[name](value))
}

/** "17 % of", "1/3 of" */
function share({ value, percent, unit }: Quantity): Num {
  const part = isExact(value) && value.n > 0n && value.n < value.d && unit === null
  if (!percent && !part) throw new Refused('unreadable')
  return value
}

function unitless({ value, unit }: Quantity): Num {
  if (unit) throw new Refused('units')
  return value
}
