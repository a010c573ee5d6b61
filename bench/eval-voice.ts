import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createVoiceDetector } from '@lva/speech/detector'
import type { Without } from '../server/src/voice/live/session.ts'
import { ablate } from './voice/ablations.ts'
import { type Evaluation, evaluate } from './voice/evaluate.ts'
import { agree, regressions } from './voice/gate.ts'
import { fullPlan, gatePlan } from './voice/plan.ts'
import { pageOf } from './voice/report/page.ts'
import { met, row } from './voice/report/readings.ts'
import { createStudio, missingPrograms } from './voice/sound/studio.ts'

// How the voice engine behaves, read from conversations that are synthesised here: no keys, no network. docs/voice-evaluation.md says what
// each number means. --gate is the set that fits into every check; --ablations switches one thing off after the other; --only V6,V8 reads some, --ears streaming by one recogniser.

const { values } = parseArgs({
  options: {
    gate: { type: 'boolean', default: false },
    agree: { type: 'boolean', default: false },
    ablations: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
    ears: { type: 'string', default: '' },
  },
})
const RESULTS = fileURLToPath(new URL('results/voice', import.meta.url))
const SWITCHES = ['echo', 'preRoll', 'heardOnly', 'patience', 'resume', 'speculation'] as const

process.exitCode = await main()

async function main(): Promise<number> {
  const missing = await missingPrograms(['flite', 'espeak-ng'])
  if (missing.length > 0) {
    console.error(`The evaluation needs ${missing.join(', ')}. On Debian: apt install flite espeak-ng`)
    return 1
  }
  const unknown = values.without.filter((name) => !SWITCHES.some((known) => known === name))
  if (unknown.length > 0) {
    console.error(`There is no switch ${unknown.join(', ')}; there are ${SWITCHES.join(', ')}.`)
    return 1
  }
  const needs = {
    studio: createStudio(join(RESULTS, 'clips')),
    folder: RESULTS,
    without: Object.fromEntries(values.without.map((name) => [name, true])) as Without,
    detector: createVoiceDetector,
    only: values.only.split(',').filter(Boolean),
    tell: (line: string) => console.log(line),
  }
  mkdirSync(RESULTS, { recursive: true })
  if (values.ablations) {
    console.table(await ablate(needs))
    return 0
  }
  const recognised = (await missingPrograms(['pocketsphinx_continuous'])).length === 0
  if (!values.gate && !recognised) console.log('without pocketsphinx: apt install pocketsphinx pocketsphinx-en-us')
  const plan = values.gate || values.agree ? gatePlan() : fullPlan({ pocketsphinx: recognised })
  const wanted = values.ears.split(',').filter(Boolean)
  if (wanted.length > 0) plan.ears = plan.ears.filter(({ kind }) => wanted.includes(kind))
  const evaluation = await evaluate(plan, needs)
  report(plan.name, evaluation)
  if (values.agree) agree(evaluation.readings)
  if (!values.gate) return 0
  const worse = regressions(evaluation.readings)
  for (const line of worse) console.error(line)
  return worse.length > 0 ? 1 : 0
}

function report(set: string, { readings, faults, plots, timelines, outcomes }: Evaluation) {
  const at = new Date().toISOString()
  const machine = `${cpus().length} cores, Node ${process.version}`
  console.table(readings.map(row))
  const asked = readings.filter(({ wanted }) => wanted)
  console.log(`${asked.filter(met).length} of ${asked.length} numbers with a goal meet it`)
  for (const { ears, what, why } of faults.filter(({ id }) => id === 'script')) console.log(`${what}, ${ears}: ${why}`)
  const page = join(RESULTS, `${set}.html`)
  writeFileSync(page, pageOf({ at, set, machine, readings, faults, plots, timelines }))
  writeFileSync(
    join(RESULTS, `${set}.json`),
    `${JSON.stringify({ at, set, machine, readings, faults, outcomes }, null, 1)}\n`,
  )
  console.log(`written: ${page}`)
}
