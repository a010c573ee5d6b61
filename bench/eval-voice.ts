import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createVoiceDetector } from '@lva/speech/detector'
import type { Without } from '../server/src/voice/live/session-needs.ts'
import { ablate } from './voice/ablations.ts'
import { evaluate } from './voice/evaluate.ts'
import { agree, regressions } from './voice/gate.ts'
import { evaluateLive } from './voice/live/evaluate-live.ts'
import { fullPlan, gatePlan, livePlan } from './voice/plan.ts'
import { writeReport } from './voice/report/written.ts'
import { createStudio, missingPrograms } from './voice/sound/studio.ts'

// How the voice engine behaves, read from conversations that are synthesised here: no keys, no network. docs/voice-evaluation.md says what
// each number means. --gate is the set that fits into every check; --ablations switches one thing off after the other; --only V6,V8 reads some,
// --ears streaming by one recogniser. --live reads some of it from the vendors that are configured, and is the only one that sends anything.

const { values } = parseArgs({
  options: {
    gate: { type: 'boolean', default: false },
    agree: { type: 'boolean', default: false },
    ablations: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: '' },
    ears: { type: 'string', default: '' },
    live: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
  },
})
const RESULTS = fileURLToPath(new URL('results/voice', import.meta.url))
const SWITCHES = ['echo', 'preRoll', 'heardOnly', 'patience', 'resume', 'speculation'] as const

// What was read until then becomes a report; once more, and it just ends.
const stop = new AbortController()
process.once('SIGINT', () => {
  console.log('\nstopping after this clip; the report has what was read so far')
  stop.abort()
})
process.exit(await main())

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
    signal: stop.signal,
  }
  mkdirSync(RESULTS, { recursive: true })
  if (values.live) return await evaluateLive(livePlan(), { ...needs, env: process.env, yes: values.yes })
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
  writeReport(RESULTS, plan.name, evaluation)
  if (stop.signal.aborted) return 1
  if (values.agree) agree(evaluation.readings)
  if (!values.gate) return 0
  const worse = regressions(evaluation.readings)
  for (const line of worse) console.error(line)
  return worse.length > 0 ? 1 : 0
}
