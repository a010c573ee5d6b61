import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as breath } from 'node:timers/promises'
import type { Database } from '../../server/src/db/open.ts'
import { codeOf, likeness, quantised, wordsIn } from '../../server/src/memory/vectors/codes.ts'
import { createNearest } from '../../server/src/memory/vectors/nearest.ts'
import { unit } from '../../server/src/providers/embeddings/unit.ts'
import { createRandom } from '../voice/random.ts'
import { percentile } from '../voice/statistics.ts'

const DIMS = 384
const TOPICS = 500
const AT_ONCE = 500
const SEARCHES = 100
const LIMIT = 10
const MODEL = 'bench/random'

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

/** Gives every turn of a learner a vector, and times searches for what lies near one of the topics. */
export async function meaningSpeed(database: Database, userId: string): Promise<MeaningSpeed> {
  const random = createRandom('topics')
  const direction = () => unit(Array.from({ length: DIMS }, random.normal)) ?? new Float32Array(DIMS)
  const near = (to: Float32Array) => unit(Array.from(to, (value) => value + 0.06 * random.normal())) ?? to
  const topics = Array.from({ length: TOPICS }, direction)
  const rows = await database.db.selectFrom('exchanges').select('seq').where('user_id', '=', userId).execute()
  const made = rows.map(({ seq }) => ({ seq, bytes: quantisedOf(near(random.pick(topics))) }))
  for (let from = 0; from < made.length; from += AT_ONCE)
    await database.db
      .insertInto('vectors')
      .values(
        made.slice(from, from + AT_ONCE).map(({ seq, bytes }) => ({
          ...{ user_id: userId, turn: seq, passage: null, model: MODEL, dims: DIMS, failure: null, made_at: '' },
          ...{ code: bytes.code, vector: bytes.vector },
        })),
      )
      .execute()

  const { nearest } = createNearest(database)
  const ask = (vector: Float32Array) =>
    nearest(userId, { model: MODEL, vector, scope: { turns: {}, passages: null }, limit: LIMIT })
  const began = performance.now()
  await ask(direction())
  const firstMs = performance.now() - began
  const held = monitorEventLoopDelay({ resolution: 1 })
  held.enable()
  const times: number[] = []
  let found = 0
  for (let n = 0; n < SEARCHES; n++) {
    const vector = near(random.pick(topics))
    const start = performance.now()
    const answer = await ask(vector)
    times.push(performance.now() - start)
    await breath()
    if (n >= 20) continue
    const exactly = made
      .map(({ seq, bytes }) => ({ seq, like: likeness(vector, bytes.numbers) }))
      .sort((a, b) => b.like - a.like)
      .slice(0, LIMIT)
    const seqs = new Set(answer.map(({ seq }) => seq))
    found += exactly.filter(({ seq }) => seqs.has(seq)).length / LIMIT
    // The comparison of everything is not what is measured.
    await breath()
    held.reset()
  }
  held.disable()
  return {
    ...{ vectors: made.length, firstMs, p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
    ...{ heldMs: held.max / 1e6, bytes: made.length * (wordsIn(DIMS) * 4 + 9), recall10: found / 20 },
  }
}

function quantisedOf(vector: Float32Array) {
  const numbers = quantised(vector)
  return { numbers, vector: Buffer.from(numbers.buffer), code: Buffer.from(codeOf(vector).buffer) }
}
