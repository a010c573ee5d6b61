import { setImmediate as breath } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { narrowed, narrowedPassages } from '../../db/narrowed.ts'
import type { Tables } from '../../db/tables.ts'
import { unit } from '../../providers/embeddings/unit.ts'
import type { Scope } from '../indexes.ts'
import { codeOf, differences, likeness, smallest } from './codes.ts'
import { createKnownCodes, type KnownCodes } from './known-codes.ts'

/** Codes of all learners that are kept at hand, in bytes: those of some million vectors. */
const CODES_MAX = 64 * 1024 * 1024
const KEPT_MS = 15 * 60_000
/** Codes that are read at once, and words that are compared at once: a few milliseconds of the one thread everybody shares. */
const ROWS_AT_ONCE = 2_000
const WORDS_AT_ONCE = 600_000
/** So many more are compared exactly than are asked for, because codes say only roughly who is near. */
const EXACT_FACTOR = 4
const EXACT_MIN = 256
/** When more than this share of what the codes name has gone, they are read anew. */
const GONE_MAX = 0.1

const EVERYTHING: Scope = { turns: {}, passages: { kinds: ['document', 'picture'] } }

/** A turn or passage, as `indexes` numbers it, and how alike it is to what was asked, −1 to 1. */
export interface Near {
  seq: number
  likeness: number
}

interface Asked {
  model: string
  vector: Float32Array
  scope: Scope
  limit: number
}

export type Nearest = ReturnType<typeof createNearest>

/**
 * Finds the vectors of one learner that are nearest to another. Every code is looked at, a bit for each dimension; the nearest of those are
 * compared exactly. Codes stay at hand while they are used, within a bound, and are read anew when too many of their vectors have gone;
 * vectors are read when they are compared.
 */
