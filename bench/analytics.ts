import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Engine } from '../server/src/db/engine.ts'
import type { NewFact } from '../server/src/facts/facts.ts'
import { createClient } from './client.ts'
import { type BenchHouse, ENGINES, inBenchHouse, saying } from './house.ts'
import { busy } from './load/machine.ts'
import { percentile } from './statistics.ts'

// How long every answer about how it goes takes for a learner with very much behind them, and for how long it holds up everybody else.
// Before each question something changes for them, so that none is answered from what is kept.
const { values } = parseArgs({
  options: {
    exchanges: { type: 'string', default: '100000' },
    times: { type: 'string', default: '15' },
    limit: { type: 'string', default: '200' },
  },
})
const EXCHANGES = Number(values.exchanges)
const TIMES = Number(values.times)
const LIMIT_MS = Number(values.limit)
const DAYS = 730
const TOPICS = 400
const REVIEWS_PER_TURN = 0.3
const AT_ONCE = 2_000
const DAY_MS = 86_400_000
/** Exchanges of a sitting, and how long after the beginning of one the next begins. */
const SITTING = 20
const APART_MS = 2 * 3_600_000

const QUESTIONS = {
  overview: 'overview?days=365',
  'progress, days': 'progress?days=1100',
  'progress, recall by week': 'progress?metric=recall&unit=week&days=1100',
  trends: 'trends?metric=minutes&days=366',
  recall: 'recall?days=366',
  hours: 'hours?days=366',
  topics: 'topics?limit=100&days=366',
  heatmap: `heatmap?year=${new Date().getUTCFullYear() - 1}`,
  insights: 'insights',
  'report, week': 'report?period=week',
  'report, month': 'report?period=month',
  'report, PDF': 'report?period=month&format=pdf',
  'export, JSON': 'export',
  'export, CSV of sessions': 'export?format=csv&table=sessions',
}

for (const engine of ENGINES)
  await inBenchHouse({ engine, llm: saying('Tell me ', 'more.') }, (house) => measure(engine, house))

async function measure(engine: Engine, house: BenchHouse) {
  const { ask, close } = createClient(await house.serve())
  try {
    const { userId, token } = await house.signUp('learner')
    const counted = await live(userId)
    const as = { authorization: `Bearer ${token}` }
    const rows: Record<string, object> = {}
    await ask('GET', '/api/analytics/insights', undefined, as)
    const { id } = await house.database.db.selectFrom('insights').select('id').limit(1).executeTakeFirstOrThrow()
    const something = () => ask('PATCH', `/api/analytics/insights/${id}`, '{"state":"open"}', as)
    for (const [name, path] of Object.entries(QUESTIONS))
      rows[name] = await timed(`/api/analytics/${path}`, as, something)
    process.stdout.write(`\n${EXCHANGES} exchanges of one learner, ${engine}; load ${busy().toFixed(1)}; ${counted}\n`)
    console.table(rows)
  } finally {
    await close()
  }

  /** Two years of turns and reviews, written down and counted. */
  async function live(userId: string): Promise<string> {
    const { db } = house.database
    const at = new Date().toISOString()
    const topics = Array.from({ length: TOPICS }, () => crypto.randomUUID())
    await db
      .insertInto('concepts')
      .values(
        topics.map((id, number) => ({
          ...{ id, user_id: userId, name: `Topic ${number}`, key: `topic ${number}`, kind: 'concept' as const },
          ...{ mentions: 1, first_at: at, last_at: at },
        })),
      )
      .execute()
    const began = performance.now()
    const begun = Date.now() - DAYS * DAY_MS
    for (let from = 0; from < EXCHANGES; from += AT_ONCE) {
      const facts = Array.from({ length: Math.min(AT_ONCE, EXCHANGES - from) }, (_, n) =>
        happened(userId, from + n, new Date(begun + sinceBegun(from + n)), topics),
      ).flat()
      await db.transaction().execute((trx) => house.measured.facts.recordAll(trx, userId, facts))
    }
    const written = performance.now() - began
    await house.measured.facts.count(userId)
    return `written down in ${(written / 1000).toFixed(1)} s, counted in ${((performance.now() - began - written) / 1000).toFixed(1)} s`
  }

  async function timed(path: string, headers: Record<string, string>, something: () => Promise<unknown>) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const took: number[] = []
    const held: number[] = []
    for (let time = 0; time < TIMES; time++) {
      await something()
      delay.enable()
      // The first delay is measured from the second look at the loop.
      await pause(20)
      delay.reset()
      const began = performance.now()
      const { status } = await ask('GET', path, undefined, headers)
      took.push(performance.now() - began)
      await pause(10)
      delay.disable()
      held.push(delay.max / 1e6)
      delay.reset()
      if (status !== 200) throw new Error(`${path}: ${status}`)
    }
    const [p50, max] = [percentile(took, 0.5), Math.max(...took)]
    return {
      ...{ 'p50 ms': Math.round(p50), 'max ms': Math.round(max) },
      ...{ 'loop held p50 ms': Math.round(percentile(held, 0.5)), 'loop held max ms': Math.round(Math.max(...held)) },
      'too long': p50 > LIMIT_MS ? 'yes' : '',
    }
  }
}

/** When an exchange was, in milliseconds from the first day on: somebody sits down several times a day, a minute for each exchange, and sleeps. */
function sinceBegun(number: number): number {
  const day = Math.floor((number * DAYS) / EXCHANGES)
  const ofDay = number - Math.ceil((day * EXCHANGES) / DAYS)
  return day * DAY_MS + Math.floor(ofDay / SITTING) * APART_MS + (ofDay % SITTING) * 60_000
}

/** A turn and, now and then, a review right after it. */
function happened(userId: string, number: number, at: Date, topics: readonly string[]): NewFact[] {
  const topic = topics[(number * number) % topics.length] ?? ''
  const turn: NewFact = { userId, kind: 'turn', at, data: { words: 20, seconds: 10, spoken: 1, topics: [topic] } }
  if ((number * REVIEWS_PER_TURN) % 1 >= REVIEWS_PER_TURN) return [turn]
  const recalled = number % 7 === 0 ? 0 : 1
  const prompt = topics[number % topics.length] ?? ''
  const review: NewFact = {
    ...{ userId, kind: 'review', at: new Date(at.getTime() + 30_000), subjectId: prompt },
    data: {
      ...{ item: topic, prompt, prompt_kind: 'recall', rating: recalled ? 3 : 1, recalled, graded_by: 'words' },
      ...{ retrievability: 0.7 + (number % 30) / 100, topics: [topic] },
    },
  }
  return [turn, review]
}
