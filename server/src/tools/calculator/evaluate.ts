import { unitCalled } from './lexicon.ts'
import { after, applied, combined, converted, negated, plain, type Quantity } from './quantities.ts'
import { Refused } from './refused.ts'
import type { Operator, Token } from './tokens.ts'
import type { Unit } from './units.ts'

/** Nobody says a longer sum, or a deeper one. They bound time and stack. */
const TOKENS_MAX = 100
const DEPTH_MAX = 40

const BINDS: Record<Operator, number> = { in: 1, '+': 10, '-': 10, '*': 20, '/': 20, mod: 20, of: 15, off: 15, '^': 40 }
/** "2 π" */
const BESIDE = 22
const MINUS = 30
const FUNCTION = 35
/** "5 feet 3 inches" */
const COMPOUND = 44
const POSTFIX = 50

/** What a sum comes to, and what that was before it was put into another unit. */
export interface Outcome {
  result: Quantity
  from: Quantity | null
}

/** What a sum comes to. Throws Refused. The parser is Pratt’s (Top down operator precedence, 1973); it computes as it reads. */
export function evaluate(tokens: readonly Token[]): Outcome {
  if (tokens.length > TOKENS_MAX) throw new Refused('too-long')
  let at = 0
  let depth = 0
  let from: Quantity | null = null

  function quantity(least: number): Quantity {
    depth += 1
    if (depth > DEPTH_MAX) throw new Refused('too-deep')
    let left = first()
    for (let next = continued(left, least); next; next = continued(left, least)) left = next
    depth -= 1
    return left
  }

  function first(): Quantity {
    const token = tokens[at++]
    if (token?.kind === 'number') return plain(token.value)
    if (token?.kind === 'constant') return plain(token.name === 'pi' ? Math.PI : Math.E)
    if (token?.kind === 'function') return applied(token.name, quantity(FUNCTION))
    if (token?.kind === '(') {
      const inside = quantity(BINDS.in + 1)
      if (tokens[at++]?.kind !== ')') throw new Refused('unreadable')
      return inside
    }
    if (token?.kind !== 'operator' || (token.operator !== '-' && token.operator !== '+'))
      throw new Refused('unreadable')
    const of = quantity(MINUS)
    return token.operator === '-' ? negated(of) : of
  }

  /** The quantity with what comes next; null when that belongs to somebody further out. */
  function continued(left: Quantity, least: number): Quantity | null {
    const token = tokens[at]
    if (!token || token.kind === ')') return null
    if (least > bindingOf(token, left)) return null
    if (token.kind === 'number') return combined('+', left, behind(left, quantity(COMPOUND + 1)))
    if (token.kind === '(' || token.kind === 'constant' || token.kind === 'function')
      return combined('*', left, quantity(BESIDE + 1))
    at += 1
    if (token.kind === 'postfix') return after(token.postfix, left)
    if (token.kind === 'unit') return { ...left, unit: token.unit }
    if (token.operator !== 'in') return combined(token.operator, left, quantity(rightOf(token.operator)))
    from = left
    return converted(left, target())
  }

  function target(): Unit {
    const token = tokens[at++]
    if (token?.kind !== 'unit') throw new Refused('unreadable')
    return token.unit
  }

  const result = quantity(0)
  if (at < tokens.length) throw new Refused('unreadable')
  return { result, from }
}

/** How tightly a token binds to the quantity before it. Throws Refused where it cannot stand there. */
function bindingOf(token: Exclude<Token, { kind: ')' }>, left: Quantity): number {
  if (token.kind === 'operator') return BINDS[token.operator]
  if (token.kind === 'postfix') return POSTFIX
  const measured = left.unit !== null
  if ((token.kind === 'unit' && (measured || left.percent)) || (token.kind === 'number' && !measured))
    throw new Refused('unreadable')
  if (token.kind === 'unit') return POSTFIX
  return token.kind === 'number' ? COMPOUND : BESIDE
}

/** What stands behind a measure, as its smaller part: "5 foot 11" has inches. */
function behind(left: Quantity, right: Quantity): Quantity {
  const inches = left.unit?.symbol === 'ft' && right.unit === null ? unitCalled('in', 'en') : null
  return inches ? { ...right, unit: inches } : right
}

/** Powers are read from the right. */
const rightOf = (operator: Operator) => (operator === '^' ? BINDS[operator] : BINDS[operator] + 1)
