import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { databaseUrl, type Fresh, onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { migrate, migrationState } from './migrate.ts'
import { openDatabase } from './open.ts'
import { prepareDatabase } from './prepare.ts'
import { lockDataFolder } from './server-lock.ts'
import { openSqliteFile } from './sqlite.ts'
import type { WordFilters, Wording } from './word-index.ts'
import { formsOf, tokens } from './words.ts'

const now = () => new Date('2026-03-01T10:00:00Z')

const learner = async (db: Fresh['database']['db']) => {
  const id = newId()
  await db
    .insertInto('users')
    .values({
      id,
      email: `${id}@x.org`,
      email_key: `${id}@x.org`,
      full_name: null,
      password_hash: '',
      role: 'user',
      status: 'active',
      timezone: 'UTC',
      locale: 'en',
      settings: '{}',
      created_at: '',
      last_login: null,
    })
    .execute()
  return id
}

onEveryEngine('the database', (fresh, engine) => {
  const say = async ({ database: { db, words } }: Awaited<ReturnType<typeof fresh>>, userId: string, text: string) =>
    db.transaction().execute(async (trx) => {
      const { seq } = await trx
        .insertInto('exchanges')
        .values({
          id: newId(),
          user_id: userId,
          session_id: 's',
          mode: 'conversation',
          state: 'pending',
          user_text: text,
          agent_text: null,
          intent: 'statement',
          spoken: 0,
          corrected: 0,
          provider: null,
          model: null,
          sources: '[]',
          recording_id: null,
          unheard_text: null,
          said_at: now().toISOString(),
          answered_at: null,
          lease_until: null,
        })
        .returning('seq')
        .executeTakeFirstOrThrow()
      await words.add(trx, { seq, userId, side: 'user', text })
      return seq
    })

  test('a second migration finds nothing to do', async () => {
    const { database } = await fresh()
    expect(await migrate(database.db, { engine, now })).toEqual([])
    expect((await migrationState(database.db)).pending).toEqual([])
  })

  test('a failing migration leaves the schema as it was', async () => {
    const { database } = await fresh()
    const broken = {
      '002-broken': {
        async up(db: typeof database.db) {
          await sql`create table half (id text)`.execute(db)
          throw new Error('out of ideas')
        },
      },
    }
    await expect(migrate(database.db, { engine, now, migrations: broken })).rejects.toThrow('out of ideas')
    await expect(sql`select * from half`.execute(database.db)).rejects.toThrow()
  })

  test('a transaction that fails leaves nothing, and its neighbours stay', async () => {
    const { database } = await fresh()
    const { db } = database
    const [kept, failed] = await Promise.allSettled([
      learner(db),
      db.transaction().execute(async (trx) => {
        await learner(trx)
        throw new Error('changed my mind')
      }),
      db
        .transaction()
        .execute((trx) =>
          trx
            .insertInto('idempotency_keys')
            .values({ user_id: 'nobody', key: 'k', body_hash: '', exchange_id: '', created_at: '' })
            .execute(),
        ),
    ])
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'changed my mind' } })
    expect(kept.status).toBe('fulfilled')
    const { count } = await db
      .selectFrom('users')
      .select(db.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(1)
  })

  test('words are found by stem, prefix, phrase and without their accents, by their owner only', async () => {
    const opened = await fresh()
    const [ada, eve] = [await learner(opened.database.db), await learner(opened.database.db)]
    const cells = await say(opened, ada, 'Photosynthesis happens in the chloroplasts of plant cells')
    const cafe = await say(opened, ada, 'We met at the Café Müller, it’s C++ day')
    await say(opened, eve, 'Photosynthesis is mine')
    const { words } = opened.database
    const holding = async (...groups: Wording[][]) =>
      (await words.holding(ada, groups, { limit: 10 })).map((hit) => hit.seq)
    const word = (text: string) => formsOf(tokens(text)[0] ?? '').map((form) => ({ words: [form] }))
    const phrase = (text: string, beginning = false) => [{ words: tokens(text), beginning }]
    expect(await holding(word('chloroplast'))).toEqual([cells])
    expect(await holding(phrase('photosyn'))).toEqual([])
    expect(await holding(phrase('photosyn', true))).toEqual([cells])
    const arms = await say(opened, ada, 'Octopuses taste with their arms')
    expect(await holding(word('octopus'))).toEqual([arms])
    expect(await holding(phrase('plant cells'))).toEqual([cells])
    expect(await holding(phrase('cells plant'))).toEqual([])
    expect(await holding(phrase('plant ce', true))).toEqual([cells])
    expect(await holding(word('cafe'), word('muller'))).toEqual([cafe])
    expect(await holding(word('cafe'), word('plant'))).toEqual([])
    expect(await holding([...word('photosynthesis'), ...word('CAFÉ')])).toEqual([cafe, cells])
    expect(await words.holding(ada, [[...word('photosynthesis'), ...word('cafe')]], { limit: 1 })).toEqual([
      { seq: cafe, side: 'user' },
    ])
    expect((await words.startingWith(ada, 'p')).sort()).toEqual(['photosynthesi', 'plant'])
  })

  test('words are looked for within a session and a time', async () => {
    const opened = await fresh()
    const ada = await learner(opened.database.db)
    const first = await say(opened, ada, 'the tide turns')
    const second = await say(opened, ada, 'the tide waits')
    const within = async (filters: WordFilters) => {
      const reach = await opened.database.words.reach(ada, filters)
      const hits = await opened.database.words.holding(ada, [[{ words: ['tide'] }]], {
        limit: 10,
        filters: { ...filters, ...(reach ? { within: reach } : {}) },
      })
      return { reach, seqs: hits.map(({ seq }) => seq) }
    }
    expect(await within({ beforeSeq: second })).toEqual({ reach: { first, last: first }, seqs: [first] })
    expect(await within({ sessionId: 'elsewhere' })).toEqual({ reach: null, seqs: [] })
    expect((await within({ after: '2000-01-01', before: '9' })).seqs).toEqual([second, first])
    expect((await within({ before: '2000-01-01' })).seqs).toEqual([])
    expect((await within({ side: 'agent' })).seqs).toEqual([])
  })

  test('a word taken out is not found, and leaves no trace in the index', async () => {
    const opened = await fresh()
    const ada = await learner(opened.database.db)
    const seq = await say(opened, ada, 'xylophone')
    await opened.database.words.remove(opened.database.db, { seq, userId: ada, side: 'user', text: 'xylophone' })
    expect(await opened.database.words.holding(ada, [[{ words: ['xylophone'] }]], { limit: 5 })).toEqual([])
    if (engine === 'sqlite') {
      const { rows } = await sql<{
        n: number
      }>`select count(*) as n from spoken_words_data where instr(block, cast('xylophon' as blob)) > 0`.execute(
        opened.database.db,
      )
      expect(rows[0]?.n).toBe(0)
    }
    expect(await opened.database.words.startingWith(ada, 'x')).toEqual([])
  })

  test('an empty database is refused where data once was', async () => {
    const { database, address, folder } = await fresh()
    const first = await prepareDatabase(database, { address, dataDir: folder, now, newId })
    expect((await prepareDatabase(database, { address, dataDir: folder, now, newId })).installationId).toBe(
      first.installationId,
    )
    await database.db.deleteFrom('installation').execute()
    await expect(prepareDatabase(database, { address, dataDir: folder, now, newId })).rejects.toThrow(/once had data/)
    const meant = await prepareDatabase(database, { address, dataDir: folder, now, newId, acceptNew: true })
    expect(meant.installationId).not.toBe(first.installationId)
  })

  test('a stranger’s database is refused by name', async () => {
    const { database, address, folder } = await fresh()
    await sql`drop table migrations`.execute(database.db)
    await expect(prepareDatabase(database, { address, dataDir: folder, now, newId })).rejects.toThrow(
      /somebody else's tables/,
    )
  })
})

