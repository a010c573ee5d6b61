import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { memoryFolder } from './memory-folder.mjs'
import { findProgram, NODE, projectEnv, ROOT } from './project.mjs'
import { run } from './run.mjs'
import { startPostgres, startRedis } from './servers.mjs'
import { treeFingerprint } from './tree.mjs'

const STAMP = join(ROOT, 'node_modules/.cache/lva/tests.json')

/** Tests in which browsers speak and hear as fast as people do. */
const IN_TIME = [
  'web/test/live-voice.test.ts',
  'web/test/talking.test.ts',
  'web/test/live-line.test.ts',
  'web/test/own-voice.test.ts',
  'web/test/microphone.test.ts',
  'web/test/careful-ear.test.ts',
]

/** Half of the time in a few files: every route, every kill, every byte on the disk, computing with sound. On CI always, elsewhere by THOROUGH. */
export const LONG = [
  'speech/src/detector.test.ts',
  'server/src/recordings/decode.test.ts',
  'server/src/recordings/decoders/',
  'server/src/recordings/speech.test.ts',
  'server/src/voice/live/random.test.ts',
  'server/test/backup-guide.test.ts',
  'server/test/data-at-rest.test.ts',
  'server/test/data.test.ts',
  'server/test/deployment-guide.test.ts',
  'server/test/every-route.test.ts',
  'server/test/files-in.test.ts',
  'server/test/incident.test.ts',
  'server/test/isolation.test.ts',
  'server/test/kill.test.ts',
  'server/test/kill-speech.test.ts',
  'server/test/live-voice.test.ts',
  'server/test/load.test.ts',
  'server/test/logging.test.ts',
  'server/test/monitoring-guide.test.ts',
  'server/test/removing.test.ts',
  'server/test/retention.test.ts',
  'server/test/upgrade.test.ts',
]

/**
 * Tests that are run without counting lines: those of the page and of other processes, whose lines are not counted anyway, and the long ones,
 * some of which take four times as long while somebody counts.
 */
const NOT_COUNTED = ['web/', 'scripts/', ...LONG]

/** Stories wait for servers more than they compute: two cores hold three of them. Speech keeps its time only with a core each. */
const STORIES_AT_ONCE = Math.max(3, availableParallelism() - 1)

/** More files than this are not a matter of chance. */
const SECOND_TRIES_MAX = 6

/**
 * Runs the tests, with a PostgreSQL and a Redis of their own where these are installed. `args` go to vitest. With `coverage`, files in which
 * something failed are run once more by themselves; what passes then is counted as passed and named in `late`. `quick` leaves out LONG.
 * @returns what was counted; `lines` is the share of lines covered in percent, or `null` if that was not measured
 */
export async function runTests({ args = [], coverage = false, quick = false }) {
  const [folder, onDisk] = [memoryFolder() ?? tmpdir(), tmpdir()].map((place) => mkdtempSync(join(place, 'lva-tests-')))
  // A PostgreSQL that a test starts is another user's, and has to come through to its own folder.
  for (const each of [folder, onDisk]) chmodSync(each, 0o711)
  const tree = treeFingerprint()
  const runs = runsOf({ args, coverage, quick, chromium: findProgram('chromium') !== null })
  const servers = []
  const { TEST_POSTGRES_URL, TEST_REDIS_URL } = process.env
  const env = { TEST_POSTGRES_URL, TEST_REDIS_URL, TMPDIR: folder, TEST_IN_MEMORY: folder, TEST_ON_DISK: onDisk }
  const tried = async (wanted, name) => {
    const report = join(folder, `${name}.json`)
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code } = await run(NODE, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...wanted], {
      env: projectEnv(env),
      show: true,
    })
    return { code, files: filesIn(report) }
  }
  try {
    for (const [name, start] of [
      ['TEST_POSTGRES_URL', startPostgres],
      ['TEST_REDIS_URL', startRedis],
    ]) {
      const server = env[name] ? null : await start()
      if (!server) continue
      servers.push(server)
      env[name] = server.url
    }
    const first = []
    for (const [at, wanted] of runs.entries()) first.push(await tried(wanted, `report-${at}`))
    const lines = coverage ? coveredLines() : null
    const failing = first.flatMap(({ files }) => failedIn(files))
    const again = coverage && failing.length > 0 && failing.length <= SECOND_TRIES_MAX && !failing.includes(NO_REPORT)
    const second = again ? await tried([...failing, '--maxWorkers=1'], 'second') : null
    const counted = { ...countedOf(first, second), lines }
    if (args.length === 0 && coverage) remember({ ...counted, tree })
    return counted
  } finally {
    for (const server of servers) await server.stop()
    for (const each of [folder, onDisk]) rmSync(each, { recursive: true, force: true })
  }
}

