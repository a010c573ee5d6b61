import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { NODE, projectEnv, ROOT } from './project.mjs'
import { run } from './run.mjs'
import { startPostgres, startRedis } from './servers.mjs'
import { treeFingerprint } from './tree.mjs'

const STAMP = join(ROOT, 'node_modules/.cache/lva/tests.json')
const OUTCOMES = join(ROOT, 'node_modules/.cache/lva/outcomes.json')

/**
 * Tests that are run without counting lines: those of the page and of other processes, whose lines are not counted anyway, and those that
 * compute with sound, which take four times as long while somebody counts.
 */
const NOT_COUNTED = [
  'web/',
  'scripts/',
  'speech/src/detector.test.ts',
  'server/src/recordings/decode.test.ts',
  'server/src/recordings/decoders/',
  'server/src/recordings/speech.test.ts',
  'server/src/voice/live/random.test.ts',
  'server/test/files-in.test.ts',
  'server/test/kill.test.ts',
  'server/test/kill-speech.test.ts',
]

/** Stories wait for servers more than they compute: two cores hold three of them. Browsers and sound keep their time only with a core each. */
const STORIES_AT_ONCE = Math.max(3, availableParallelism() - 1)

/**
 * Runs the tests, with a PostgreSQL and a Redis of their own where these are installed. `args` go to vitest.
 * @returns what was counted; `lines` is the share of lines covered in percent, or `null` if that was not measured
 */
export async function runTests({ args = [], coverage = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-tests-'))
  const tree = treeFingerprint()
  const runs = coverage
    ? [[`--maxWorkers=${STORIES_AT_ONCE}`, '--coverage', ...NOT_COUNTED.map(exclusion)], NOT_COUNTED]
    : [args]
  const servers = []
  try {
    const env = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL, TEST_REDIS_URL: process.env.TEST_REDIS_URL }
    for (const [name, start] of [
      ['TEST_POSTGRES_URL', startPostgres],
      ['TEST_REDIS_URL', startRedis],
    ]) {
      const server = env[name] ? null : await start()
      if (!server) continue
      servers.push(server)
      env[name] = server.url
    }
    const results = []
    for (const [at, wanted] of runs.entries()) {
      const report = join(folder, `report-${at}.json`)
      const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const { code } = await run(NODE, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...wanted], {
        env: projectEnv(env),
        show: true,
      })
      results.push({ ...countedIn(report), outcomes: outcomesIn(report), code })
    }
    const counted = { ...summed(results), lines: coverage ? coveredLines() : null }
    keep(OUTCOMES, { ...lastOutcomes(), ...counted.outcomes })
    if (args.length === 0 && coverage) remember({ ...counted, tree })
    return counted
  } finally {
    for (const server of servers) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const exclusion = (path) => `--exclude=${path.replace(/\/$/, '/**')}`

/** What a full run with coverage counted on exactly this tree before, or `null`. */
export function rememberedTests() {
  const tree = treeFingerprint()
  if (!tree || !existsSync(STAMP)) return null
  const remembered = JSON.parse(readFileSync(STAMP, 'utf8'))
  return remembered.tree === tree ? remembered : null
}

/** How each test of this tree ended in a full run (file → title → `passed`, `failed` or `skipped`), or `null`. */
export const outcomesOfThisTree = () => rememberedTests()?.outcomes ?? null

/** How each test ended when it was last run here, on whatever tree. */
export function lastOutcomes() {
  return existsSync(OUTCOMES) ? JSON.parse(readFileSync(OUTCOMES, 'utf8')) : {}
}

const remember = (counted) => keep(STAMP, counted)

function keep(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(value))
}

// Of one title on several engines the worst counts.
function outcomesIn(report) {
  if (!existsSync(report)) return {}
  const worth = ['failed', 'passed']
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults.map(({ name, assertionResults }) => {
    const titles = {}
    for (const { title, status } of assertionResults) {
      const known = [titles[title], status].filter((one) => worth.includes(one))
      titles[title] = worth.find((one) => known.includes(one)) ?? 'skipped'
    }
    return [relative(ROOT, name).replaceAll('\\', '/'), titles]
  })
  return Object.fromEntries(files)
}

function countedIn(report) {
  const none = { passed: 0, failed: 1, skipped: [] }
  if (!existsSync(report)) return none
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults
  const tests = files.flatMap((file) => file.assertionResults)
  // A file that cannot be loaded has no tests to fail.
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + broken.length,
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
  }
}

const summed = (results) => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failed: results.reduce((sum, { failed }) => sum + failed, 0),
  skipped: results.flatMap(({ skipped }) => skipped),
  outcomes: Object.assign({}, ...results.map(({ outcomes }) => outcomes)),
  code: results.find(({ code }) => code !== 0)?.code ?? 0,
})

function coveredLines() {
  const summary = join(ROOT, 'coverage/coverage-summary.json')
  return existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')).total.lines.pct : null
}

/** The closing line of a run, the same wherever tests are run. */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`

/** Why a run does not count as passed, or `null`. On CI nothing may be skipped. */
export function verdict({ code, failed, passed, skipped }) {
  if (failed > 0) return `${failed} failed`
  if (passed === 0) return 'no test was run'
  if (process.env.CI && skipped.length > 0)
    return `nothing may be skipped on CI, but these were:\n  ${skipped.join('\n  ')}`
  return code === 0 ? null : `the test run ended with code ${code}; see above`
}
