import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE, projectEnv } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'

const PATIENCE_MS = 120_000
// The code is broken, not the guard switched off.
const WRONG_REASON =
  /SyntaxError|ReferenceError|is not a function|Cannot find (?:module|package)|Failed to load|Transform failed/
const TIMED_OUT = /Test timed out/

/** Switches one guard off in a copy of the project and says what is wrong, if anything: its test has to fail, and on what it expects. */
export async function switchOff(folder, guard) {
  const began = performance.now()
  const done = (fault) => ({ guard, fault, seconds: (performance.now() - began) / 1000 })
  const before = new Map()
  try {
    for (const { file, from, to } of [guard, ...(guard.more ?? [])]) {
      const path = join(folder, file)
      const code = existsSync(path) ? readFileSync(path, 'utf8') : ''
      const places = code.split(from).length - 1
      if (places !== 1) return done(`the patch does not apply: ${file} has what it replaces ${places} times`)
      if (!before.has(path)) before.set(path, code)
      writeFileSync(
        path,
        code.replace(from, () => to),
      )
    }
    return done(faultOf(guard, await tested(folder, [guard])))
  } finally {
    for (const [path, code] of before) writeFileSync(path, code)
  }
}

/** The guards' tests that are red while nothing is switched off. */
export async function unpatched(folder, guards) {
  const results = await tested(folder, guards)
  return guards
    .filter(({ test, title }) => !outcomesOf(results ?? [], { test, title }).some(({ status }) => status === 'passed'))
    .map(({ test, title }) => `with every guard on, this is not green: ${test}: ${title}`)
}

function faultOf(guard, results) {
  if (results === null) return `no answer within ${PATIENCE_MS / 1000} s`
  const outcomes = outcomesOf(results, guard)
  if (outcomes.length === 0) return `${guard.test} has no test "${guard.title}", or could not be loaded`
  const red = outcomes.filter(({ status }) => status === 'failed')
  if (red.length === 0) return `its test stayed green: ${guard.test}: ${guard.title}`
  const said = red.flatMap(({ failureMessages }) => failureMessages).join('\n')
  const wrong = WRONG_REASON.test(said) || (TIMED_OUT.test(said) && !guard.waits)
  return wrong ? `its test failed for another reason: ${said.split('\n')[0].slice(0, 200)}` : null
}

// Only the tests that ran: the others of a file are reported as skipped.
function outcomesOf(results, { test, title }) {
  return results
    .filter(({ name }) => name.replaceAll('\\', '/').endsWith(`/${test}`))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((one) => one.title === title && ['passed', 'failed'].includes(one.status))
}

/** What vitest says of the guards' tests in a copy of the project; null when it took too long. */
async function tested(folder, guards) {
  const report = join(folder, 'guards-report.json')
  rmSync(report, { force: true })
  const titles = [...new Set(guards.map(({ title }) => title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))]
  const files = [...new Set(guards.map(({ test }) => test))]
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...files, '--reporter=json', `--outputFile=${report}`]
  // One engine is enough to see a guard missed.
  const pattern = `^(?!.*\\(postgres\\)).*(?:${titles.join('|')})$`
  const { code } = await run(
    NODE,
    [...args, '--testNamePattern', pattern, `--testTimeout=${guards.every(({ waits }) => waits) ? 10_000 : 40_000}`],
    {
      cwd: folder,
      // A guard that holds between two engines needs the other one as well.
      env: projectEnv({
        TEST_POSTGRES_URL: guards.some(({ postgres }) => postgres) ? (process.env.TEST_POSTGRES_URL ?? '') : '',
        CI: '',
      }),
      timeoutMs: PATIENCE_MS * (1 + guards.length / 10),
    },
  )
  if (code === 124) return null
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
}