const oneFile = (fresh: () => Promise<Fresh>) => {
  test('shows nobody else what a transaction has not committed', async () => {
    const { db } = (await fresh()).database
    const seenBy = (who: typeof db) => who.selectFrom('users').select('id').execute()
    const undone = db.transaction().execute(async (trx) => {
      const id = await learner(trx)
      expect([await seenBy(trx), await seenBy(db)]).toEqual([[{ id }], []])
      throw new Error('changed my mind')
    })
    await expect(undone).rejects.toThrow('changed my mind')
    expect(await seenBy(db)).toEqual([])
  })

  test('is copied before its schema changes', async () => {
    const { database, address, folder } = await fresh()
    await prepareDatabase(database, { address, dataDir: folder, now, newId })
    await sql`delete from migrations`.execute(database.db)
    await sql`insert into migrations (name, applied_at) values ('000-ancient', '')`.execute(database.db)
    await expect(prepareDatabase(database, { address, dataDir: folder, now, newId })).rejects.toThrow(/already exists/)
    expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(1)
  })

  test('refuses a second server', async () => {
    const { folder } = await fresh()
    const release = lockDataFolder(join(folder, 'server.lock'))
    expect(() => lockDataFolder(join(folder, 'server.lock'))).toThrow(/already running/)
    release()
    lockDataFolder(join(folder, 'server.lock'))()
  })

  test('that is no database says so', async () => {
    const { folder } = await fresh()
    const file = join(folder, 'letter.db')
    writeFileSync(file, 'Dear Ada, this is a letter and no database at all.'.repeat(50))
    const opened = openDatabase({ engine: 'sqlite', file })
    await expect(opened.ping()).rejects.toThrow(/not a database/)
    expect(existsSync(file)).toBe(true)
  })

  test('is written with full durability', async () => {
    const { address } = await fresh()
    const file = openSqliteFile('file' in address ? address.file : '')
    expect(file.pragma('synchronous', { simple: true })).toBe(2)
    expect(file.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(file.pragma('secure_delete', { simple: true })).toBe(1)
    file.close()
  })
}
onEveryEngine('one file', oneFile, ['sqlite'])

test.runIf(process.env.TEST_POSTGRES_URL)('nodes that begin at once on an empty database migrate it once', async () => {
  const { url, drop } = await databaseUrl()
  const nodes = Array.from({ length: 3 }, () => openDatabase({ engine: 'postgres', url, connections: 2 }))
  onTestFinished(async () => {
    for (const node of nodes) await node.close()
    await drop()
  })
  const prepared = await Promise.all(
    nodes.map((node) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'lva-node-'))
      onTestFinished(() => rmSync(dataDir, { recursive: true }))
      return prepareDatabase(node, { address: { engine: 'postgres', url }, dataDir, now, newId })
    }),
  )
  expect(prepared.filter(({ applied }) => applied.length > 0)).toHaveLength(1)
  expect(new Set(prepared.map(({ installationId }) => installationId)).size).toBe(1)
})

