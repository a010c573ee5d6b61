import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import pg from 'pg'
import type { DatabaseAddress } from '../src/db/open.ts'
import { databaseUrl } from './engines.ts'

/** What the files and numbers of these databases are sealed with; it seals nothing else. */
export const RELEASE_KEY = 'the key of the databases that releases have left behind'

const KEPT = new URL('./releases/', import.meta.url)

/** A release whose database is kept: what it is called, the commit it was built from, when that was made, and the migrations it knew. */
export interface Release {
  name: string
  commit: string
  at: string
  migrations: string[]
  /** Tables of which its database has no row. */
  empty: string[]
}

/** The newest release whose database is kept: the one before this. */
export function latestRelease(): Release {
  const all = readdirSync(KEPT).map(
    (name): Release => JSON.parse(readFileSync(new URL(`${name}/release.json`, KEPT), 'utf8')),
  )
  const newest = all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
  if (!newest) throw new Error('no release has left its database in server/test/releases')
  return newest
}

/** The database as a release left it: a file in `folder`, or a new database on the server at TEST_POSTGRES_URL. */
export async function putBackFixture(
  { name }: Release,
  engine: 'sqlite' | 'postgres',
  folder: string,
  ends: (() => Promise<void> | void)[],
): Promise<DatabaseAddress> {
  const unpacked = (file: string) => zstdDecompressSync(readFileSync(new URL(`${name}/${file}`, KEPT)))
  if (engine === 'sqlite') {
    const file = join(folder, 'companion.db')
    writeFileSync(file, unpacked('companion.db.zst'), { mode: 0o600 })
    return { engine, file }
  }
  const { url, drop } = await databaseUrl()
  ends.push(drop)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(unpacked('postgres.sql.zst').toString())
  await client.end()
  return { engine, url, connections: 5 }
}
