import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { percent, round } from './load/goals.ts'
import { type OwnHouse, startHouse } from './load/house-under-load.ts'
import { perform } from './load/perform.ts'
import { type Plan, planOf, usage, WrongWords } from './load/plan.ts'
import { markdownOf } from './load/report/markdown.ts'
import { pageOf } from './load/report/page.ts'
import { met, type Report } from './load/report/report.ts'
import { people } from './load/scenarios.ts'
import { lookAt, TargetUnfit } from './load/target.ts'
import type { Where } from './load/watch.ts'

// People who use a house, as many as is asked for: against one of its own, or against a deployment (docs/testing/LOAD_TESTING_GUIDE.md).

const REPORTS = fileURLToPath(new URL('results/load', import.meta.url))
/** Ctrl-C comes twice, from the terminal and from npm. */
const TWICE_MS = 1_000

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof WrongWords) console.error(`${error.message}\n\n${usage()}`)
  else if (error instanceof TargetUnfit) console.error(error.message)
  else throw error
  return error instanceof WrongWords ? 2 : 1
})
// Connections that are kept alive, and children, keep nobody waiting.
process.exit()

async function main(): Promise<number> {
  const plan = planOf(process.argv.slice(2))
  if (plan === 'help') {
    console.log(usage())
    return 0
  }
  const tokens = plan.tokens === null ? [] : tokensIn(plan.tokens)
  const over = stoppedByHand()
  if (plan.target !== null) await lookAt(plan.target, { users: plan.users, tokens: tokens.length })
  const own = plan.target === null ? await startHouse({ voices: plan.name === 'voice' ? plan.users : 0 }) : null
  try {
    const url = own?.url ?? plan.target ?? ''
    console.log(`${plan.name}: ${plan.scenario.what}\n${people(plan.users)}, ${plan.minutes} minutes, ${url}`)
    const tell = (line: string) => console.log(`  ${line}`)
    const report = await perform(plan, { url, tokens, where: whereOf(plan, own), over, tell })
    show(report)
    write(report, plan.report === null ? REPORTS : fromWhereWeWereCalled(plan.report))
    return met(report) ? 0 : 1
  } finally {
    await own?.close()
  }
}

function stoppedByHand(): AbortSignal {
  const stop = new AbortController()
  let first = 0
  process.on('SIGINT', () => {
    if (first > 0 && performance.now() - first > TWICE_MS) process.exit(130)
    first ||= performance.now()
    console.log('  stopping: what is being asked is still answered, and the report is written')
    stop.abort()
  })
  process.on('SIGTERM', () => stop.abort())
  return stop.signal
}

function whereOf({ target, adminKey }: Plan, own: OwnHouse | null): Where | null {
  if (own) return { pid: own.pid }
  return target !== null && adminKey !== null ? { url: target, adminKey: textOf('--admin-key', adminKey).trim() } : null
}

function tokensIn(file: string): string[] {
  const lines = textOf('--tokens', file)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length === 0) throw new WrongWords(`--tokens: there is no token in ${file}.`)
  return lines
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(fromWhereWeWereCalled(file), 'utf8')
  } catch {
    throw new WrongWords(`${option}: ${file} cannot be read.`)
  }
}

/** npm runs this in the folder of the project. */
function fromWhereWeWereCalled(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

function show({ goals, rows, faults, notes, stopped }: Report) {
  console.table(
    Object.fromEntries(
      rows.map(({ kind, asked, limited, failed, p50, p95, p99, success }) => [
        kind,
        {
          asked,
          429: limited,
          failed,
          'p50 ms': round(p50),
          'p95 ms': round(p95),
          'p99 ms': round(p99),
          success: percent(success),
        },
      ]),
    ),
  )
  for (const { what, count } of faults) console.log(`failed ${count} times: ${what}`)
  for (const note of notes) console.log(note)
  if (stopped) console.log('It was ended before its time.')
  for (const { goal, wanted, read, met: yes } of goals)
    console.log(`${yes ? '✓' : '✗'} ${goal}: ${read} (wanted ${wanted})`)
}

function write(report: Report, folder: string) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, report.scenario)
  writeFileSync(`${file}.html`, pageOf(report))
  writeFileSync(`${file}.md`, markdownOf(report))
  writeFileSync(`${file}.json`, `${JSON.stringify(report, rounded)}\n`)
  console.log(`written: ${file}.html, .json and .md`)
}

/** NaN has no JSON, and nobody reads more than tenths of a millisecond. */
function rounded(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  return Number.isNaN(value) ? null : Math.round(value * 10_000) / 10_000
}
