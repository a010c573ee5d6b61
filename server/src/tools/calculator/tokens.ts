import type { Rational } from './rational.ts'
import type { Unit } from './units.ts'

/** What stands between two quantities. `of`: so many per cent of; `off`: so many per cent less than; `in`: into another unit. */
export type Operator = '+' | '-' | '*' | '/' | '^' | 'mod' | 'of' | 'off' | 'in'
/** What stands before a quantity. */
export type FunctionName =
  | 'sqrt'
  | 'cbrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'ln'
  | 'log'
  | 'log2'
  | 'exp'
  | 'abs'
  | 'factorial'
  | 'half'
  | 'third'
  | 'quarter'

/** One sign or word of a sum. `written`: in digits; `spoken`: as a word. */
export type Token =
  | { kind: 'number'; value: Rational; written?: true }
  | { kind: 'operator'; operator: Operator; spoken?: true }
  | { kind: 'postfix'; postfix: '%' | '!' | '²' | '³' }
  | { kind: 'function'; name: FunctionName }
  | { kind: 'constant'; name: 'pi' | 'e' }
  | { kind: 'unit'; unit: Unit }
  | { kind: '(' }
  | { kind: ')' }
