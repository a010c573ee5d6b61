import { rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printGoals } from './load/goals.ts'
import { type Measured, withPauses } from './load/loads.ts'
import { busy, memoryOf } from './load/machine.ts'
import { startServer } from './load/running-server.ts'
import { slowClients } from './load/slow-clients.ts'
import { signUp, tokenOf } from './load/speakers.ts'
import { folderOnDisk, keep, RESULTS } from './results.ts'
import { percentile } from './statistics.ts'

// Whether people notice that hundreds of clients hold on to the server without using it, and how long those can: users who do turns are measured
// without them, with them, and without them again.
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
    quick: { type: 'boolean', default: false },
  },
})
const CLIENTS = Number(values.clients)
const SECONDS = values.quick ? 10 : Number(values.seconds)
const USERS = 20
const PAUSES = { from: 500, to: 1500 }
const MOST = 2

const folder = folderOnDisk()
const server = await startServer(folder, {
  // As it is delivered, but that everybody signs up from this machine in the same minute.
  env: { LOG_LEVEL: 'warn', RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE: '1000' },
})
try {
  await bench()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function bench() {
  const users = await signUp(server.url, USERS, 'user')
  const tokens = await Promise.all(Array.from({ length: 6 }, (_, n) => tokenOf(server.url, `slow-${n}@example.org`)))
  const measure = (seconds: number) => withPauses(users, seconds, PAUSES)
  await measure(5) // The first turns are compiled.
  const before = await measure(SECONDS / 2)
  const memoryBefore = memoryOf(server.child.pid ?? 0)

  const over = new AbortController()
  const slow = slowClients(server.url, { clients: CLIENTS, tokens, over: over.signal })
  const during = await measure(SECONDS)
  const memoryDuring = memoryOf(server.child.pid ?? 0)
  over.abort()
  const dropped = await slow
  const after = await measure(SECONDS / 2)
  for (const user of users) user.close()

  const usual = (before.p95 + after.p95) / 2
  const ratio = during.p95 / usual
  const machine = { cores: cpus().length, busy: busy() }
  console.log(
    `\n${USERS} users who pause 0.5–1.5 s, ${CLIENTS} slow clients for ${SECONDS} s; load ${machine.busy.toFixed(1)}`,
  )
  console.table({
    'without, before': shown(before),
    'with slow clients': shown(during),
    'without, after': shown(after),
  })
  console.table(
    Object.fromEntries(
      dropped.map(({ kind, clients, connections, droppedAfter, oldestLeft }) => [
        kind,
        {
          clients,
          connections,
          dropped: droppedAfter.length,
          'first after s': round(droppedAfter[0] ?? Number.NaN),
          'median s': round(percentile(droppedAfter, 0.5)),
          'last s': round(droppedAfter.at(-1) ?? Number.NaN),
          'oldest left s': round(oldestLeft),
        },
      ]),
    ),
  )
  const everyKind = dropped.every(({ droppedAfter, clients }) => droppedAfter.length >= clients)
  const goals = [
    { goal: 'p95 against its usual value', wanted: `< ${MOST}×`, read: `${ratio.toFixed(2)}×`, met: ratio < MOST },
    {
      goal: 'turns answered rightly beside them',
      wanted: '≥ 99.9 %',
      read: `${(during.success * 100).toFixed(2)} %`,
      met: during.success >= 0.999,
    },
    { goal: 'every slow client was dropped', wanted: 'yes', read: everyKind ? 'yes' : 'no', met: everyKind },
  ]
  printGoals(goals)
  const file = join(RESULTS, 'slow-clients.json')
  const result = { at: new Date().toISOString(), node: process.version, machine, clients: CLIENTS, seconds: SECONDS }
  const memory = { before: memoryBefore, during: memoryDuring }
  keep(file, { ...result, before, during, after, dropped, memory, goals })
  console.log(`written: ${file}`)
}

function shown({ turns, p50, p95, p99, success }: Measured) {
  return { turns, 'p50 ms': round(p50), 'p95 ms': round(p95), 'p99 ms': round(p99), 'success %': round(success * 100) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
