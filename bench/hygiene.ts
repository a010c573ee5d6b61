import { parseArgs } from 'node:util'
import { ENGINES } from './house.ts'
import { hygieneDiary } from './hygiene/diary.ts'
import { judge, type Verdict } from './hygiene/judge.ts'
import { learnDiary } from './hygiene/learn.ts'
import { MODELS } from './hygiene/models.ts'
import { keep } from './results.ts'

// How clean memories stay over a labelled diary of ninety days: by rules alone, with a model that is honest, and with one that misbehaves.
const { values } = parseArgs({ options: { results: { type: 'string', default: 'bench/results/hygiene.json' } } })
const diary = hygieneDiary()
const rows: Array<{ engine: string; model: string } & Verdict> = []
for (const engine of ENGINES)
  for (const [name, script] of Object.entries(MODELS)) {
    const learnt = await learnDiary(diary, { engine, script })
    rows.push({ engine, model: name, ...judge(diary, learnt) })
  }
keep(values.results, rows)
const told = diary.flatMap(({ facts }) => facts)
process.stdout.write(
  `${diary.length} turns of 90 days; ${told.length} facts told, ${told.filter(({ ends }) => ends).length} of them end another; ${diary.filter(({ trap }) => trap).length} traps\n\n`,
)
for (const row of rows) {
  process.stdout.write(`${row.engine}, ${row.model}: n = ${row.memories} memories\n`)
  for (const [name, value] of Object.entries(row.figures)) process.stdout.write(`  ${name.padEnd(34)} ${value}\n`)
  for (const example of row.examples.slice(0, 12)) process.stdout.write(`    ${example}\n`)
}
