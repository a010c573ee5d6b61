import { PGlite } from '@electric-sql/pglite'
import type { DatabaseAddress } from '../src/db/open.ts'

type DoorOf = Extract<Extract<DatabaseAddress, { pglite: unknown }>['pglite'], () => unknown>
type BringUpToDate = (address: DatabaseAddress) => Promise<void>

/** The one PostgreSQL inside this process: to start it takes five seconds, and most of a gigabyte. */
let pglite: PGlite | undefined
/** Whose statements it carries out. */
let current = ''
let turn: Promise<unknown> = Promise.resolve()
let places = 0

/** Where nobody is any more, emptied: to bring a place up to date takes twenty times as long as to empty one. */
const left: string[] = []
/** What there is in a place that was just brought up to date, and beside it the names of the migrations it holds. */
let asMade: Promise<string> | undefined

/**
 * A database of its own in the PostgreSQL of this process, which is a schema there, brought up to date and otherwise empty; and how to give
 * it back. Whoever still comes after that is refused.
 */
export async function placeInside(bringUpToDate: BringUpToDate): Promise<{
  address: DatabaseAddress
  drop: () => Promise<void>
}> {
  pglite ??= new PGlite()
  const inside = pglite
  const stay = { over: false }
  const before = left.pop()
  const schema = before ?? `place_${++places}`
  const address: DatabaseAddress = { engine: 'postgres', pglite: () => doorTo(inside, schema, stay) }
  if (!before) {
    await inTurn(inside, schema, () => inside.query(`create schema ${schema}`))
    await bringUpToDate(address)
    asMade ??= keepAsMade(inside, schema)
  }
  return {
    address,
    drop: async () => {
      stay.over = true
      const wanted = await asMade
      await inTurn(inside, schema, async () => {
        // A test that changed the tables themselves leaves nothing for the next one.
        if ((await shapeOf(inside, schema)) !== wanted) await inside.exec(`drop schema ${schema} cascade`)
        else {
          await inside.transaction((all) => all.exec(emptying(schema)))
          left.push(schema)
        }
      })
    },
  }
}

async function keepAsMade(inside: PGlite, schema: string): Promise<string> {
  return inTurn(inside, schema, async () => {
    await inside.exec(`create schema as_made; create table as_made.migrations as table ${schema}.migrations`)
    return shapeOf(inside, schema)
  })
}

/** All that a schema holds besides rows, as a number. Triggers of references are named by a number that is another one in each. */
async function shapeOf(inside: PGlite, schema: string): Promise<string> {
  const { rows } = await inside.query<{ shape: string }>(
    `select md5(concat(
       (select string_agg(concat_ws(' ', relname, relkind, relnatts, relchecks, columns, constraints, triggers), E'\\n' order by relname)
         from pg_class,
           lateral (select string_agg(
               concat_ws(' ', attname, atttypid, atttypmod, attnotnull, pg_get_expr(adbin, adrelid)), ',' order by attnum) as columns
             from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where attrelid = pg_class.oid and attnum > 0) as of_columns,
           lateral (select string_agg(conname, ',' order by conname) as constraints
             from pg_constraint where conrelid = pg_class.oid) as of_constraints,
           lateral (select string_agg(each, ',' order by each) as triggers
             from (select concat_ws(' ', case when not tgisinternal then tgname end, tgenabled) as each
               from pg_trigger where tgrelid = pg_class.oid) as of_each) as of_triggers
         where relnamespace = $1::regnamespace),
       (select string_agg(concat_ws(' ', proname, prosrc), E'\\n' order by proname, prosrc)
         from pg_proc where pronamespace = $1::regnamespace))) as shape`,
    [schema],
  )
  return rows[0]?.shape ?? ''
}

// Few tables of a test hold anything, and to truncate one makes new files for all that hang on it. Triggers and references stand still
// meanwhile, and only as long as the transaction: some tables let nobody delete.
const emptying = (schema: string) => `
  set local session_replication_role = replica;
  do $$
  declare
    each record;
    used boolean;
  begin
    for each in select oid::regclass as name, relkind from pg_class
        where relnamespace = '${schema}'::regnamespace and relkind in ('r', 'S') loop
      if each.relkind = 'S' then
        perform setval(each.name, 1, false);
      else
        execute format('select exists (select from %s)', each.name) into used;
        if used then execute format('delete from %s', each.name); end if;
      end if;
    end loop;
  end $$;
  insert into ${schema}.migrations table as_made.migrations;`

/**
 * One way into a place. Whoever is done closes their own, and the next one finds everything as it was left; what still comes through a
 * closed one is refused, as by a pool that ended.
 */
function doorTo(inside: PGlite, schema: string, stay: { over: boolean }): ReturnType<DoorOf> {
  let closed = false
  const through = <T>(work: () => Promise<T>): Promise<T> =>
    closed || stay.over ? Promise.reject(new Error('this database was closed')) : inTurn(inside, schema, work)
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
