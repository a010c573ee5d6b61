import { parseArgs } from 'node:util'
import { gradeByWords } from '../server/src/grading/by-words.ts'
import { gradedByModel } from './grading/by-live-model.ts'
import { type Half, labelledAnswers } from './grading/corpus.ts'
import { type Graded, reading } from './grading/read.ts'
import { keep } from './results.ts'

// How far a grade can be believed: agreement with the labels of bench/grading, by half and by sound. --why lists what went wrong in the tuning
// half (those of the test half are not shown); --half reads one half only. --model has the configured model grade the test half, after asking
// you, and is the only one that sends anything.
const { values } = parseArgs({
  options: {
    half: { type: 'string' },
    why: { type: 'boolean', default: false },
    model: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/grading.json' },
  },
})

const halves = (['tuning', 'test'] as const).filter((half) => values.half === undefined || half === values.half)
const byWords = (half: Half): Graded[] =>
  labelledAnswers(half).map((labelled) => ({ labelled, grade: gradeByWords(labelled) }))
const tell = (line: string) => process.stdout.write(`${line}\n`)

/** What is read: a name, and graded answers. */
async function gradings(): Promise<Array<{ name: string; all: Graded[] }>> {
  if (!values.model) return halves.map((half) => ({ name: half, all: byWords(half) }))
  const asked = await gradedByModel(labelledAnswers('test'), { env: process.env, yes: values.yes, tell })
  if (!asked) return []
  for (const [trouble, times] of Object.entries(asked.troubles)) tell(`left to the words: ${times} (${trouble})`)
  return [{ name: `test by ${asked.names.join(' · ')}`, all: asked.graded }]
}

const percent = ({ value, low, high, n }: { value: number; low: number; high: number; n: number }) =>
  `${(value * 100).toFixed(1)} % (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}, n = ${n})`
const rows = (await gradings()).flatMap(({ name: whose, all }) => {
  const read = (name: string, some: readonly Graded[]) => ({ name: `${whose}, ${name}`, ...reading(some) })
  const kinds = [...new Set(all.map(({ labelled }) => labelled.kind))]
  return [
    read('all', all),
    ...(['clean', 'noisy'] as const).map((sound) =>
      read(
        sound,
        all.filter(({ labelled }) => labelled.sound === sound),
      ),
    ),
    ...kinds.map((kind) =>
      read(
        kind,
        all.filter(({ labelled }) => labelled.kind === kind),
      ),
    ),
  ]
})
for (const { name, answers, kappa, ...parts } of rows) {
  process.stdout.write(`${name}: ${answers} answers, κ ${kappa.toFixed(3)}\n`)
  for (const [what, estimate] of Object.entries(parts))
    process.stdout.write(`  ${what.padEnd(15)} ${percent(estimate)}\n`)
}
if (values.why && halves.includes('tuning'))
  for (const { labelled, grade } of byWords('tuning'))
    if (labelled.recalled !== grade.recalled)
      process.stdout.write(
        `${labelled.id} ${labelled.kind} ${labelled.sound} ${labelled.recalled}≠${grade.recalled} [${labelled.covered}]≠[${grade.covered}] ${labelled.answer}\n`,
      )
keep(values.results, rows)
