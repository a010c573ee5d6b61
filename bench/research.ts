import { createServer, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { portOf } from '../server/src/providers/conformance/local-server.ts'
import { startSearxngServer } from '../server/src/providers/conformance/searxng-server.ts'
import { startWikipediaServer } from '../server/src/providers/conformance/wikipedia-server.ts'
import { createCompanion } from '../server/src/providers/llm/companion/companion.ts'
import { createLearner } from '../server/test/learner.ts'
import { openBenchHouse } from './house.ts'
import { busy } from './load/machine.ts'
import { percentile } from './statistics.ts'

// How long a turn takes that looks something up in two sources, against the slower of them, and what a source costs that never answers. The
// sources are servers on this machine that speak the protocols of Wikipedia and SearXNG, behind doors that hold every answer back for a
// known time. Everything else is the real house: doors, disk, filter, merging, the reply by rules. --quick: a smoke run.
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const QUICK_MS = 400
const SLOW_MS = 1_000
const GOAL = 1.2
/** A learner may ask outside so often in an hour. */
const EACH = 20
const TURNS = values.quick ? 6 : 60
const DEAD_TURNS = values.quick ? 3 : 12
const TIMEOUT_MS = 3_000

const sources = [await startWikipediaServer('plain'), await startSearxngServer('plain')] as const
const slow = { ms: SLOW_MS, dead: false }
const doors = [await door(sources[0].url, { ms: QUICK_MS, dead: false }), await door(sources[1].url, slow)] as const
const house = await openBenchHouse({
  env: {
    ...{ RESEARCH: 'searxng,wikipedia', WIKIPEDIA_BASE_URL: `${doors[0].url}/{language}`, SEARXNG_URL: doors[1].url },
  },
  llm: createCompanion(),
})
try {
  const url = await house.serve()
  // What is loaded and compiled at first use is no part of it.
  await asked(url, 'first', 3)
  const both = await asked(url, 'both', TURNS)
  slow.dead = true
  const dead = await asked(url, 'dead', DEAD_TURNS)
  const waited = dead.filter(({ detail }) => detail).map(({ ms }) => ms)
  const ratio = (ms: number) => Math.round((ms / SLOW_MS) * 1_000) / 1_000
  const took = both.map(({ ms }) => ms)
  const [p50, p95] = [percentile(took, 0.5), percentile(took, 0.95)]
  console.log(
    `load ${busy().toFixed(1)}; ${both.length} turns of two sources (${QUICK_MS} and ${SLOW_MS} ms), ${dead.length} with one that never answers`,
  )
  console.table({
    'two sources': {
      'p50 ms': Math.round(p50),
      'p95 ms': Math.round(p95),
      'p50 ÷ slowest': ratio(p50),
      'p95 ÷ slowest': ratio(p95),
    },
    'one dead': { 'p50 ms': Math.round(percentile(waited, 0.5)), 'p95 ms': Math.round(percentile(waited, 0.95)) },
  })
  const longest = Math.max(...waited)
  console.log(
    `a source that never answers was named in ${waited.length} of ${dead.length} turns and cost ${Math.round(longest - TIMEOUT_MS)} ms more than its time-out of ${TIMEOUT_MS} ms at most`,
  )
  if (both.some(({ sources, detail }) => sources < 2 || detail))
    throw new Error('a source did not answer in the quiet part')
  if (ratio(p95) > GOAL) process.exitCode = 1
} finally {
  await house.end()
  for (const one of [...doors, ...sources]) await one.close()
}

/** Whole turns as a learner waits for them; each asks for something else, so that nothing is known already. */
async function asked(url: string, name: string, turns: number) {
  const told: Array<{ ms: number; detail: string | null; sources: number }> = []
  let learner = await createLearner(url, { email: `${name}-0@example.org` })
  for (let turn = 0; turn < turns; turn++) {
    if (turn > 0 && turn % EACH === 0) learner = await createLearner(url, { email: `${name}-${turn}@example.org` })
    const since = performance.now()
    const { body } = await learner.say(`Look up the spacing effect ${name} ${wordOf(turn)}.`, {
      session: `${name} ${turn}`,
    })
    const [use] = body.tools ?? []
    if (!use) throw new Error(`nothing was looked up: ${JSON.stringify(body)}`)
    told.push({ ms: performance.now() - since, detail: use.detail, sources: use.detail ? 1 : 2 })
  }
  return told
}

function wordOf(at: number): string {
  return String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))
}

/** A door before a server that holds every answer back, or lets none out. */
async function door(to: string, how: { ms: number; dead: boolean }) {
  const server = createServer(async (asked, answer) => {
    const ends = AbortSignal.timeout(60_000)
    answer.on('error', () => {})
    await setTimeout(how.dead ? 60_000 : how.ms, undefined, { signal: ends, ref: false }).catch(() => {})
    if (how.dead || answer.destroyed) return void answer.destroy()
    const passed = request(new URL(asked.url ?? '/', to), { method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    asked.pipe(passed)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
