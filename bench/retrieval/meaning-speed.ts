import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../server/src/db/open.ts'
import { codeOf, likeness, quantised, wordsIn } from '../../server/src/memory/vectors/codes.ts'
import type { Embeddings } from '../../server/src/providers/embeddings/embeddings.ts'
import { unit } from '../../server/src/providers/embeddings/unit.ts'
import { createRandom } from '../random.ts'
import { percentile } from '../statistics.ts'
import { memoryOf } from './past.ts'

const DIMS = 384
const TOPICS = 500
const AT_ONCE = 500
const SEARCHES = 100
const LIMIT = 10
const MODEL = { name: 'bench', model: 'random' }
/** So long it is searched before anything is counted: a thread that looks begins when it is worth it. */
const WARM_MS = 6_000
const COMPARED = 20

/** How search by meaning does in a past of this size, with vectors around made-up topics. */
export interface MeaningSpeed {
  vectors: number
  /** The first search of a learner, which reads all codes. */
  firstMs: number
  p50: number
  p95: number
  /** Longest time nobody else was served, in milliseconds. */
  heldMs: number
  /** Bytes of memory for the codes. */
  bytes: number
  /** Share of the ten nearest that a comparison of everything finds as well. */
  recall10: number
}

/** Gives every turn of a learner a vector, and times searches by meaning for what lies near one of the topics. */
export async function meaningSpeed(database: Database, userId: string): Promise<MeaningSpeed> {
  const random = createRandom('topics')
  const direction = () => unit(Array.from({ length: DIMS }, random.normal)) ?? new Float32Array(DIMS)
  const near = (to: Float32Array) => unit(Array.from(to, (value) => value + 0.06 * random.normal())) ?? to
  const topics = Array.from({ length: TOPICS }, direction)
  const rows = await database.db.selectFrom('exchanges').select(['seq', 'id']).where('user_id', '=', userId).execute()
  const made = rows.map(({ seq, id }) => ({ seq, id, bytes: quantisedOf(near(random.pick(topics))) }))
  for (let from = 0; from < made.length; from += AT_ONCE)
    await database.db
      .insertInto('vectors')
      .values(
        made.slice(from, from + AT_ONCE).map(({ seq, bytes }) => ({
          ...{
            user_id: userId,
            turn: seq,
            passage: null,
            model: `${MODEL.name}/${MODEL.model}`,
            dims: DIMS,
            failure: null,
            made_at: '',
          },
          ...{ code: bytes.code, vector: bytes.vector },
        })),
      )
      .execute()

  // What is searched for is the number of a vector.
  const asked: Float32Array[] = []
  const embeddings: Embeddings = {
    ...MODEL,
    embed: async (texts) => ({ vectors: texts.map((text) => asked[Number(text)] ?? null) }),
  }
  const { memory } = memoryOf(database, { embeddings, now: () => new Date() })
  const ask = async (vector: Float32Array) => {
    const query = String(asked.push(vector) - 1)
    const wanted = { query, limit: LIMIT, strategy: 'semantic' as const, read_times: false }
    return (await memory.search({ userId, timezone: 'UTC' }, wanted)).results
  }
  const began = performance.now()
  await ask(direction())
  const firstMs = performance.now() - began
  while (performance.now() - began < WARM_MS) await ask(near(random.pick(topics)))

  const held = monitorEventLoopDelay({ resolution: 1 })
  const times: number[] = []
  const found: Array<{ vector: Float32Array; ids: Set<string> }> = []
  held.enable()
  for (let n = 0; n < SEARCHES; n++) {
    const vector = near(random.pick(topics))
    const start = performance.now()
    const answer = await ask(vector)
    times.push(performance.now() - start)
    await pause(2)
    if (n < COMPARED) found.push({ vector, ids: new Set(answer.map(({ id }) => id)) })
  }
  held.disable()
  await memory.close()
  const shares = found.map(({ vector, ids }) => {
    const exactly = made
      .map(({ id, bytes }) => ({ id, like: likeness(vector, bytes.numbers) }))
      .sort((a, b) => b.like - a.like)
      .slice(0, LIMIT)
    return exactly.filter(({ id }) => ids.has(id)).length / LIMIT
  })
  return {
    ...{ vectors: made.length, firstMs, p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
    ...{ heldMs: held.max / 1e6, bytes: made.length * (wordsIn(DIMS) * 4 + 9) },
    recall10: shares.reduce((sum, share) => sum + share, 0) / COMPARED,
  }
}

function quantisedOf(vector: Float32Array) {
  const numbers = quantised(vector)
  return { numbers, vector: Buffer.from(numbers.buffer), code: Buffer.from(codeOf(vector).buffer) }
}
