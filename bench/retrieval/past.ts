import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createImportExchanges } from '../../server/src/conversation/import-exchanges.ts'
import { migrate } from '../../server/src/db/migrate.ts'
import { type Database, openDatabase } from '../../server/src/db/open.ts'
import { createLog } from '../../server/src/http/log.ts'
import { newId } from '../../server/src/ids.ts'
import { createJobs, type Jobs } from '../../server/src/jobs/jobs.ts'
import { createMemory, type Memory } from '../../server/src/memory/memory.ts'
import type { Embeddings } from '../../server/src/providers/embeddings/embeddings.ts'
import { databaseUrl } from '../../server/test/engines.ts'
import type { CorpusTurn } from './corpus.ts'

const AT_ONCE = 500

/** An empty database of its own, and how to take it away again. */
export async function openPast(
  engine: 'sqlite' | 'postgres',
): Promise<{ database: Database; end: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'lva-retrieval-'))
  const server = engine === 'postgres' ? await databaseUrl() : null
  const database = openDatabase(
    server ? { engine: 'postgres', url: server.url } : { engine: 'sqlite', file: join(folder, 'past.db') },
  )
  await migrate(database.db, { engine, now: () => new Date() })
  const end = async () => {
    await database.close()
    await server?.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { database, end }
}

/** The memory of a database at a time, and the work that makes vectors for it. */
export function memoryOf(
  database: Database,
  { embeddings, now }: { embeddings: Embeddings | null; now: () => Date },
): { memory: Memory; jobs: Jobs } {
  const jobs = createJobs({ database, now: () => new Date(), newId, log: createLog({ level: 'warn', json: true }) })
  return { memory: createMemory({ database, jobs, embeddings, now }), jobs }
}

/** Reads all that somebody has said, so that it is found by its meaning. */
export async function embedAll(
  { db }: Database,
  { memory, jobs }: ReturnType<typeof memoryOf>,
  userId: string,
): Promise<void> {
  if (!memory.embed) return
  await memory.embed.enqueue(db, { userId }, { key: userId })
  await jobs.settle()
  const { indexed, items, trouble } = await memory.status(userId)
  if (indexed < items) throw new Error(`only ${indexed} of ${items} could be read: ${trouble}`)
}

/** Somebody new who has said all of this. `nameOf` knows which turn of the corpus an exchange was. */
export async function remember(
  database: Database,
  turns: Iterable<CorpusTurn>,
): Promise<{ userId: string; nameOf: Map<string, string> }> {
  const userId = newId()
  const nameOf = new Map<string, string>()
  await database.db.insertInto('users').values(somebody(userId)).execute()
  const add = createImportExchanges({ database })
  let some: Parameters<typeof add>[1] = []
  for (const { id, session, at, text, reply } of turns) {
    const exchange = { id: randomUUID(), sessionId: session, at, userText: text, agentText: reply }
    nameOf.set(exchange.id, id)
    some.push(exchange)
    if (some.length === AT_ONCE) some = await added()
  }
  await added()
  return { userId, nameOf }

  async function added() {
    await add(userId, some, { locale: 'en' })
    return []
  }
}

const somebody = (id: string) => ({
  id,
  email: id,
  email_key: id,
  full_name: null,
  password_hash: '',
  role: 'user' as const,
  status: 'active' as const,
  timezone: 'UTC',
  locale: 'en',
  settings: '{}',
  created_at: new Date(0).toISOString(),
  last_login: null,
  email_verified_at: null,
})
