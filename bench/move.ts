import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { number, showingProgress } from '../server/src/cli/progress.ts'
import { makeSchema } from '../server/src/db/filling.ts'
import { missingMigrations } from '../server/src/db/migrate.ts'
import { type Moved, moveDatabase, type Progress } from '../server/src/db/moving/move.ts'
import { type DatabaseAddress, openDatabase } from '../server/src/db/open.ts'
import { databaseUrl } from '../server/test/engines.ts'
import { goesWithUs } from './load/children.ts'
import { sentence } from './load/sentences.ts'

// npm run bench:move -- --rows=1000000: how long it takes to move a large installation from SQLite to PostgreSQL and back, in how much
// memory, and whether it is the same afterwards. The first move is killed when it is at a third, and gone on with. Needs TEST_POSTGRES_URL.
const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, carry: { type: 'string' } },
})
const ROWS_AT_ONCE = 500
const now = () => new Date()

interface Between {
  from: DatabaseAddress
  to: DatabaseAddress
  killAt: number | null
}
interface Carried {
  moved: Moved
  seconds: number
  megabytes: number
}

if (values.carry) await carry(JSON.parse(values.carry))
else await measure(Number(values.rows))

/** In a process of its own, whose memory is its own: moves, or is killed on the way. */
async function carry({ from, to, killAt }: Between) {
  const began = performance.now()
  const progress = showingProgress({ interactive: false, print: console.log, write: () => {} })
  const tell = ({ step, done, of }: Progress) => {
    if (killAt !== null && step === 'moving' && done >= killAt * of) process.kill(process.pid, 'SIGKILL')
    progress.show(`rows, ${step}`, { done, of })
  }
  const moved = await moveDatabase({ from, to, now, tell })
  const seconds = (performance.now() - began) / 1000
  process.send?.({ moved, seconds, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Carried)
}

async function measure(rows: number) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-move-'))
  const server = await databaseUrl()
  const [here, back] = ['here.db', 'back.db'].map((name) => ({
    ...{ engine: 'sqlite' as const, file: join(folder, name) },
  })) as [DatabaseAddress, DatabaseAddress]
  const there: DatabaseAddress = { engine: 'postgres', url: server.url, connections: 2 }
  try {
    await fill(here, rows)
    await carried({ from: here, to: there, killAt: 1 / 3 })
    const first = await carried({ from: here, to: there, killAt: null })
    const second = await carried({ from: there, to: back, killAt: null })
    if (!first || !second) throw new Error('a move did not finish')
    console.table({
      'SQLite to PostgreSQL, after it was killed at a third': row(first),
      'PostgreSQL to SQLite': row(second),
    })
    const same = JSON.stringify(first.moved.tables) === JSON.stringify(second.moved.tables)
    console.log(
      `${number(first.moved.rows)} rows of ${first.moved.tables.length} tables, ${number(first.moved.kept)} of them kept of the move that was killed; the hashes of every table are ${same ? 'equal' : 'NOT EQUAL'} after both moves`,
    )
    if (!same || first.moved.kept === 0) process.exitCode = 1
  } finally {
    await server.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function row({ moved, seconds, megabytes }: Carried) {
  return {
    s: Math.round(seconds * 10) / 10,
    'rows a second': Math.round(moved.rows / seconds),
    'MB at most': Math.round(megabytes),
  }
}

function carried(between: Between): Promise<Carried | null> {
  const child = goesWithUs(
    fork(fileURLToPath(import.meta.url), ['--carry', JSON.stringify(between)], { stdio: 'inherit' }),
  )
  return new Promise((resolve, reject) => {
    let told: Carried | null = null
    child.on('message', (message) => {
      told = message as Carried
    })
    child.once('error', reject)
    child.once('exit', (code) => (code ? reject(new Error(`a move ended with ${code}`)) : resolve(told)))
  })
}

/** Years of several learners: of four rows two are turns, one is a vector and one the key of a request. */
async function fill(address: DatabaseAddress, rows: number) {
  const database = openDatabase(address)
  const { db } = database
  await db.transaction().execute(async (trx) => {
    await makeSchema(trx, 'sqlite', { migrations: missingMigrations([]) }, now)
  })
  await db.insertInto('installation').values({ key: 'id', value: crypto.randomUUID() }).execute()
  const learners = Array.from({ length: 20 }, () => crypto.randomUUID())
  await db
    .insertInto('users')
    .values(
      learners.map((id) => ({
        ...{ id, email: `${id}@example.org`, email_key: `${id}@example.org`, full_name: null, password_hash: '' },
        ...{ role: 'user' as const, status: 'active' as const, timezone: 'UTC', locale: 'en', settings: '{}' },
        ...{ created_at: now().toISOString(), last_login: null },
      })),
    )
    .execute()
  const began = performance.now()
  for (let at = 0; at < rows / 2; at += ROWS_AT_ONCE) {
    const user_id = learners[(at / ROWS_AT_ONCE) % learners.length] ?? ''
    await db.transaction().execute(async (trx) => {
      const turns = Array.from({ length: ROWS_AT_ONCE }, (_, n) => ({
        ...{ id: crypto.randomUUID(), user_id, session_id: `session ${Math.floor((at + n) / 12)}`, corrected: 0 },
        ...{ mode: 'conversation' as const, state: 'answered' as const, intent: 'statement' as const, spoken: n % 2 },
        ...{ user_text: sentence('mover', at + n), agent_text: 'Tell me more. Ça va ? 你好', recording_id: null },
        ...{ provider: 'bench', model: null, sources: '[]', unheard_text: null, lease_until: null },
        ...{ said_at: new Date(at + n).toISOString(), answered_at: new Date(at + n).toISOString() },
      }))
      const kept: { seq: number }[] = []
      for (let n = 0; n < turns.length; n += 250)
        kept.push(
          ...(await trx
            .insertInto('exchanges')
            .values(turns.slice(n, n + 250))
            .returning('seq')
            .execute()),
        )
      const half = kept.slice(0, ROWS_AT_ONCE / 2)
      await trx
        .insertInto('vectors')
        .values(
          half.map(({ seq }) => ({
            ...{ user_id, turn: seq, passage: null, model: 'bench', dims: 384, failure: null },
            ...{ code: randomBytes(48), vector: randomBytes(384), made_at: new Date(seq).toISOString() },
          })),
        )
        .execute()
      await trx
        .insertInto('idempotency_keys')
        .values(
          half.map(({ seq }) => ({
            ...{ user_id, key: crypto.randomUUID(), body_hash: String(seq), exchange_id: crypto.randomUUID() },
            created_at: new Date(seq).toISOString(),
          })),
        )
        .execute()
    })
  }
  await database.close()
  console.log(`${number(rows)} rows were made in ${((performance.now() - began) / 1000).toFixed(0)} s`)
}
