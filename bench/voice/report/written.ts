import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Evaluation } from '../round.ts'
import { pageOf } from './page.ts'
import { met, row } from './readings.ts'

/** Shows what was read, and writes it into the folder as one page and one JSON file under the name of its set. */
export function writeReport(folder: string, set: string, evaluation: Evaluation) {
  const { readings, notes, faults, plots, timelines, outcomes } = evaluation
  const at = new Date().toISOString()
  const machine = `${cpus().length} cores, Node ${process.version}`
  console.table(readings.map(row))
  const asked = readings.filter(({ wanted }) => wanted)
  console.log(`${asked.filter(met).length} of ${asked.length} numbers with a goal meet it`)
  for (const { ears, what, why } of faults.filter(({ id }) => id === 'script')) console.log(`${what}, ${ears}: ${why}`)
  for (const note of notes) console.log(note)
  const page = join(folder, `${set}.html`)
  writeFileSync(page, pageOf({ at, set, machine, readings, notes, faults, plots, timelines }))
  writeFileSync(
    join(folder, `${set}.json`),
    `${JSON.stringify({ at, set, machine, readings, notes, faults, outcomes }, null, 1)}\n`,
  )
  console.log(`written: ${page}`)
}
