import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

const RELEASES = join(ROOT, 'server/test/releases')

// Says what every migration would do, without a database: run by the project's own Node, because it reads the TypeScript sources.
const RECORD = `
  const { readdirSync } = await import('node:fs')
  const { DummyDriver, Kysely, PostgresAdapter, PostgresQueryCompiler, SqliteAdapter, SqliteQueryCompiler } = await import('kysely')
  const engines = { sqlite: [SqliteAdapter, SqliteQueryCompiler], postgres: [PostgresAdapter, PostgresQueryCompiler] }
  const folder = './server/src/db/migrations/'
  const recorded = []
  for (const file of readdirSync(folder).sort())
    for (const [engine, [Adapter, Compiler]] of Object.entries(engines)) {
      const statements = []
      const dialect = {
        createAdapter: () => new Adapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: () => { throw new Error('a migration knows what it is made on') },
        createQueryCompiler: () => new Compiler(),
      }
      const db = new Kysely({ dialect, log: ({ query }) => statements.push(query.sql) })
      await (await import(folder + file)).up(db, engine)
      recorded.push({ name: file.slice(0, -'.ts'.length), engine, statements })
    }
  console.log(JSON.stringify(recorded))`

// For everything that is refused a statement that does it. Without being refused it fails the check: the rule was never seen to fire.
const PLANTED = [
  'drop table users',
  'alter table users drop column email',
  'alter table users rename column email to address',
  'alter table users rename to people',
  'alter table users alter column email type bytea',
  'alter table users alter column full_name set not null',
  'alter table users add constraint of_age check (age > 17)',
  'alter table users add column age integer not null',
  'alter table users add column age integer default 1 check (age > 17)',
  'alter table users add column twin text references users (id)',
  'create unique index users_by_name on users (full_name)',
  'create trigger users_stay before delete on users begin select 1; end',
  'drop index users_by_name',
  'delete from users',
  'truncate users',
]

/** New migrations only add: the release before, which knows none of them, goes on reading and writing what it knows. */
export async function migrations() {
  const { stdout, stderr } = await run(NODE, ['--input-type=module', '-e', RECORD], { cwd: ROOT })
  if (!stdout.startsWith('[')) throw new Error(`the migrations could not be recorded: ${stderr}`)
  const released = latestRelease()
  const recorded = JSON.parse(stdout).filter(({ name }) => !released.migrations.includes(name))
  const faults = ['sqlite', 'postgres'].flatMap((engine) => {
    const known = new Set()
    return recorded
      .filter((one) => one.engine === engine)
      .flatMap(({ name, statements }) =>
        statements.flatMap((sql) => {
          const why = refusal(sql, known)
          return why ? [`${name} (${engine}) ${why}: ${sql.slice(0, 80)}`] : []
        }),
      )
  })
  for (const sql of PLANTED) if (!refusal(sql, new Set())) faults.push(`nothing refuses: ${sql}`)
  const count = new Set(recorded.map(({ name }) => name)).size
  return { figure: `${count} newer than ${released.name}, ${PLANTED.length} refusals seen to fire`, faults }
}

function latestRelease() {
  const all = readdirSync(RELEASES).map((name) =>
    JSON.parse(readFileSync(join(RELEASES, name, 'release.json'), 'utf8')),
  )
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
}

/** Why the release before could not live with a statement; null where it can. `own` are tables it does not know, and grows. */
function refusal(sql, own) {
  const words = sql.toLowerCase().replaceAll('"', '').replaceAll('(', ' ( ').split(/\s+/).filter(Boolean)
  const [verb, what, name] = words
  if (verb === 'create') return refusedCreation(words, own)
  if (['insert', 'update', 'select'].includes(verb)) return null
  if (verb === 'alter' && what === 'text') return null
  if (own.has(name) && ['delete', 'alter'].includes(verb)) return null
  return verb === 'alter' && what === 'table' ? refusedColumn(words.slice(3)) : 'takes away what the release before has'
}

function refusedCreation(words, own) {
  const [, what, name, virtual] = words
  if (what === 'table') own.add(name)
  if (what === 'virtual') own.add(virtual)
  if (own.has(words[words.indexOf('on') + 1])) return null
  if (what === 'unique') return 'refuses rows the release before writes'
  return what === 'trigger' ? 'does something when the release before writes' : null
}

function refusedColumn([add, column, ...rest]) {
  if (add !== 'add' || column !== 'column') return 'changes what the release before knows'
  const has = (word) => rest.includes(word)
  if (has('check') || has('references') || has('unique')) return 'refuses rows the release before writes'
  const filled = has('default') || has('generated')
  return has('not') && !filled ? 'asks for a value the release before does not give' : null
}