export function createNearest({ db }: { db: Kysely<Pick<Tables, 'vectors' | 'exchanges' | 'passages'>> }) {
  const known = new LRUCache<string, KnownCodes>({
    ...{ maxSize: CODES_MAX, maxEntrySize: CODES_MAX, ttl: KEPT_MS },
    sizeCalculation: ({ bytes }) => bytes,
  })
  const reading = new Map<string, Promise<KnownCodes>>()

  /** The codes of a learner, with those made since they were last read. */
  async function codesOf(userId: string, model: string, dims: number): Promise<KnownCodes> {
    const key = keyOf(userId, model, dims)
    const busy = reading.get(key)
    if (busy) return busy
    const run = read(userId, model, { dims, into: known.get(key) ?? createKnownCodes(dims) })
    reading.set(key, run)
    try {
      const codes = await run
      // What is there already would not be measured again, and has grown.
      known.delete(key)
      known.set(key, codes)
      return codes
    } finally {
      reading.delete(key)
    }
  }

  async function read(userId: string, model: string, { dims, into }: { dims: number; into: KnownCodes }) {
    for (let more = true; more; ) {
      const rows = await db
        .selectFrom('vectors as v')
        .leftJoin('passages as p', 'p.seq', 'v.passage')
        .select(['v.id', 'v.turn', 'v.passage', 'v.code', 'p.kind'])
        .where('v.user_id', '=', userId)
        .where('v.model', '=', model)
        .where('v.dims', '=', dims)
        .where('v.id', '>', into.last)
        .where('v.code', 'is not', null)
        .orderBy('v.id')
        .limit(ROWS_AT_ONCE)
        .execute()
      for (const { id, turn, passage, code, kind } of rows)
        if (code) into.add({ id, seq: turn ?? -(passage ?? 0), sort: kind ?? 'turn', code })
      more = rows.length === ROWS_AT_ONCE
      if (more) await breath()
    }
    return into
  }

  async function vectorsOf(userId: string, model: string, seqs: number[], { turns, passages }: Scope) {
    const said = seqs.filter((seq) => seq > 0)
    const brought = seqs.filter((seq) => seq < 0).map((seq) => -seq)
    const ofTurns = turns
      ? sql<{ seq: number; vector: Buffer }>`select v.turn as seq, v.vector from vectors v
          join exchanges e on e.seq = v.turn and e.user_id = ${userId} ${narrowed(turns)}
          where v.user_id = ${userId} and v.model = ${model} and v.turn in (${sql.join(said)})`
      : null
    const ofPassages = passages
      ? sql<{ seq: number; vector: Buffer }>`select -v.passage as seq, v.vector from vectors v
          join passages p on p.seq = v.passage and p.user_id = ${userId} ${narrowedPassages(passages)}
          where v.user_id = ${userId} and v.model = ${model} and v.passage in (${sql.join(brought)})`
      : null
    return [
      ...(ofTurns && said.length > 0 ? (await ofTurns.execute(db)).rows : []),
      ...(ofPassages && brought.length > 0 ? (await ofPassages.execute(db)).rows : []),
    ]
  }

  /** How many of these have a vector, in scope or not. */
  async function countOf(userId: string, model: string, seqs: number[]): Promise<number> {
    const { count } = await db
      .selectFrom('vectors')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .where('model', '=', model)
      .where(({ or, eb }) =>
        or([
          eb('turn', 'in', [0, ...seqs.filter((seq) => seq > 0)]),
          eb('passage', 'in', [0, ...seqs.filter((seq) => seq < 0).map((seq) => -seq)]),
        ]),
      )
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  /** What is near by the codes as they are known, and whether they name too much that has gone. */
  async function look(
    userId: string,
    { model, vector, scope, limit }: Asked,
  ): Promise<{ near: Near[]; stale: boolean }> {
    const codes = await codesOf(userId, model, vector.length)
    const code = codeOf(vector)
    const differing = new Uint16Array(codes.count)
    const step = Math.ceil(WORDS_AT_ONCE / code.length)
    for (let from = 0; from < differing.length; from += step) {
      if (from > 0) await breath()
      differences(code, codes.codes(), { from, to: Math.min(differing.length, from + step) }, differing)
    }
    const admits = admitted(codes, scope)
    const places = smallest(differing, Math.max(EXACT_MIN, limit * EXACT_FACTOR), admits)
    const seqs = [...new Set(places.map(codes.seq))]
    const near = (await vectorsOf(userId, model, seqs, scope)).map(({ seq, vector: bytes }) => ({
      seq,
      likeness: likeness(vector, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    }))
    const enough = places.length * (1 - GONE_MAX)
    return {
      near: near.sort((a, b) => b.likeness - a.likeness || b.seq - a.seq).slice(0, limit),
      // What the filters leave out is there all the same.
      stale: near.length < enough && (await countOf(userId, model, seqs)) < enough,
    }
  }

  /** The vectors nearest to this one, of length 1, among what is in scope; the nearest first. */
  async function nearest(userId: string, asked: Asked): Promise<Near[]> {
    const { near, stale } = await look(userId, asked)
    if (!stale) return near
    known.delete(keyOf(userId, asked.model, asked.vector.length))
    return (await look(userId, asked)).near
  }

  return {
    nearest,

    /** What is nearest in meaning to something that has a vector; null when it has none. Itself is among it. */
    async nearestTo(
      userId: string,
      seq: number,
      { model, limit }: { model: string; limit: number },
    ): Promise<Near[] | null> {
      const row = await db
        .selectFrom('vectors')
        .select('vector')
        .where('user_id', '=', userId)
        .where('model', '=', model)
        .where(seq > 0 ? 'turn' : 'passage', '=', Math.abs(seq))
        .executeTakeFirst()
      const vector = row?.vector && unit(new Int8Array(row.vector))
      return vector ? nearest(userId, { model, vector, scope: EVERYTHING, limit }) : null
    },

    /** Lets go of what is at hand of a learner. */
    forget(userId: string): void {
      for (const key of known.keys()) if (key.startsWith(`${userId} `)) known.delete(key)
    },
  }
}

const keyOf = (userId: string, model: string, dims: number) => `${userId} ${model} ${dims}`

/** What the codes alone can tell of the filters; the rest is seen when vectors are read. */
function admitted(codes: KnownCodes, { turns, passages }: Scope): (place: number) => boolean {
  const { first = 0, last = Infinity } = turns?.within ?? {}
  const end = Math.min(last, (turns?.beforeSeq ?? Infinity) - 1)
  return (place) => {
    const sort = codes.sort(place)
    if (sort !== 'turn') return passages?.kinds.includes(sort) ?? false
    const seq = codes.seq(place)
    return turns !== null && seq >= first && seq <= end
  }
}
