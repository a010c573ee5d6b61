import type { Compilable, CompiledQuery } from 'kysely'
import type { AnyDb } from './open.ts'

/** Stands for a value while a statement is built. */
class Blank {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A statement that is the same every time but for its values, which are `given` by name: it is built and compiled once for each engine.
 * Otherwise that takes as long as carrying it out, and every turn carries out two dozen. `build` may only put the values into the
 * statement: it sees none of them.
 */
export function fixed<DB extends AnyDb, Given extends object, Row>(build: (db: DB, given: Given) => Compilable<Row>) {
  const known = new Map<unknown, CompiledQuery<Row>>()
  const blanks = new Proxy({}, { get: (_, name) => new Blank(String(name)) }) as Given

  return async function run(db: DB, given: Given): Promise<Row[]> {
    const engine = db.getExecutor().adapter.constructor
    const compiled = known.get(engine) ?? build(db, blanks).compile()
    known.set(engine, compiled)
    const parameters = compiled.parameters.map((value) =>
      value instanceof Blank ? given[value.name as keyof Given] : value,
    )
    return (await db.executeQuery<Row>({ ...compiled, parameters })).rows
  }
}
