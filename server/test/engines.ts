import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { afterAll, describe } from 'vitest'
import { migrate } from '../src/db/migrate.ts'
import { type Database, type DatabaseAddress, openDatabase } from '../src/db/open.ts'

/** A fresh, migrated database for a test, and the folder beside it. */
export interface Fresh {
  database: Database
  address: DatabaseAddress
  folder: string
}

type DatabaseOf = Extract<DatabaseAddress, { pglite: unknown }>

const server = process.env.TEST_POSTGRES_URL

/**
 * Runs a group of tests on SQLite and on PostgreSQL: the server at TEST_POSTGRES_URL when there is one, otherwise a PostgreSQL inside
 * this process. `fresh` is called inside a test or hook; what it opens is closed after the group.
 */
export function onEveryEngine(
  title: string,
  group: (fresh: () => Promise<Fresh>, engine: 'sqlite' | 'postgres') => void,
  engines: ReadonlyArray<'sqlite' | 'postgres'> = ['sqlite', 'postgres'],
) {
  for (const engine of engines) {
    describe(`${title} (${engine})`, () => {
      const ends: Array<() => Promise<void> | void> = []
      afterAll(async () => {
        for (const end of ends.reverse()) await end()
      })
      group(async () => {
        const folder = mkdtempSync(join(tmpdir(), 'lva-test-'))
        ends.push(() => rmSync(folder, { recursive: true, force: true }))
        const address = engine === 'sqlite' ? { engine, file: join(folder, 'companion.db') } : await freshPostgres(ends)
        const database = openDatabase(address)
        ends.push(() => database.close())
        await migrate(database.db, { engine, now: () => new Date() })
        return { database, address, folder }
      }, engine)
    })
  }
}

/** A PostgreSQL database of its own: on the server of the test run, or inside this process. */
export async function freshPostgres(ends: Array<() => Promise<void> | void>): Promise<DatabaseAddress> {
  if (!server) {
    const pglite = new PGlite()
    ends.push(() => pglite.close())
    return { engine: 'postgres', pglite: () => doorTo(pglite) }
  }
  const { url, drop } = await databaseUrl()
  ends.push(drop)
  return { engine: 'postgres', url, connections: 5 }
}

/**
 * One way into a database inside this process. Whoever is done closes their own, and the next one finds everything as it was left; what
 * still comes through a closed one is refused, as by a pool that ended.
 */
function doorTo(pglite: PGlite): ReturnType<Extract<DatabaseOf['pglite'], () => unknown>> {
  let closed = false
  const through = <T>(work: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new Error('this database was closed')) : work()
  return {
    waitReady: pglite.waitReady,
    get ready() {
      return pglite.ready
    },
    get closed() {
      return closed
    },
    query: (...asked) => through(() => pglite.query(...asked)),
    transaction: (work) => through(() => pglite.transaction(work)),
    async close() {
      closed = true
    },
  }
}

/** The address of a new, empty database on the server at TEST_POSTGRES_URL, and how to drop it. */
export async function databaseUrl(): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!server) throw new Error('This needs the PostgreSQL server at TEST_POSTGRES_URL.')
  const name = `lva_test_${crypto.randomUUID().replaceAll('-', '')}`
  const tell = async (statement: string) => {
    const admin = new pg.Client({ connectionString: server })
    await admin.connect()
    await admin.query(statement)
    await admin.end()
  }
  await tell(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => tell(`drop database if exists ${name} with (force)`) }
}
