import { arrows } from './check/arrows.mjs'
import { bundle } from './check/bundle.mjs'
import { documents } from './check/documents.mjs'
import { image } from './check/image.mjs'
import { kits } from './check/kits.mjs'
import { lockFile } from './check/lock-file.mjs'
import { migrations } from './check/migrations.mjs'
import { shape } from './check/shape.mjs'
import { status } from './check/status.mjs'
import { deadCode, format, lint, types } from './check/tools.mjs'
import { voice } from './check/voice.mjs'
import { measureDocstrings } from './docstrings.mjs'
import { securityTests } from './security/claims.mjs'
import { SECURITY } from './security/stages.mjs'
import { setUp } from './setup.mjs'
import { generate } from './steps/generated.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { runStages } from './steps/stages.mjs'
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

// What takes longest begins first.
const STAGES = {
  voice,
  types,
  lint,
  format,
  arrows,
  shape,
  migrations,
  'dead code': deadCode,
  'lock file': lockFile,
  drift,
  docstrings,
  documents,
  bundle,
  kits,
  image,
  ...SECURITY,
  status,
  tests,
  'security tests': securityTests,
}

stopWithNpm()
if (!(await setUp({ tests: true }))) process.exit(1)
process.exitCode = await runStages(STAGES, process.argv.slice(2), { last: ['tests', 'security tests'] })
