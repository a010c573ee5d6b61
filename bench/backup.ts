import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { Command } from '../server/src/cli/command.ts'
import { restore } from '../server/src/cli/restore.ts'
import { createLearner } from '../server/test/learner.ts'
import { openBenchHouse } from './house.ts'
import { sentence } from './load/sentences.ts'
import { percentile } from './statistics.ts'

// How long a backup of a large installation takes while learners talk, how long they wait meanwhile, and how long it takes to put it back.
// Half of it stands in the database, half in files, which are sealed and do not compress.
const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    limit: { type: 'string', default: '120' },
    postgres: { type: 'string' },
  },
})
const BYTES = Number(values.megabytes) * 1e6
const LIMIT_S = Number(values.limit)
const FILE_BYTES = 1_000_000
/** A turn with its indexes and its vector takes about so much of the database. */
const TURN_BYTES = 2_500
const ROWS_AT_ONCE = 400
const PASSPHRASE = 'three hearts of an octopus'

const empty = mkdtempSync(join(tmpdir(), 'lva-restore-'))
const env = {
  ...{ ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: '0', LLM: 'companion' },
  ...{ BACKUP_PASSPHRASE: PASSPHRASE, QUOTA_REQUESTS_PER_DAY: 'unlimited' },
}
const house = await openBenchHouse({
  env: { ...env, ...(values.postgres ? { DATABASE_URL: values.postgres } : {}) },
})
try {
  await measure()
} finally {
  await house.end()
  rmSync(empty, { recursive: true, force: true })
}

async function measure() {
  const learner = await createLearner(await house.serve(), { email: 'talker@example.org' })
  await fill(learner.id)
  const quiet = await turnsDuring(learner, (stop) => new Promise((resolve) => setTimeout(resolve, 5_000)).then(stop))
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  let last = { seconds: 0, bytes: 0, rows: 0, files: 0, name: '' }
  const busy = await turnsDuring(learner, async (stop) => {
    last = await house.backups.backUp({ attempt: 1, signal: new AbortController().signal })
    stop()
  })
  loop.disable()
  await house.close()
  const began = performance.now()
  await lva(restore, [join(house.folder, 'backups', last.name)], { ...env, DATA_DIR: empty })
  const back = Math.round((performance.now() - began) / 100) / 10
  console.table({
    'backup, while turns are taken': { s: last.seconds },
    'put back, into SQLite': { s: back },
    'a turn, p95, in quiet': { s: quiet },
    'a turn, p95, meanwhile': { s: busy },
  })
  console.log(
    `${values.megabytes} MB: ${last.rows} rows and ${last.files} files became ${(last.bytes / 1e6).toFixed(0)} MB; ` +
      `the event loop waited ${(loop.max / 1e6).toFixed(0)} ms at most, ${(loop.percentile(99) / 1e6).toFixed(0)} ms in 99 of 100`,
  )
  if (last.seconds > LIMIT_S || back > LIMIT_S) process.exitCode = 1
}

/** Takes one turn after the other until `work` is done, and says how long nineteen of twenty took at most, in seconds. */
async function turnsDuring(
  learner: Awaited<ReturnType<typeof createLearner>>,
  work: (stop: () => void) => Promise<unknown>,
): Promise<number> {
  const took: number[] = []
  let over = false
  const done = work(() => {
    over = true
  })
  while (!over) {
    const began = performance.now()
    const { status } = await learner.say(sentence('talker', took.length), { session: 'meanwhile' })
    if (status !== 200) throw new Error(`a turn was answered with ${status}`)
    took.push((performance.now() - began) / 1000)
  }
  await done
  return Math.round(percentile(took, 0.95) * 1000) / 1000
}

async function lva(command: Command, args: string[], given: Record<string, string>) {
  await command.run({
    ...{ args, env: given, print: console.log, complain: console.error },
    ...{ readInput: async () => '', interactive: false },
  })
}

/** Years of turns with their vectors, and files, in the tables and folders themselves: how they are taken is measured elsewhere. */
async function fill(userId: string) {
  const { db, words } = house.database
  for (let at = 0; at < BYTES / 2 / TURN_BYTES; at += ROWS_AT_ONCE) {
    await db.transaction().execute(async (trx) => {
      const rows = Array.from({ length: ROWS_AT_ONCE }, (_, n) => ({
        ...{ id: crypto.randomUUID(), user_id: userId, session_id: `session ${Math.floor((at + n) / 12)}` },
        ...{ mode: 'conversation' as const, state: 'answered' as const, intent: 'statement' as const, corrected: 0 },
        ...{
          user_text: `${sentence('talker', at + n)} ${sentence('talker', at + n + 7)}`,
          agent_text: 'Tell me more.',
        },
        ...{ spoken: n % 2, provider: 'bench', model: null, sources: '[]', recording_id: null, unheard_text: null },
        ...{ said_at: new Date(at + n).toISOString(), answered_at: new Date(at + n).toISOString(), lease_until: null },
      }))
      const kept = await trx.insertInto('exchanges').values(rows).returning(['seq', 'user_text']).execute()
      for (const { seq, user_text } of kept) await words.add(trx, { seq, userId, side: 'user', text: user_text })
      await trx
        .insertInto('vectors')
        .values(
          kept.map(({ seq }) => ({
            ...{ user_id: userId, turn: seq, passage: null, model: 'bench', dims: 384, failure: null },
            ...{ code: randomBytes(48), vector: randomBytes(384), made_at: new Date(seq).toISOString() },
          })),
        )
        .execute()
    })
  }
  const files = join(house.folder, 'files', userId)
  mkdirSync(files, { recursive: true })
  for (let at = 0; at < BYTES / 2; at += FILE_BYTES)
    writeFileSync(join(files, crypto.randomUUID()), randomBytes(FILE_BYTES))
}
