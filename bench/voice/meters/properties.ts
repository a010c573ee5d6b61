import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { clauseAgreement } from '../../../server/src/voice/text/corpora.ts'
import { counted, type Reading, reader } from '../report/readings.ts'

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

/** The engine's own tests with random events, by how their titles begin, and how many runs each makes. */
const PROPERTIES = [
  {
    goal: 'V2',
    title: 'whatever happens, nothing stalls',
    what: 'stalls, illegal states, leaked timers',
    runs: 10_000,
  },
  { goal: 'V2', title: 'hanging up at any moment', what: 'timers or open ends after hanging up', runs: 1_000 },
  { goal: 'V3', title: 'what is remembered of a reply', what: 'unheard words, or more than one missing', runs: 400 },
  { goal: 'V4', title: 'what the model is asked', what: 'invalid requests to the model', runs: 1_000 },
]

interface Report {
  testResults: { assertionResults: { title: string; status: string }[] }[]
}

/**
 * V2–V4: runs the engine's property tests. A property that breaks ends its runs, so what is read is 0, or that it broke. Takes minutes.
 */
export function readProperties(): Reading[] {
  if (!existsSync(`${ROOT}${RANDOM}`)) return []
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', RANDOM, '--reporter=json', '--testTimeout=1200000']
  const { stdout } = spawnSync(process.execPath, vitest, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return PROPERTIES.map(({ goal, title, what, runs }) => {
    const result = results.find((one) => one.title.startsWith(title))
    if (!result) throw new Error(`${RANDOM} has no test "${title}…"`)
    const broken = result.status === 'passed' ? 0 : 1
    return reader(null)(goal, `${what} (properties that broke)`, counted(broken, runs), 'count', { most: 0 })
  })
}
