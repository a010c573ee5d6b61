import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { guarded } from '../server/src/analysis/guard.ts'
import { SPECIALISTS } from '../server/src/analysis/specialists/specialists.ts'
import hear from '../server/src/knowledge/hearing.ts'
import { dialoguesOf, type Half, materialOf } from './analysis/corpus.ts'
import { judged } from './analysis/judged.ts'

// How far what specialists find by their rules can be believed: precision and recall against the labels of bench/analysis/dialogues.json, by
// half. --why lists what went wrong in the tuning half; that of the held-out half is not shown. Ends with 1 where precision is under .85.
const { values } = parseArgs({
  options: {
    why: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/analysis.json' },
  },
})
const LEAST = 0.85

function readHalf(half: Half) {
  const dialogues = dialoguesOf(half).map((dialogue) => ({ dialogue, material: materialOf(dialogue, hear) }))
  return SPECIALISTS.map((specialist) => {
    const all = dialogues.map(({ dialogue, material }) => {
      const turns = new Map(material.turns.map((turn) => [turn.id, turn]))
      return judged(specialist.name, guarded(specialist.byRules(material), turns).kept, dialogue)
    })
    const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
    const [right, found] = [sum((one) => one.right), sum((one) => one.right + one.wrong.length)]
    const [missed, labels] = [sum((one) => one.missed.length), sum((one) => one.labels)]
    return {
      ...{ half, name: specialist.name, found, right, labels, missed },
      ...{ precision: found ? right / found : 1, recall: labels ? (labels - missed) / labels : 1 },
      ...{ wrongOnes: all.flatMap(({ wrong }) => wrong), missedOnes: all.flatMap((one) => one.missed) },
    }
  })
}

const rows = [...readHalf('tuning'), ...readHalf('held-out')]
for (const { half, name, precision, recall, right, found, labels, missed, wrongOnes, missedOnes } of rows) {
  const figures = `precision ${precision.toFixed(2)} (${right}/${found})  recall ${recall.toFixed(2)} (${labels - missed}/${labels})`
  process.stdout.write(`${half.padEnd(9)} ${name.padEnd(15)} ${figures}\n`)
  if (!values.why || half !== 'tuning') continue
  for (const one of wrongOnes) process.stdout.write(`    wrong   ${one}\n`)
  for (const one of missedOnes) process.stdout.write(`    missed  ${one}\n`)
}
mkdirSync(dirname(values.results), { recursive: true })
writeFileSync(
  values.results,
  `${JSON.stringify(
    rows.map(({ wrongOnes: _wrong, missedOnes: _missed, ...row }) => row),
    null,
    2,
  )}\n`,
)
if (rows.some(({ precision }) => precision < LEAST)) process.exitCode = 1
