import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../server/src/config.ts'
import { createLog } from '../server/src/http/log.ts'
import { openHouse } from '../server/src/main.ts'
import { nothingThere } from '../server/test/nothing-there.ts'
import { busy, coldStart } from './load/machine.ts'
import { folderOnDisk } from './results.ts'
import { longPast } from './retrieval/long-past.ts'
import { remember } from './retrieval/past.ts'

// npm run bench:cold-start: how long `lva serve` takes until it answers, with nothing there and with many turns in its database (SQLite).
const { values } = parseArgs({
  options: { turns: { type: 'string', default: '100000' }, times: { type: 'string', default: '7' } },
})
const TURNS = Number(values.turns)
const TIMES = Number(values.times)
const LIMIT_MS = 2_000

const folder = folderOnDisk()
try {
  const full = mkdtempSync(join(folder, 'full-'))
  await fill(full)
  const megabytes = statSync(join(full, 'companion.db')).size / 1e6
  const [empty, filled] = [
    await coldStart(() => mkdtempSync(join(folder, 'empty-')), TIMES),
    await coldStart(() => full, TIMES),
  ]
  console.table({
    'nothing there': { 'median ms': Math.round(empty), times: TIMES },
    [`${TURNS} turns, ${Math.round(megabytes)} MB`]: { 'median ms': Math.round(filled), times: TIMES },
  })
  console.log(`wanted: ≤ ${LIMIT_MS} ms; load ${busy().toFixed(1)}`)
  process.exitCode = filled <= LIMIT_MS ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** A house as it is after somebody has said very much in it. */
async function fill(dataDir: string) {
  const config = readConfig(
    { ENVIRONMENT: 'development', HOST: '127.0.0.1', PORT: '0', LLM: 'companion', DATA_DIR: dataDir },
    { readFile: nothingThere },
  )
  const house = await openHouse(config, {
    ...{ log: createLog({ level: 'error', json: true }), path: '', home: '', acceptNewDatabase: true },
  })
  await remember(house.database, longPast(TURNS))
  await house.close()
}
