import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { Preference } from '@lva/contracts/preferences'
import { judge, type Telling } from '../server/src/feedback/quality.ts'
import { createCompanion } from '../server/src/providers/llm/companion/companion.ts'
import { type BenchHouse, ENGINES, inBenchHouse, UNLIMITED } from './house.ts'
import { keep } from './results.ts'
import { percentile } from './statistics.ts'

// How long it takes to judge a reply, which no turn waits for, and to look up how somebody likes to be spoken to, which every turn does.
const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '200' },
    results: { type: 'string', default: 'bench/results/quality.json' },
  },
})
const TURNS = Number(values.turns)
const WEIGHTS = { relevance: 0.3, helpfulness: 0.25, engagement: 0.2, clarity: 0.15, accuracy: 0.1 }

const rows: { what: string; n: number; median: number; p95: number; most: number; limit: number }[] = []

async function timed(what: string, n: number, limit: number, run: (n: number) => unknown) {
  const took: number[] = []
  for (let i = 0; i < n; i++) {
    const begun = performance.now()
    await run(i)
    took.push(performance.now() - begun)
  }
  rows.push({ what, n, median: percentile(took, 0.5), p95: percentile(took, 0.95), most: Math.max(...took), limit })
}

const longest: Telling = {
  ...{
    asked: 'Why do glaciers carve valleys? '.repeat(258),
    reply: 'Glaciers **carve** valleys; they drag rocks. '.repeat(182),
  },
  ...{ mayBeLong: false, thumb: 'up', rating: 4, reason: null, corrected: false, noticed: ['follow-up', 'replay'] },
  ...{ cites: true, ungrounded: false },
}
await timed('judging the longest turn and reply, by itself', 200, 200, () => judge(longest, WEIGHTS))

for (const engine of ENGINES)
  await inBenchHouse({ engine, env: UNLIMITED, llm: createCompanion(), stt: null, tts: null }, (house) =>
    lookedUp(engine, house),
  )

keep(values.results, rows)
const ms = (value: number) => `${value.toFixed(2)} ms`.padStart(10)
for (const { what, n, median, p95, most, limit } of rows)
  process.stdout.write(
    `${what}: n = ${n}\n  median ${ms(median)}   p95 ${ms(p95)}   most ${ms(most)}   (at most ${limit} ms)\n`,
  )
process.exitCode = rows.every(({ p95, limit }) => p95 <= limit) ? 0 : 1

async function lookedUp(engine: string, house: BenchHouse) {
  const { userId } = await house.signUp('ana')
  const learner = { userId, fullName: null, timezone: 'Europe/Lisbon', locale: 'en' }
  const ids: string[] = []
  for (let n = 0; n < TURNS; n++)
    for await (const event of house.conversation.takeTurn({
      ...{ learner, sessionId: 'one', mode: 'conversation' },
      text: `What is the glacier number ${n} like, and why does it carve valley ${n}?`,
    }))
      if (event.type === 'turn-start') ids.push(event.exchange_id)
  await house.jobs.settle()
  const { feedback, preferences } = house.measured
  for (const name of Preference.options) await preferences.change(userId, name, { value: 0 })
  await timed(`${engine}: judging a reply and the one before it, with all that is read and kept`, TURNS, 200, (n) =>
    feedback.judge(userId, ids[n] ?? ''),
  )
  const said = ['How do glaciers move?', 'And why?']
  await timed(`${engine}: how somebody likes to be spoken to, looked up`, 200, 20, () => {
    preferences.lookAgain(userId)
    return preferences.manner(userId, said)
  })
  await timed(`${engine}: the same, at hand`, 1_000, 20, () => preferences.manner(userId, said))
}
