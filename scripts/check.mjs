import { arrows } from './check/arrows.mjs'
import { bundle } from './check/bundle.mjs'
import { lockFile } from './check/lock-file.mjs'
import { deadCode, format, lint, types } from './check/tools.mjs'
import { measureDocstrings } from './docstrings.mjs'
import { setUp } from './setup.mjs'
import { generate } from './steps/generated.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { closingLine, rememberedTests, runTests, verdict } from './steps/tests.mjs'

// npm run check [-- STAGE …]: one line per stage with its figure and time; all stages run even if one fails.
const LEAST_PERCENT = 80

async function drift() {
  const stale = await generate({ write: false })
  return {
    figure: 'configuration, .env.example, API',
    faults: stale.map((path) => `${path} is not what the code says; run npm run docs`),
  }
}

async function docstrings() {
  const { all, told, silent } = await measureDocstrings()
  const percent = (100 * told) / all
  const figure = `${percent.toFixed(1)} % of ${all} exported functions and schemas`
  return {
    figure,
    faults: percent >= LEAST_PERCENT ? [] : [`at least ${LEAST_PERCENT} % is asked for; without words:`, ...silent],
  }
}

async function tests() {
  const remembered = rememberedTests()
  const counted = remembered ?? (await runTests({ coverage: true }))
  const why = verdict(counted)
  const faults = why ? [why] : []
  if (counted.lines === null || counted.lines < LEAST_PERCENT)
    faults.push(`at least ${LEAST_PERCENT} % of lines is asked for`)
  return {
    figure: `${closingLine(counted)}; ${counted.lines} % of lines${remembered ? ', already run on these files' : ''}`,
    faults,
  }
}

const STAGES = {
  types,
  lint,
  format,
  arrows,
  'dead code': deadCode,
  'lock file': lockFile,
  drift,
  docstrings,
  bundle,
  tests,
}

stopWithNpm()
if (!(await setUp({ tests: true }))) process.exit(1)
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in STAGES))
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. There are: ${Object.keys(STAGES).join(', ')}`)
  process.exit(2)
}

const started = performance.now()
const report = []
for (const [name, stage] of Object.entries(STAGES).filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
  const begun = performance.now()
  const { figure, faults } = await attempted(stage)
  for (const fault of faults) console.error(fault)
  const line = `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds(begun).padStart(7)}  ${figure}`
  report.push({ line, passed: faults.length === 0 })
  console.log(line)
}
const failed = report.filter(({ passed }) => !passed)
console.log(`\n${report.map(({ line }) => line).join('\n')}`)
console.log(`\n${report.length - failed.length} stages passed, ${failed.length} failed, ${seconds(started)}`)
process.exitCode = failed.length === 0 ? 0 : 1

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

// One stage that breaks must not hide what the others have to say.
async function attempted(stage) {
  try {
    return await stage()
  } catch (error) {
    return { figure: 'broke off', faults: [error.stack] }
  }
}
