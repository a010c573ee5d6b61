import { add, isWhole, type Rational, rational } from './rational.ts'
import type { Token } from './tokens.ts'

type Written = Extract<Token, { kind: 'number' }>

/**
 * The same sum with fractions as they are meant where something is measured in them: "3/4 cup" is three quarters of a cup, "2 1/2" is two and a
 * half, "3/4 of cup" is so much of one. Fractions of bare numbers stay divisions. Linear. Throws Refused `by-zero`.
 */
export function withFractions(tokens: readonly Token[]): Token[] {
  const made: Token[] = []
  for (let at = 0; at < tokens.length; ) {
    const read = opensTerm(made.at(-1)) ? fractionAt(tokens, at) : null
    made.push(read?.token ?? (tokens[at] as Token))
    at = read?.end ?? at + 1
  }
  return made
}

/** Whether it is a sum of written fractions and nothing else but whole numbers: its answer may be a fraction as well. */
export function isOfFractions(tokens: readonly Token[]): boolean {
  let fractions = 0
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'number' ? !isWhole(token.value) && token.written : !isSign(token)) return false
    if (token.kind === 'operator' && token.operator === '/' && !token.spoken && isFraction(tokens, at - 1))
      fractions += 1
  }
  return fractions > 1
}

const SIGNS = new Set<string>(['+', '-', '*', '/'])
const isSign = (token: Token) =>
  token.kind === '(' || token.kind === ')' || (token.kind === 'operator' && SIGNS.has(token.operator))

/** Behind a division, a power or a measure a fraction would be read in another way. */
const opensTerm = (before: Token | undefined) =>
  before === undefined ||
  before.kind === '(' ||
  (before.kind === 'operator' && ['+', '-', '*', 'of', 'in'].includes(before.operator))

function fractionAt(tokens: readonly Token[], at: number): { token: Token; end: number } | null {
  const whole = wholeAt(tokens, at)
  if (!whole) return null
  const mixed = isFraction(tokens, at + 1)
  const from = mixed ? at + 1 : at
  const part = isFraction(tokens, from) ? partOf(tokens, from) : null
  if (!part) return null
  const end = from + 3
  if (mixed)
    return part.n < part.d ? { token: { kind: 'number', value: add(whole.value, part), written: true }, end } : null
  const of = tokens[end]?.kind === 'operator' && tokens[end].operator === 'of' ? 1 : 0
  return tokens[end + of]?.kind === 'unit'
    ? { token: { kind: 'number', value: part, written: true }, end: end + of }
    : null
}

function wholeAt(tokens: readonly Token[], at: number): Written | null {
  const token = tokens[at]
  return token?.kind === 'number' && token.written && isWhole(token.value) ? token : null
}

function isFraction(tokens: readonly Token[], at: number): boolean {
  const sign = tokens[at + 1]
  const over = sign?.kind === 'operator' && sign.operator === '/' && !sign.spoken
  return over && wholeAt(tokens, at) !== null && wholeAt(tokens, at + 2) !== null
}

function partOf(tokens: readonly Token[], at: number): Rational | null {
  const [n, d] = [wholeAt(tokens, at), wholeAt(tokens, at + 2)]
  return n && d ? rational(n.value.n, d.value.n) : null
}
