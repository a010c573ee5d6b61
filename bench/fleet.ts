import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openDatabase } from '../server/src/db/open.ts'
import { type Fleet, startFleet } from './load/fleet.ts'
import { busy } from './load/machine.ts'
import { livePage, nothingSeen, type Seen } from './load/page.ts'
import { keep, RESULTS } from './results.ts'
import { percentile } from './statistics.ts'

// Three processes, PostgreSQL, Redis and nginx on this machine, people at pages, and somebody who pulls plugs: is a turn lost or doubled that
// the server said it has, how long is a socket away, and how often does anybody see an error?
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    pages: { type: 'string', default: '30' },
    processes: { type: 'string', default: '3' },
    report: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const WANTED: Record<string, string> = {
  'of these lost': '0',
  'of these doubled': '0',
  'of these without an answer in the end': '0',
  'failed attempts %': '< 0.5',
  'back after, longest ms': '≤ 2000',
}
// The first reply of a model that answers at once would hardly ever be cut off.
const MODEL = ['--first-ms', '150', '--between-ms', '30']

/** What is done to the fleet, one after the other, over the whole time: processes again and again, what they stand on twice. */
function plan(fleet: Fleet): { what: string; does: () => Promise<void> }[] {
  const rounds = Math.max(1, Math.round(minutes * 1.2))
  const steps: { what: string; does: () => Promise<void> }[] = []
  for (let round = 0; round < rounds; round++) {
    const [n, other] = [round % fleet.processes.length, (round + 1) % fleet.processes.length]
    steps.push({ what: `process ${n + 1} killed`, does: async () => fleet.processes[n]?.renew('killed') })
    steps.push({ what: `process ${other + 1} drained`, does: async () => fleet.processes[other]?.renew('drained') })
    if (round === Math.floor(rounds / 4) || round === Math.floor((rounds * 3) / 4))
      steps.push({ what: 'Redis restarted', does: fleet.redis.restart })
    if (round === Math.floor(rounds / 3) || round === Math.floor((rounds * 2) / 3))
      steps.push({ what: 'PostgreSQL restarted', does: fleet.postgres.restart })
  }
  return steps
}

const fleet = await startFleet(Number(values.processes), { modelArgs: MODEL })
try {
  await bench(fleet)
} finally {
  await fleet.stop()
}

async function bench({ nginx, postgres, ...rest }: Fleet) {
  if (!nginx) throw new Error('nginx stands in front')
  const seen = nothingSeen()
  const over = new AbortController()
  const pages = Array.from({ length: Number(values.pages) }, (_, n) =>
    livePage(nginx, `page-${n}`, { seen, over: over.signal }),
  )
  // Signing up takes every core there is.
  while (seen.acknowledged.length < pages.length) await Promise.race([pause(100), ...pages])
  seen.latencies.length = 0

  const steps = plan({ nginx, postgres, ...rest })
  const apart = (minutes * 60_000) / (steps.length + 1)
  const began = performance.now()
  const done: { atS: number; what: string; tookMs: number; failedThen: number }[] = []
  for (const [n, { what, does }] of steps.entries()) {
    await Promise.race([pause(Math.max(0, began + (n + 1) * apart - performance.now())), ...pages])
    const [at, before] = [performance.now(), failures(seen)]
    await does()
    done.push({
      atS: Math.round((at - began) / 1000),
      what,
      tookMs: Math.round(performance.now() - at),
      failedThen: failures(seen) - before,
    })
  }
  await pause(Math.max(0, began + minutes * 60_000 - performance.now()))
  over.abort()
  await Promise.all(pages)
  const { lost, doubled, unanswered } = await judge(seen, postgres.url)

  const away = seen.backAfter
  const back = Math.max(0, ...away)
  const errors = failures(seen) / seen.requests
  const machine = { cores: cpus().length, busy: busy() }
  const told = {
    'turns acknowledged': seen.acknowledged.length,
    'of these lost': lost,
    'of these doubled': doubled,
    'of these without an answer in the end': unanswered,
    requests: seen.requests,
    'failed attempts %': Math.round(errors * 1e5) / 1e3,
    'limited (429)': seen.limited,
    'sockets lost': away.length,
    'back after, p95 ms': Math.round(percentile(away, 0.95)),
    'back after, longest ms': Math.round(back),
    'p50 ms': Math.round(percentile(seen.latencies, 0.5)),
    'p95 ms': Math.round(percentile(seen.latencies, 0.95)),
    'p99 ms': Math.round(percentile(seen.latencies, 0.99)),
  }
  console.log(
    `\n${minutes} minutes, ${pages.length} pages, ${rest.processes.length} processes; ${machine.cores} cores shared with the pages, load ${machine.busy.toFixed(1)}`,
  )
  console.table(done)
  console.table(told)
  console.table(Object.fromEntries(seen.failed))
  const file = join(RESULTS, 'fleet.json')
  keep(file, {
    ...{ at: new Date().toISOString(), node: process.version, minutes, machine, told },
    ...{ failed: Object.fromEntries(seen.failed), done },
  })
  console.log(`written: ${file}`)
  if (values.report) {
    mkdirSync(dirname(values.report), { recursive: true })
    writeFileSync(
      values.report,
      page({ told, done, failed: Object.fromEntries(seen.failed), pages: pages.length, machine }),
    )
  }
  process.exitCode = lost + doubled + unanswered === 0 && errors < 0.005 && back <= 2_000 ? 0 : 1
}

