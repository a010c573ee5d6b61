import type { CompiledQuery, Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import { keysOf, recordOf } from '../records.ts'

/** Whoever carries statements out, whatever its tables. */
type Asked = Pick<Kysely<unknown>, 'getExecutor' | 'executeQuery'>

/** A list may be of any length, and each makes another statement. */
const SHAPES_MAX = 200

/** Stands for a value while a statement is built; `at`: for one of a list. */
class Blank {
  readonly name: string
  readonly at: number | null
  constructor(name: string, at: number | null = null) {
    this.name = name
    this.at = at
  }
}

type Known<Row> = LRUCache<string, CompiledQuery<Row>>

/**
 * A statement that is the same every time but for its values, which are `given` by name: it is built and compiled once for each engine, and
 * for each length of a list and each choice of values that are there. Otherwise that takes as long as carrying it out, or longer, and every turn
 * carries out two dozen. `build` may only put the values into the statement: it sees none of them.
 */
export function fixed<DB extends Asked, Given extends object, Row>(
  build: (db: DB, given: Given) => { compile(db: DB): CompiledQuery<Row> },
) {
  const engines = new Map<unknown, Known<Row>>()

  return async function run(db: DB, given: Given): Promise<Row[]> {
    const engine = db.getExecutor().adapter.constructor
    const known: Known<Row> = engines.get(engine) ?? new LRUCache({ max: SHAPES_MAX })
    engines.set(engine, known)
    const shape = shapeOf(given)
    const compiled = known.get(shape) ?? build(db, blanksFor(given)).compile(db)
    known.set(shape, compiled)
    const parameters = compiled.parameters.map((value) => (value instanceof Blank ? filled(value, given) : value))
    return (await db.executeQuery<Row>({ ...compiled, parameters })).rows
  }
}

/** Rows, column by column: lists a {@link fixed} statement takes. All of them have the same columns. */
export type Columns<Row> = { [Name in keyof Row]: Row[Name][] }

/** At least one. */
export function byColumn<Row extends object>(rows: readonly [Row, ...Row[]]): Columns<Row> {
  return recordOf(keysOf(rows[0]), (name) => rows.map((row) => row[name])) as Columns<Row>
}

/** The rows that stand {@link byColumn}. */
export function byRow<Row extends object>(columns: Columns<Row>): Row[] {
  const lists = Object.entries<unknown[]>(columns)
  const rowAt = (_: unknown, at: number) => Object.fromEntries(lists.map(([name, list]) => [name, list[at]])) as Row
  return (lists[0]?.[1] ?? []).map(rowAt)
}

/** What of the values makes another statement: which there are, and how long each list is. */
function shapeOf(given: object): string {
  let shape = ''
  for (const [name, value] of Object.entries(given))
    if (Array.isArray(value)) shape += ` ${name}:${value.length}`
    else if (value !== undefined) shape += ` ${name}`
  return shape
}

function blanksFor<Given extends object>(given: Given): Given {
  const blank = ([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value)
      ? value.map((_, at) => new Blank(name, at))
      : value === undefined
        ? undefined
        : new Blank(name),
  ]
  return Object.fromEntries(Object.entries(given).map(blank)) as Given
}

function filled({ name, at }: Blank, given: object): unknown {
  const value = given[name as keyof typeof given] as unknown
  return at === null ? value : (value as unknown[])[at]
}