/** The arguments of each run of vitest. Without a browser the tests that need one have no time to keep: they are skipped among the others. */
export function runsOf({ args = [], coverage = false, quick = false, chromium }) {
  const inTime = coverage || chromium ? IN_TIME : []
  if (coverage)
    return [
      [`--maxWorkers=${STORIES_AT_ONCE}`, '--coverage', ...NOT_COUNTED.map(exclusion)],
      [`--maxWorkers=${STORIES_AT_ONCE}`, ...NOT_COUNTED, ...inTime.map(exclusion)],
      inTime,
    ]
  if (!quick) return [args]
  return [
    [`--maxWorkers=${STORIES_AT_ONCE}`, ...[...LONG, ...inTime].map(exclusion)],
    ...(inTime.length > 0 ? [inTime] : []),
  ]
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

function remember(counted) {
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, JSON.stringify(counted))
}

const NO_REPORT = 'the test run'

const hasFailed = ({ status }) => status === 'failed'

const failedIn = (files) => [...files].filter(([, tests]) => tests.some(hasFailed)).map(([path]) => path)

/** The tests of a report by file. A file that cannot be loaded has none that could fail: it counts as one. No report: as one as well. */
function filesIn(report) {
  const broken = (why) => ({ title: 'is loaded', fullName: 'is loaded', status: 'failed', why })
  if (!existsSync(report)) return new Map([[NO_REPORT, [broken('it wrote no report')]]])
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults
  return new Map(
    files.map(({ name, status, message, assertionResults }) => {
      const tests = assertionResults.map(({ title, fullName, status, failureMessages }) => ({
        ...{ title, fullName, status },
        why: failureMessages?.[0]?.split('\n')[0],
      }))
      const path = relative(ROOT, name).replaceAll('\\', '/')
      return [path, status === 'failed' && !tests.some(hasFailed) ? [...tests, broken(message?.split('\n')[0])] : tests]
    }),
  )
}

/** What the runs say together: of a file that was run a second time, the second run counts. */
export function countedOf(first, second) {
  const files = new Map([...first, ...(second ? [second] : [])].flatMap(({ files }) => [...files]))
  const tests = [...files].flatMap(([path, tests]) =>
    tests.map((test) => ({ ...test, name: `${path} › ${test.fullName}` })),
  )
  const failedFirst = first.flatMap(({ files }) =>
    [...files].flatMap(([path, tests]) => tests.filter(hasFailed).map(({ fullName }) => `${path} › ${fullName}`)),
  )
  const failures = tests.filter(hasFailed)
  const still = new Set(failures.map(({ name }) => name))
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failures.length,
    failures: failures.map(({ name, why }) => `${name}: ${why}`),
    late: second ? failedFirst.filter((name) => !still.has(name)) : [],
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    outcomes: Object.fromEntries([...files].map(([path, tests]) => [path, worstByTitle(tests)])),
    code:
      [...first.filter(({ files }) => !second || failedIn(files).length === 0), second].find((run) => run?.code)
        ?.code ?? 0,
  }
}

// Of one title on several engines the worst counts.
function worstByTitle(tests) {
  const worth = ['failed', 'passed']
  const titles = {}
  for (const { title, status } of tests) {
    const known = [titles[title], status].filter((one) => worth.includes(one))
    titles[title] = worth.find((one) => known.includes(one)) ?? 'skipped'
  }
  return titles
}

function coveredLines() {
  const summary = join(ROOT, 'coverage/coverage-summary.json')
  return existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')).total.lines.pct : null
}

/** The closing line of a run, the same wherever tests are run. */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped.length} skipped`

/** Tests that failed, with the first line of why, and those that passed only at the second try: a line each. */
export const namesOf = ({ failures, late }) => [
  ...failures.map((name) => `failed: ${name}`),
  ...late.map((name) => `passed only by itself, at the second try: ${name}`),
]

/** Why a run does not count as passed, or `null`. On CI nothing may be skipped. */
export function verdict({ code, failed, passed, skipped }) {
  if (failed > 0) return `${failed} failed`
  if (passed === 0) return 'no test was run'
  if (process.env.CI && skipped.length > 0)
    return `nothing may be skipped on CI, but these were:\n  ${skipped.join('\n  ')}`
  return code === 0 ? null : `the test run ended with code ${code}; see above`
}
