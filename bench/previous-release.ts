import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../server/src/db/engine.ts'
import { ask, createLearner } from '../server/test/learner.ts'
import { latestRelease, putBackFixture, RELEASE_KEY } from '../server/test/releases.ts'
import { ENGINES } from './house.ts'
import { goesWithUs, message } from './load/children.ts'
import { releaseTree } from './releases/tree.ts'

// npm run bench:previous: the server of the release before, as it was, on a database that this release has brought up to date. It needs the
// history of git; on PostgreSQL as well where TEST_POSTGRES_URL names a server.
const release = latestRelease()
const tree = releaseTree(release.commit)
const LVA = fileURLToPath(new URL('../server/bin/lva.mjs', import.meta.url))
let faults = 0
try {
  for (const engine of ENGINES) await on(engine)
} finally {
  tree.remove()
}
console.log(
  faults === 0
    ? `${release.name} works on the tables of this release`
    : `${faults} things went wrong: ${release.name} does not work`,
)
process.exitCode = faults === 0 ? 0 : 1

async function on(engine: Engine) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-previous-'))
  const ends: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })]
  try {
    const address = await putBackFixture(release, engine, folder, ends)
    const env = {
      ...{ PATH: process.env.PATH, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder },
      ...{ LOG_LEVEL: 'warn', BACKUP_ENABLED: 'false', ENCRYPTION_KEY: RELEASE_KEY },
      ...('url' in address ? { DATABASE_URL: address.url } : {}),
    }
    const migrated = execFileSync(process.execPath, [LVA, 'migrate'], { env, encoding: 'utf8' })
    console.log(`${engine}: ${migrated.split('\n')[0]}`)
    await converse(engine, env)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** Starts the older server, signs somebody in who was there before it, and has them talk, search, review and leave. */
async function converse(engine: Engine, env: Record<string, string | undefined>) {
  const child = goesWithUs(
    spawn(process.execPath, [join(tree.folder, 'bench/server.ts')], {
      ...{ env, cwd: tree.folder, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    }),
  )
  const { url } = await message<{ url: string }>(child)
  const see = (what: string, holds: boolean, seen: unknown) => {
    if (!holds) faults += 1
    console.log(`${engine}: ${holds ? 'ok   ' : 'WRONG'} ${what}${holds ? '' : `: ${JSON.stringify(seen)}`}`)
  }
  const who = { username: 'lena@example.org', password: 'Test1234!' }
  const { body: token } = await ask(url, 'POST', '/api/auth/login', { body: who })
  const headers = { authorization: `Bearer ${token.access_token}` }
  const call = (method: string, path: string, body?: unknown) => ask(url, method, path, { headers, body })
  const said = await call('POST', '/api/conversation', { text: 'Octopuses have blue blood.', session_id: 'biology' })
  see('a turn is answered', said.status === 200 && Boolean(said.body.agent_text), said.body)
  const found = await call('POST', '/api/search', { query: 'octopuses' })
  see('words of before and of now are found', found.body.count >= 2, found.body)
  const due = await call('GET', '/api/reviews/items')
  see('cards are there', due.body.items?.length > 0, due.body)
  const goals = await call('GET', '/api/goals')
  see('goals are there', goals.body.goals?.length === 2, goals.body)
  const ben = await createLearner(url, { email: 'new@example.org' })
  see('somebody new can talk', (await ben.say('Glaciers move.')).status === 200, null)
  see('an export can be made', (await ben.call('POST', '/api/gdpr/export', {})).status === 200, null)
  const errors = await ask(url, 'GET', '/health/ready')
  see('it is ready', errors.status === 200, errors.body)
  const gone = once(child, 'exit')
  child.disconnect()
  const [code] = await gone
  see('it ends in order', code === 0, { code, left: readdirSync(env.DATA_DIR ?? '.') })
}
