import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readConfig } from '../server/src/config.ts'
import { createLog } from '../server/src/http/log.ts'
import { openHouse } from '../server/src/main.ts'
import { createScriptedLlm } from '../server/src/providers/scripted.ts'
import { createLearner } from '../server/test/learner.ts'
import { nothingThere } from '../server/test/nothing-there.ts'

// What it costs a turn that tools could have been called in it and were not: houses with real doors, disks and full durability, half of
// them with their own tools on offer, asked the same by turns. Goal: the median no more than 5 ms above.
const { values } = parseArgs({
  options: { turns: { type: 'string', default: '200' }, warm: { type: 'string', default: '60' } },
})
const ADDED_MAX_MS = 5
const RESULTS = fileURLToPath(new URL('results', import.meta.url))

// The folder of the checkout, because a temporary one may be in memory, where a sync costs nothing.
mkdirSync(RESULTS, { recursive: true })
const folder = mkdtempSync(join(RESULTS, 'tools-'))
let met = false
try {
  met = await bench()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(met ? 0 : 1)

async function bench(): Promise<boolean> {
  // Two of each, opened crosswise: whoever is opened later is some milliseconds slower, whatever it offers.
  const sides = ['without', 'with', 'with', 'without'] as const
  const houses: { side: (typeof sides)[number]; house: Awaited<ReturnType<typeof open>> }[] = []
  for (const [n, side] of sides.entries())
    houses.push({ side, house: await open(`${side}-${n}`, side === 'with' ? {} : { tools: null }) })
  const took: Record<(typeof sides)[number], number[]> = { without: [], with: [] }
  const [warm, turns] = [Number(values.warm), Number(values.turns)]
  for (let n = 0; n < warm + turns; n++) {
    // Who goes first changes, so that nobody always finds the disk another has just left.
    for (const { side, house } of [...houses.slice(n % 4), ...houses.slice(0, n % 4)]) {
      const since = performance.now()
      await house.say(n)
      if (n >= warm) took[side].push(performance.now() - since)
    }
  }
  for (const { side, house } of houses) {
    if (side === 'with') console.log(`offered: ${house.offered().join(', ')}`)
    if (house.offered().length > 0 !== (side === 'with'))
      throw new Error('Both sides offer the same: nothing was compared.')
    await house.close()
  }
  const rows = Object.entries(took).map(([side, all]) => [
    `${side} the loop`,
    { 'p50 ms': at(all, 0.5), 'p95 ms': at(all, 0.95), turns: all.length },
  ])
  console.table(Object.fromEntries(rows))
  const added = at(took.with, 0.5) - at(took.without, 0.5)
  console.log(`p50 added by an unused loop: ${added.toFixed(2)} ms (wanted: ≤ ${ADDED_MAX_MS} ms)`)
  return added <= ADDED_MAX_MS
}

async function open(name: string, given: { tools?: null }) {
  let offered: string[] = []
  const model = createScriptedLlm(({ tools = [] }) => {
    model.requests.length = 0
    offered = tools.map((tool) => tool.name)
    return { words: ['Tides come ', 'and go. ', 'What do you make of that?'] }
  })
  const house = await openHouse(
    readConfig(
      {
        ...{
          ENVIRONMENT: 'test',
          HOST: '127.0.0.1',
          PORT: '0',
          DATA_DIR: join(folder, name),
          RATE_LIMIT_ENABLED: 'false',
        },
        ...{ QUOTA_REQUESTS_PER_DAY: 'unlimited', QUOTA_TOKENS_PER_DAY: 'unlimited', LOAD_SHEDDING: 'false' },
        ...{ QUOTA_AUDIO_MINUTES_PER_DAY: 'unlimited', BACKUP_ENABLED: 'false' },
      },
      { readFile: nothingThere },
    ),
    { log: createLog({ level: 'error', json: true }), path: '', home: '', llm: model, stt: null, tts: null, ...given },
  )
  const url = (await house.serve()).replace('localhost', '127.0.0.1')
  const learner = await createLearner(url, { email: 'ana@example.org' })
  return {
    close: () => house.close(),
    offered: () => offered,
    async say(n: number) {
      const { status } = await learner.say(`The moon pulls the sea, said the ${n}th fisherman.`, {
        session: `s${n >> 3}`,
      })
      if (status !== 200) throw new Error(`A turn was answered with ${status}.`)
    },
  }
}

function at(all: readonly number[], share: number): number {
  const sorted = all.toSorted((one, other) => one - other)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
}