test.runIf(process.env.TEST_POSTGRES_URL)(
  'a PostgreSQL that is started anew keeps people waiting, and fails only what was under way',
  async () => {
    const server = new URL(process.env.TEST_POSTGRES_URL ?? '')
    const between = await standBetween(Number(server.port))
    server.port = String(between.port)
    const database = openDatabase({ engine: 'postgres', url: server.href, connections: 2 })
    onTestFinished(async () => {
      await database.close()
      await between.goAway()
    })
    await database.ping()
    const underWay = sql`select pg_sleep(5)`.execute(database.db)
    await expect.poll(() => between.busy()).toBe(1)
    await between.goAway()
    await expect(underWay).rejects.toMatchObject({ code: 'database-unavailable', retryAfter: 5 })
    const waiting = database.ping()
    await between.comeBack()
    await waiting
  },
)

/** A door before a server that can be shut, as when that server is started anew. */
async function standBetween(port: number) {
  const sockets = new Set<Socket>()
  const door = createServer((client) => {
    const server = connect({ port, host: '127.0.0.1' })
    for (const socket of [client, server]) sockets.add(socket.on('error', () => {}))
    client.pipe(server).pipe(client)
  })
  const comeBack = (at: number) => new Promise<void>((open) => door.listen(at, '127.0.0.1', open))
  await comeBack(0)
  const bound = door.address()
  const own = typeof bound === 'object' && bound ? bound.port : 0
  return {
    port: own,
    busy: () => sockets.size / 2,
    comeBack: () => comeBack(own),
    async goAway() {
      const shut = new Promise((gone) => door.close(gone))
      for (const socket of sockets) socket.destroy()
      sockets.clear()
      await shut
    },
  }
}
