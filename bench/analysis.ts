import { parseArgs } from 'node:util'
import { askModel } from '../server/src/analysis/by-model.ts'
import { guarded } from '../server/src/analysis/guard.ts'
import { SPECIALISTS } from '../server/src/analysis/specialists/specialists.ts'
import hear from '../server/src/knowledge/hearing.ts'
import { createAdversary } from './analysis/adversary.ts'
import { dialoguesOf, type Half, materialOf } from './analysis/corpus.ts'
import { judged } from './analysis/judged.ts'
import { keep } from './results.ts'

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
// What a model that makes everything up gets through: statements that are told, and how many of those are not in the turn they name.
let [invented, told, untrue] = [0, 0, 0]
for (const dialogue of dialoguesOf()) {
  const material = materialOf(dialogue, hear)
  const turns = new Map(material.turns.map((turn) => [turn.id, turn]))
  const learner = { userId: dialogue.id, fullName: null, timezone: 'UTC', locale: dialogue.language }
  for (const specialist of SPECIALISTS) {
    const asked = await askModel(createAdversary(material), specialist, {
      ...{ material, learner, now: new Date(), signal: new AbortController().signal, onFound: () => {} },
    })
    const { kept } = guarded(asked.drafts, turns)
    invented += asked.dropped + asked.drafts.length
    told += kept.length
    untrue += kept.filter(({ quote, turns: [first] }) => !turns.get(first ?? '')?.said.includes(quote)).length
  }
}
process.stdout.write(
  `a model that makes things up: ${invented} statements, ${told} told, ${untrue} whose words are not in their turn\n`,
)

keep(
  values.results,
  rows.map(({ wrongOnes: _wrong, missedOnes: _missed, ...row }) => row),
)
if (untrue > 0 || rows.some(({ precision }) => precision < LEAST)) process.exitCode = 1
