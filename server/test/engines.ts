import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, onTestFinished } from 'vitest'
import { type Database, type DatabaseAddress, openDatabase } from '../src/db/open.ts'
import { bringUpToDate, migratedFile, migratedOn } from './migrated.ts'
import { placeInside } from './postgres-inside.ts'

/** A fresh, migrated database for a test, and the folder beside it. */
export interface Fresh {
  database: Database
  address: DatabaseAddress
  folder: string
}

type Ends = Array<() => Promise<void> | void>

const server = process.env.TEST_POSTGRES_URL

/**
 * Runs a group of tests on SQLite and on PostgreSQL: the server at TEST_POSTGRES_URL when there is one, otherwise a PostgreSQL inside
 * this process. `fresh` is called inside a test or hook; what it opens is closed after that test, or after the group.
 */
export function onEveryEngine(
  title: string,
  group: (fresh: () => Promise<Fresh>, engine: 'sqlite' | 'postgres') => void,
  engines: ReadonlyArray<'sqlite' | 'postgres'> = ['sqlite', 'postgres'],
) {
  for (const engine of engines) {
    describe(`${title} (${engine})`, () => {
      const ends: Ends = []
      let endsOfTest: Ends | null = null
      beforeEach(() => {
        // What is opened could not be told apart.
        if (endsOfTest) throw new Error('The tests of such a group run one after the other.')
        const opened: Ends = []
        endsOfTest = opened
        // Before anything of the test's own, so that it is done after all of that.
        onTestFinished(async () => {
          endsOfTest = null
          await inReverse(opened)
        })
      })
      afterAll(() => inReverse(ends))
      group(async () => {
        const own = endsOfTest ?? ends
        const folder = mkdtempSync(join(tmpdir(), 'lva-test-'))
        own.push(() => rmSync(folder, { recursive: true, force: true }))
        const address = await freshDatabase(engine, folder, own)
        const database = openDatabase(address)
        own.push(() => database.close())
        return { database, address, folder }
      }, engine)
    })
  }
}

async function inReverse(ends: Ends): Promise<void> {
  for (const end of ends.reverse()) await end()
}

/** A migrated database of its own: a file in `folder`, or a PostgreSQL on the server of the test run or inside this process. */
export async function freshDatabase(
  engine: 'sqlite' | 'postgres',
  folder: string,
  ends: Ends,
): Promise<DatabaseAddress> {
  if (engine === 'sqlite') {
    const file = join(folder, 'companion.db')
    writeFileSync(file, await migratedFile(), { mode: 0o600 })
    return { engine, file }
  }
  if (server) {
    const { url, drop } = await databaseUrl({ from: await migratedOn(server) })
    ends.push(drop)
    return { engine, url, connections: 5 }
  }
  const { address, drop } = await placeInside(bringUpToDate)
  ends.push(drop)
  return address
}

/** The address of a new database on the server at TEST_POSTGRES_URL, empty or a copy of another one, and how to drop it. */
export async function databaseUrl({ from = 'template1' } = {}): Promise<{ url: string; drop: () => Promise<void> }> {
  if (!server) throw new Error('This needs the PostgreSQL server at TEST_POSTGRES_URL.')
  const name = `lva_test_${crypto.randomUUID().replaceAll('-', '')}`
  const tell = async (statement: string) => {
    const admin = new pg.Client({ connectionString: server })
    await admin.connect()
    await admin.query(statement)
    await admin.end()
  }
  await tell(`create database ${name} template ${from}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => tell(`drop database if exists ${name} with (force)`) }
}