/** The same for people, as it stands in docs/testing/reports/. */
function page({
  told,
  done,
  failed,
  pages,
  machine,
}: {
  told: Record<string, number>
  done: { atS: number; what: string; tookMs: number; failedThen: number }[]
  failed: Record<string, number>
  pages: number
  machine: { cores: number; busy: number }
}): string {
  const rows = (all: [string | number, ...(string | number)[]][]) =>
    all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  return `# Pulling the plugs of a fleet

${new Date().toISOString().slice(0, 10)} · ${machine.cores} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, shared by everything below and by the pages; load ${machine.busy.toFixed(1)} at the end · Node ${process.version} ·
\`npm run bench:fleet -- --minutes=${minutes} --pages=${pages}\`

${values.processes} processes, PostgreSQL, Redis and the shipped nginx; ${pages} pages that talk, search, read and sign in, each with an open socket; a model that takes about 0.3 s.
A failed attempt is one without an answer, or with one of 500 and more; the page tries again by itself, with the same Idempotency-Key.

| What | Read | Wanted |
|---|---|---|
${rows(Object.entries(told).map(([what, read]) => [what, read, WANTED[what] ?? '']))}

| Failed attempts | |
|---|---|
${rows(Object.entries(failed))}

| At s | What was done | Took ms | Attempts that failed meanwhile |
|---|---|---|---|
${rows(done.map(({ atS, what, tookMs, failedThen }) => [atS, what, tookMs, failedThen]))}
`
}

function failures({ failed }: Seen): number {
  return [...failed.values()].reduce((sum, count) => sum + count, 0)
}

/** Compares what was acknowledged with what stands in the database, once everything is answered or nothing more is. */
async function judge({ acknowledged }: Seen, url: string) {
  const database = openDatabase({ engine: 'postgres', url, connections: 1 })
  try {
    const open = async () =>
      (await database.db.selectFrom('exchanges').select('id').where('state', 'in', ['answering', 'pending']).execute())
        .length
    for (const until = performance.now() + 150_000; performance.now() < until && (await open()) > 0; )
      await pause(1_000)
    const rows = await database.db
      .selectFrom('exchanges')
      .select(['user_id', 'session_id', 'user_text', 'agent_text'])
      .execute()
    const times = new Map<string, number>()
    const answered = new Set<string>()
    for (const { user_id, session_id, user_text, agent_text } of rows) {
      const key = `${user_id} ${session_id}: ${user_text}`
      times.set(key, (times.get(key) ?? 0) + 1)
      if (agent_text) answered.add(key)
    }
    const known = acknowledged.map(({ userId, words }) => `${userId} ${words}`)
    return {
      lost: known.filter((key) => !times.has(key)).length,
      doubled: [...times.values()].filter((count) => count > 1).length,
      unanswered: known.filter((key) => times.has(key) && !answered.has(key)).length,
    }
  } finally {
    await database.close()
  }
}
