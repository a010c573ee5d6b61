import type { Language } from '../../language/stop-words.ts'
import { recordOf } from '../../records.ts'
import { add, divide, multiply, type Rational, rational, subtract } from './rational.ts'
import { UNIT_TABLE } from './unit-table.ts'

/** What can be measured here. */
export type Dimension =
  | 'length'
  | 'mass'
  | 'volume'
  | 'area'
  | 'temperature'
  | 'speed'
  | 'time'
  | 'data'
  | 'energy'
  | 'pressure'
  | 'angle'
  | 'dollars'
  | 'euros'

/** A unit. `factor` of its base unit make one, exactly; of a temperature also where its zero stands. */
export interface Unit {
  symbol: string
  of: Dimension
  factor: Rational
  zero?: Rational
}

const list = (cell: string) => (cell === '' ? [] : cell.split(', '))
const fraction = (text: string): Rational => {
  const [n = '0', d = '1'] = text.split('/')
  return divide(decimal(n), decimal(d))
}
const decimal = (text: string): Rational => {
  const [whole = '', places = ''] = text.split('.')
  return rational(BigInt(whole + places), 10n ** BigInt(places.length))
}

const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es']

interface Row {
  unit: Unit
  also: string[]
  names: Record<Language, string[]>
}

const made: readonly Row[] = UNIT_TABLE.trim()
  .replace(/\n {4}/g, ' ')
  .split('\n\n')
  .flatMap((block) => {
    const [of = '', ...rows] = block.split('\n')
    return rows.map((row) => rowOf(of as Dimension, row))
  })

function rowOf(of: Dimension, row: string): Row {
  const [symbol = '', size = '', also = '', ...called] = row.split('|').map((cell) => cell.trim())
  const [factor = '', zero] = size.split(' from ')
  return {
    unit: { symbol, of, factor: fraction(factor), ...(zero === undefined ? {} : { zero: fraction(zero) }) },
    also: list(also),
    names: recordOf(LANGUAGES, (_language, at) => list(called[at] ?? '')),
  }
}

/** How units are called in a language, in lower case; symbols are the same in all. */
export function unitNames(language: Language): Array<[name: string, unit: Unit]> {
  return made.flatMap(({ unit, also, names }) =>
    [unit.symbol, ...also, ...names[language]].map((name): [string, Unit] => [name.toLowerCase(), unit]),
  )
}

/** So much of a unit, in the base unit of what it measures. */
export const inBase = (value: Rational, { factor, zero }: Unit): Rational =>
  zero ? add(multiply(value, factor), zero) : multiply(value, factor)

/** So much of a base unit, in another unit. */
export const fromBase = (value: Rational, { factor, zero }: Unit): Rational =>
  divide(zero ? subtract(value, zero) : value, factor)
