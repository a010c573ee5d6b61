import { PGlite } from '@electric-sql/pglite'
import type { DatabaseAddress } from '../src/db/open.ts'

type DoorOf = Extract<Extract<DatabaseAddress, { pglite: unknown }>['pglite'], () => unknown>

/** The one PostgreSQL inside this process: to start it takes five seconds, and most of a gigabyte. */
let pglite: PGlite | undefined
/** Whose statements it carries out. */
let current = ''
let turn: Promise<unknown> = Promise.resolve()
let places = 0

/** A database of its own in the PostgreSQL of this process, which is a schema there, and how to drop it. */
export async function placeInside(): Promise<{ address: DatabaseAddress; drop: () => Promise<void> }> {
  const schema = `place_${++places}`
  pglite ??= new PGlite()
  const inside = pglite
  await inTurn(inside, schema, () => inside.query(`create schema ${schema}`))
  return {
    address: { engine: 'postgres', pglite: () => doorTo(inside, schema) },
    drop: async () => {
      await inTurn(inside, schema, () => inside.query(`drop schema ${schema} cascade`))
    },
  }
}

/**
 * One way into a place. Whoever is done closes their own, and the next one finds everything as it was left; what still comes through a
 * closed one is refused, as by a pool that ended.
 */
function doorTo(inside: PGlite, schema: string): ReturnType<DoorOf> {
  let closed = false
  const through = <T>(work: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new Error('this database was closed')) : inTurn(inside, schema, work)
  return {
    waitReady: inside.waitReady,
    get ready() {
      return inside.ready
    },
    get closed() {
      return closed
    },
    query: (...asked) => through(() => inside.query(...asked)),
    transaction: (work) => through(() => inside.transaction(work)),
    async close() {
      closed = true
    },
  }
}

/** There is one session for all: a statement, or a transaction, has it to itself and finds its own schema. */
function inTurn<T>(inside: PGlite, schema: string, work: () => Promise<T>): Promise<T> {
  const result = turn.then(async () => {
    if (current !== schema) await inside.query(`set search_path to ${schema}`)
    current = schema
    return work()
  })
  turn = result.catch(() => {})
  return result
}
