import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { gradeByWords } from '../server/src/grading/by-words.ts'
import { type Half, labelledAnswers } from './grading/corpus.ts'
import { type Graded, reading } from './grading/read.ts'

// How far a grade can be believed: agreement with the labels of bench/grading, by half and by sound. --why lists what went wrong in the tuning
// half (those of the test half are not shown); --half reads one half only.
const { values } = parseArgs({
  options: {
    half: { type: 'string' },
    why: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/grading.json' },
  },
})

const halves = (['tuning', 'test'] as const).filter((half) => values.half === undefined || half === values.half)
const gradedOf = (half: Half): Graded[] =>
  labelledAnswers(half).map((labelled) => ({ labelled, grade: gradeByWords(labelled) }))

const percent = ({ value, low, high, n }: { value: number; low: number; high: number; n: number }) =>
  `${(value * 100).toFixed(1)} % (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}, n = ${n})`
const rows = halves.flatMap((half) => {
  const all = gradedOf(half)
  const read = (name: string, some: readonly Graded[]) => ({ name: `${half}, ${name}`, ...reading(some) })
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
  for (const { labelled, grade } of gradedOf('tuning'))
    if (labelled.recalled !== grade.recalled)
      process.stdout.write(
        `${labelled.id} ${labelled.kind} ${labelled.sound} ${labelled.recalled}≠${grade.recalled} [${labelled.covered}]≠[${grade.covered}] ${labelled.answer}\n`,
      )
mkdirSync(dirname(values.results), { recursive: true })
writeFileSync(values.results, `${JSON.stringify(rows, null, 2)}\n`)
