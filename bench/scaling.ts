import { rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startFleet } from './load/fleet.ts'
import { closedLoop, type Measured } from './load/loads.ts'
import { busy, processorTime } from './load/machine.ts'
import { startServer } from './load/running-server.ts'
import { type Speaker, signUp } from './load/speakers.ts'
import { folderOnDisk, keep, RESULTS } from './results.ts'

// Turns a second of one process on SQLite, and of one, two and three on PostgreSQL: what a process more brings, and what a turn costs. The
// clients, PostgreSQL and Redis share the cores of this machine, so that more processes than cores show what they cost and not what they bring.
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '15' }, connections: { type: 'string', default: '60' } },
})
const seconds = Number(values.seconds)
const connections = Number(values.connections)

interface Line {
  what: string
  measured: Measured
  /** Processor time of the companion's processes, in milliseconds for each turn. */
  processorMs: number
}

async function measure(what: string, servers: { url: string; pid: number }[]): Promise<Line> {
  const speakers: Speaker[] = []
  for (const [n, { url }] of servers.entries())
    speakers.push(...(await signUp(url, Math.ceil(connections / servers.length), `speaker-${n}`)))
  // The first turns are compiled.
  await closedLoop(speakers, Math.min(3, seconds))
  const spent = () => servers.reduce((sum, { pid }) => sum + processorTime(pid), 0)
  const before = spent()
  const measured = await closedLoop(speakers, seconds)
  const processorMs = (spent() - before) / measured.turns
  for (const speaker of speakers) speaker.close()
  return { what, measured, processorMs }
}

async function onSqlite(): Promise<Line> {
  const folder = folderOnDisk()
  const server = await startServer(folder)
  try {
    return await measure('SQLite, 1 process', [{ url: server.url, pid: server.child.pid ?? 0 }])
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onPostgres(count: number): Promise<Line> {
  const fleet = await startFleet(count, { nginx: false, env: { RATE_LIMIT_ENABLED: 'false' } })
  try {
    const servers = fleet.processes.map(({ port, server }) => ({
      url: `http://127.0.0.1:${port}`,
      pid: server.child.pid ?? 0,
    }))
    return await measure(`PostgreSQL, ${count} process${count > 1 ? 'es' : ''}`, servers)
  } finally {
    await fleet.stop()
  }
}

const lines = [await onSqlite()]
for (const count of [1, 2, 3]) lines.push(await onPostgres(count))
const machine = { cores: cpus().length, busy: busy() }
const round = (value: number) => Math.round(value * 100) / 100
console.log(
  `\n${machine.cores} cores shared with the clients, PostgreSQL and Redis; load ${machine.busy.toFixed(1)}; ${connections} connections, closed loop`,
)
console.table(
  Object.fromEntries(
    lines.map(({ what, measured, processorMs }) => [
      what,
      {
        'turns/s': Math.round(measured.turnsPerSecond),
        'p50 ms': round(measured.p50),
        'p95 ms': round(measured.p95),
        'success %': round(measured.success * 100),
        'CPU ms/turn': round(processorMs),
      },
    ]),
  ),
)
const file = join(RESULTS, 'scaling.json')
keep(file, { at: new Date().toISOString(), node: process.version, machine, connections, seconds, lines })
console.log(`written: ${file}`)
