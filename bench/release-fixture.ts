import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { constants, zstdCompressSync } from 'node:zlib'
import { openSnapshot } from '../server/src/db/snapshot.ts'
import { databaseUrl } from '../server/test/engines.ts'
import { releaseTree } from './releases/tree.ts'

// npm run release:fixture -- --name 3.1.0 --commit v3.1.0: what the database of a release is like, on both engines, made by that release
// itself and kept in server/test/releases. Needs the PostgreSQL server at TEST_POSTGRES_URL, and pg_dump.
const { values } = parseArgs({ options: { name: { type: 'string' }, commit: { type: 'string', default: 'HEAD' } } })
if (!values.name) throw new Error('Say which release: --name 3.1.0 --commit v3.1.0')

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
const commit = git('rev-parse', values.commit)
const to = fileURLToPath(new URL(`../server/test/releases/${values.name}/`, import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'lva-fixture-'))
const tree = releaseTree(commit)
const server = await databaseUrl()
try {
  mkdirSync(to, { recursive: true })
  const file = join(work, 'companion.db')
  live(file)
  live(file, '--database', server.url)
  const snapshot = await openSnapshot({ engine: 'sqlite', file })
  const { migrations, tables } = snapshot
  const empty: string[] = []
  for (const table of tables) if ((await snapshot.count(table)) === 0) empty.push(table.name)
  await snapshot.close()
  const dump = execFileSync('pg_dump', ['--inserts', '--no-owner', '--no-privileges', server.url], {
    ...{ encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  })
  pack('companion.db.zst', readFileSync(file))
  // What psql alone understands.
  pack('postgres.sql.zst', Buffer.from(dump.replaceAll(/^\\.*\n/gm, '')))
  const facts = { name: values.name, commit, at: git('show', '-s', '--format=%cI', commit), migrations, empty }
  writeFileSync(join(to, 'release.json'), `${JSON.stringify(facts, null, 2)}\n`)
  console.log(`${values.name} (${commit.slice(0, 7)}): ${tables.length} tables, ${empty.length} of them empty; ${to}`)
} finally {
  await server.drop()
  tree.remove()
  rmSync(work, { recursive: true, force: true })
}

function live(...args: string[]): void {
  const entry = fileURLToPath(new URL('./releases/live.ts', import.meta.url))
  execFileSync(process.execPath, [entry, tree.folder, ...args], { stdio: 'inherit' })
}

function pack(name: string, bytes: Buffer): void {
  const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
  writeFileSync(join(to, name), packed)
  console.log(`${name}: ${bytes.length} bytes became ${packed.length}`)
}
