import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clauseAgreement } from '../../../server/src/voice/text/corpora.ts'
import { share } from '../../statistics.ts'
import { type Reading, reader } from '../report/readings.ts'

// What is measured beside the code it measures, and only collected here.

/** V11: the splitter against its labelled lines. */
export function readSplitter(): Reading[] {
  return (['test', 'tuning'] as const).map((half) => {
    const { n, share, low, high } = clauseAgreement(half)
    const estimate = { value: share, n, low, high }
    return reader(null, half === 'tuning')('V11', 'agreement of the splitter', estimate, 'share', { least: 0.95 })
  })
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const RANDOM = 'server/src/voice/live/random.test.ts'
/** Ten thousand lives take minutes, on a machine that does other things as well many of them. */
const PATIENCE_MS = 3_600_000

/** The engine's own tests with random events, by how their titles begin; how many runs each makes is in the title too. */
const PROPERTIES = [
  { goal: 'V2', title: 'whatever happens, nothing stalls', what: 'stalls, illegal states, leaked timers' },
  { goal: 'V2', title: 'hanging up at any moment', what: 'timers or open ends after hanging up' },
  { goal: 'V3', title: 'what is remembered of a reply', what: 'unheard words, or more than one missing' },
  { goal: 'V4', title: 'what the model is asked', what: 'invalid requests to the model' },
]

interface Report {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[]
}

/**
 * V2–V4: runs the engine's property tests. A property that breaks ends its runs, so what is read is 0, or that it broke, and then the
 * notes say how. `folder` takes what the tests told. Takes minutes; nothing is read when `signal` aborts.
 */
export async function readProperties(
  folder: string,
  signal: AbortSignal,
): Promise<{ readings: Reading[]; notes: string[] }> {
  const file = join(folder, 'properties.json')
  rmSync(file, { force: true })
  const code = await run(['run', RANDOM, '--reporter=json', `--outputFile=${file}`], signal)
  if (signal.aborted) return { readings: [], notes: [] }
  if (!existsSync(file)) return { readings: [], notes: [`${RANDOM} could not be run: vitest ended with ${code}`] }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  const notes: string[] = []
  const readings = PROPERTIES.map(({ goal, title, what }) => {
    const result = results.find((one) => one.title.startsWith(title))
    if (!result) throw new Error(`${RANDOM} has no test "${title}…"`)
    const runs = Number(/(\d+) runs/.exec(result.title)?.[1] ?? Number.NaN)
    const fine = result.status === 'passed'
    if (!fine) notes.push(`${result.title}: ${result.failureMessages.join(' ').slice(0, 1_000)}`)
    return reader(null)(goal, `${what}: lives in which it broke`, share(fine ? 0 : 1, runs), 'share', { most: 0 })
  })
  return { readings, notes }
}

function run(args: string[], signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATIENCE_MS: String(PATIENCE_MS) }
    const stdio = ['ignore', 'ignore', 'inherit'] as const
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
      cwd: ROOT,
      env,
      stdio: [...stdio],
    })
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    child.once('error', reject)
    child.once('close', resolve)
  })
}
