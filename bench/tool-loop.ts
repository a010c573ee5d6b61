import { rmSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { createScriptedLlm } from '../server/src/providers/scripted.ts'
import { createLearner } from '../server/test/learner.ts'
import { openBenchHouse, UNLIMITED } from './house.ts'
import { folderOnDisk } from './results.ts'
import { percentile } from './statistics.ts'

// What it costs a turn that tools could have been called in it and were not: houses with real doors, disks and full durability, half of
// them with their own tools on offer, asked the same by turns. Goal: the median no more than 5 ms above.
const { values } = parseArgs({
  options: { turns: { type: 'string', default: '200' }, warm: { type: 'string', default: '60' } },
})
const ADDED_MAX_MS = 5

const folder = folderOnDisk()
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
  for (const side of sides) houses.push({ side, house: await open(side === 'with' ? {} : { tools: null }) })
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
    { 'p50 ms': percentile(all, 0.5).toFixed(2), 'p95 ms': percentile(all, 0.95).toFixed(2), turns: all.length },
  ])
  console.table(Object.fromEntries(rows))
  const added = percentile(took.with, 0.5) - percentile(took.without, 0.5)
  console.log(`p50 added by an unused loop: ${added.toFixed(2)} ms (wanted: ≤ ${ADDED_MAX_MS} ms)`)
  return added <= ADDED_MAX_MS
}

async function open(given: { tools?: null }) {
  let offered: string[] = []
  const model = createScriptedLlm(({ tools = [] }) => {
    model.requests.length = 0
    offered = tools.map((tool) => tool.name)
    return { words: ['Tides come ', 'and go. ', 'What do you make of that?'] }
  })
  const house = await openBenchHouse({
    ...{ below: folder, env: { ...UNLIMITED, BACKUP_ENABLED: 'false' } },
    ...{ llm: model, stt: null, tts: null, ...given },
  })
  const url = await house.serve()
  const learner = await createLearner(url, { email: 'ana@example.org' })
  return {
    close: house.end,
    offered: () => offered,
    async say(n: number) {
      const { status } = await learner.say(`The moon pulls the sea, said the ${n}th fisherman.`, {
        session: `s${n >> 3}`,
      })
      if (status !== 200) throw new Error(`A turn was answered with ${status}.`)
    },
  }
}
