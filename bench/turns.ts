import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { closedLoop, type Measured, withPauses } from './load/loads.ts'
import { busy, coldStart, idleMemory, memoryOf, processorTime, syncsPerSecond } from './load/machine.ts'
import { startServer } from './load/running-server.ts'
import { type Speaker, signUp } from './load/speakers.ts'

// How fast whole turns are with a model that costs nothing, full durability, a real disk, and the client on the same machine; how long a
// start takes and what an idle server holds. --quick is a smoke run; --only turns leaves start, memory and page out.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
})
const seconds = Number(values.seconds ?? (values.quick ? 2 : 15))
const PAUSES = { from: 1000, to: 3000 }
const RESULTS = fileURLToPath(new URL('results', import.meta.url))

interface Line {
  what: string
  measured: Measured
  /** The server's processor time, in milliseconds for each turn. */
  processorMs: number
}

// The folder of the checkout, because a temporary one may be in memory, where a sync costs nothing.
mkdirSync(RESULTS, { recursive: true })
const folder = mkdtempSync(join(RESULTS, 'data-'))
try {
  await bench()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function bench() {
  const syncs = syncsPerSecond(folder)
  const { lines, after } = await turns()
  const machine = { cores: cpus().length, busy: busy(), syncsPerSecond: Math.round(syncs) }
  const rest = values.only === 'turns' ? null : await startAndSize()

  console.log(
    `\n${machine.cores} cores shared with the client, load ${machine.busy.toFixed(1)}; the disk makes ${machine.syncsPerSecond} writes a second durable one by one`,
  )
  console.table(
    Object.fromEntries(
      lines.map(({ what, measured, processorMs }) => [
        what,
        {
          'turns/s': Math.round(measured.turnsPerSecond),
          'p50 ms': round(measured.p50),
          'p95 ms': round(measured.p95),
          'p99 ms': round(measured.p99),
          'success %': (Math.floor(measured.success * 1e6) / 1e4).toFixed(4),
          'CPU ms/turn': Math.round(processorMs * 100) / 100,
          turns: measured.turns,
        },
      ]),
    ),
  )
  const goals = compare(lines, rest)
  console.table(
    Object.fromEntries(goals.map(({ goal, wanted, read, met }) => [goal, { wanted, read, met: met ? 'yes' : 'no' }])),
  )
  const file = join(RESULTS, 'turns.json')
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, quick: values.quick, machine, lines, memoryAfter: after, rest, goals }, null, 2)}\n`,
  )
  console.log(`written: ${file}`)
}

async function turns() {
  const nodeArgs = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : []
  const server = await startServer(mkdtempSync(join(folder, 'turns-')), { nodeArgs })
  const speakers = await signUp(server.url, 100, 'speaker')
  const lines: Line[] = []
  const measure = async (what: string, load: () => Promise<Measured>) => {
    const before = processorTime(server.child.pid ?? 0)
    const measured = await load()
    const processorMs = (processorTime(server.child.pid ?? 0) - before) / measured.turns
    lines.push({ what, measured, processorMs })
  }
  const few = (count: number): Speaker[] => speakers.slice(0, count)
  await closedLoop(speakers, Math.min(3, seconds)) // The first turns are compiled.
  for (const connections of [1, 10, 100])
    await measure(`${connections} connection${connections > 1 ? 's' : ''}, closed loop`, () =>
      closedLoop(few(connections), seconds),
    )
  await measure('100 users who pause 1–3 s', () => withPauses(speakers, Math.max(seconds, 6), PAUSES))
  const after = memoryOf(server.child.pid ?? 0)
  for (const speaker of speakers) speaker.close()
  await server.stop()
  return { lines, after }
}

async function startAndSize() {
  const { bundle } = (await import(String(new URL('../scripts/check/bundle.mjs', import.meta.url)))) as {
    bundle(): Promise<{ figure: string; faults: string[] }>
  }
  return {
    coldStartMs: await coldStart(() => mkdtempSync(join(folder, 'start-')), values.quick ? 1 : 5),
    memory: await idleMemory(folder, values.quick ? 2 : 10),
    page: await bundle(),
  }
}

/** Against "Numbers we hold ourselves to" of the design. */
function compare(lines: Line[], rest: Awaited<ReturnType<typeof startAndSize>> | null) {
  const of = (start: string) => lines.find(({ what }) => what.startsWith(start))?.measured
  const pausing = of('100 users')
  const loop = of('100 connections')
  const worst = Math.min(...lines.map(({ measured }) => measured.success))
  const goals = [
    {
      goal: 'p95 with pausing users',
      wanted: '≤ 25 ms',
      read: `${round(pausing?.p95 ?? Number.NaN)} ms`,
      met: (pausing?.p95 ?? Number.NaN) <= 25,
    },
    {
      goal: 'turns/s at 100 connections',
      wanted: '≥ 1000',
      read: `${Math.round(loop?.turnsPerSecond ?? 0)}`,
      met: (loop?.turnsPerSecond ?? 0) >= 1000,
    },
    { goal: 'success', wanted: '≥ 99.99 %', read: `${(worst * 100).toFixed(4)} %`, met: worst >= 0.9999 },
  ]
  if (!rest) return goals
  const { coldStartMs, memory, page } = rest
  return [
    ...goals,
    {
      goal: 'cold start, median',
      wanted: '≤ 2000 ms',
      read: `${Math.round(coldStartMs)} ms`,
      met: coldStartMs <= 2000,
    },
    {
      goal: 'idle memory (RSS)',
      wanted: '≤ 150 MB',
      read: `${Math.round(memory.rss)} MB${memory.pss === null ? '' : ` (PSS ${Math.round(memory.pss)} MB)`}`,
      met: memory.rss <= 150,
    },
    { goal: 'JavaScript at first load', wanted: '≤ 60 kB', read: page.figure, met: page.faults.length === 0 },
  ]
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
