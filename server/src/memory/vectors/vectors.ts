import type { SearchStatus } from '@lva/contracts/search'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Engine } from '../../db/engine.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Embeddings } from '../../providers/embeddings/embeddings.ts'
import { ProviderError } from '../../providers/provider-error.ts'
import { codeOf, quantised } from './codes.ts'
import { textNow, type Unembedded, unembedded, type VectorsDb, waitingLearners } from './unembedded.ts'

/** Longest text a vector is made of, in characters: more than any sentence model reads. */
const TEXT_MAX = 8_000
/** How long a search waits for the vector of what is searched for. */
const QUERY_MS = 2_000
const QUERIES_KEPT = 200
/** Why a text has no vector though its model answered. */
const NOTHING = 'the model makes nothing of it'
/** Failures that are named. */
const FAILURES_SHOWN = 20

/** What was made of something, or why nothing was. */
type Made = Unembedded & { vector: Float32Array | null; failure?: string }

/** `exchangeId`: what was just said or changed; `whole`: something may be missing that is older than the newest. */
const OfLearner = z.object({ userId: z.string(), exchangeId: z.string().optional(), whole: z.boolean().optional() })

/**
 * What turns and passages mean, as vectors of one model: made in the background, and made anew where the model is another one. Without
 * `embeddings` there are none, and everything says so.
 */
export function createVectors({
  database: { db, engine },
  jobs,
  embeddings,
  now,
}: {
  database: { db: VectorsDb; engine: Engine }
  jobs: Pick<Jobs, 'kind' | 'recurring'>
  embeddings: Embeddings | null
  now: () => Date
}) {
  const queries = new LRUCache<string, Float32Array>({ max: QUERIES_KEPT })
  const work = jobs.kind('embed', OfLearner, { places: 1 })
  const model = embeddings && `${embeddings.name}/${embeddings.model}`
  /** Why the model gives no vectors just now. */
  let trouble: string | null = null

  /** The number of dimensions the vectors of a learner have so far. */
  async function dimsOf(userId: string, of: string): Promise<number | null> {
    const row = await db
      .selectFrom('vectors')
      .select('dims')
      .where('user_id', '=', userId)
      .where('model', '=', of)
      .where('code', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    return row?.dims ?? null
  }

  async function keep(userId: string, of: string, made: Made[]) {
    await db.transaction().execute(async (trx) => {
      for (const { turn, passage, text, vector, failure = null } of made) {
        // What has gone, or was changed, while the model was thinking.
        if ((await textNow({ trx, engine }, userId, { turn, passage })) !== text) continue
        const about = turn === null ? ('passage' as const) : ('turn' as const)
        await trx
          .deleteFrom('vectors')
          .where(about, '=', turn ?? passage)
          .where('user_id', '=', userId)
          .execute()
        await trx
          .insertInto('vectors')
          .values({
            ...{ user_id: userId, turn, passage, model: of, dims: vector?.length ?? 0, failure },
            code: vector && Buffer.from(codeOf(vector).buffer),
            vector: vector && Buffer.from(quantised(vector).buffer),
            made_at: now().toISOString(),
          })
          .execute()
      }
    })
  }

  /** Vectors of some texts. Where all of them together are refused, each by itself: one of them holds up no other. */
  async function embedAll(from: Embeddings, some: Unembedded[], signal: AbortSignal): Promise<Made[]> {
    const texts = some.map(({ text }) => text.slice(0, TEXT_MAX).toWellFormed())
    try {
      const { vectors } = await from.embed(texts, { signal })
      return some.map((one, n) => {
        const vector = vectors[n] ?? null
        return { ...one, vector, ...(vector ? {} : { failure: NOTHING }) }
      })
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== 'refused') throw error
      if (some.length === 1) return some.map((one) => ({ ...one, vector: null, failure: error.detail ?? error.kind }))
      const apart: Made[] = []
      for (const one of some) apart.push(...(await embedAll(from, [one], signal)))
      return apart
    }
  }

  work.does(async ({ userId, exchangeId, whole = false }, { attempt, signal }) => {
    if (!embeddings || !model) return
    try {
      const dims = await dimsOf(userId, model)
      // One that failed half-way has left older ones behind those it made.
      const missing = unembedded(db, userId, { model, exchangeId, whole: whole || attempt > 1 })
      for await (const some of missing) {
        if (signal.aborted) return
        await embedSome(userId, some, { from: embeddings, of: model, dims, signal })
      }
      trouble = null
    } catch (error) {
      if (!signal.aborted && !passes(error)) throw error
    }
  })

  /** Notes why there are no vectors; true for what only an operator can mend, because what is missing is looked for every now and then. */
  function passes(error: unknown): boolean {
    if (!(error instanceof ProviderError)) return false
    trouble = error.detail ?? error.kind
    return error.kind === 'misconfigured'
  }

  async function embedSome(
    userId: string,
    some: Unembedded[],
    { from, of, dims, signal }: { from: Embeddings; of: string; dims: number | null; signal: AbortSignal },
  ) {
    const made = await embedAll(from, some, signal)
    const other = made.find(({ vector }) => vector && dims !== null && vector.length !== dims)
    if (other?.vector)
      throw new ProviderError(from.name, 'misconfigured', {
        detail: `it gives vectors of ${other.vector.length} numbers, and gave ${dims} under the same name before; the earlier ones are kept`,
      })
    await keep(userId, of, made)
  }

  // What was said before there was a model, what another one read, and what was left when a provider or this server was away.
  if (embeddings && model)
    jobs.recurring('embed-missing', '*/15 * * * *', async () => {
      for (const userId of await waitingLearners(db, model))
        await db.transaction().execute((trx) => work.enqueue(trx, { userId, whole: true }, { key: userId }))
    })

  return {
    /** The model, or null where nothing is searched by meaning. */
    model,
    /** For whoever adds something: has vectors made of what a learner has none of. Null without a model. */
    embed: embeddings && work,

    /** What a text means, as a vector of length 1; null when the model cannot tell just now, or not before `signal`. */
    read,

    /** How far the index of meaning is, and why it is no further. */
    async status(userId: string): Promise<SearchStatus> {
      const items = await countItems(db, userId)
      if (!model) return { model: null, items, indexed: 0, waiting: 0, failed: 0, failures: [], trouble: null }
      const { indexed, failed } = await db
        .selectFrom('vectors')
        .select((eb) => [eb.fn.count<number>('code').as('indexed'), eb.fn.count<number>('failure').as('failed')])
        .where('user_id', '=', userId)
        .where('model', '=', model)
        .executeTakeFirstOrThrow()
      const failures = await failuresOf(db, userId, model)
      const waiting = Math.max(0, items - Number(indexed) - Number(failed))
      return { model, items, indexed: Number(indexed), waiting, failed: Number(failed), failures, trouble }
    },

    /** Removes what is left of a learner's vectors. */
    async erase(userId: string): Promise<void> {
      await db.deleteFrom('vectors').where('user_id', '=', userId).execute()
    },
  }

  async function read(text: string, hurry?: AbortSignal): Promise<Float32Array | null> {
    if (!embeddings || text.trim() === '') return null
    const kept = queries.get(text)
    if (kept) return kept
    try {
      const { vectors } = await embeddings.embed([text], { signal: hurry ?? AbortSignal.timeout(QUERY_MS) })
      const [vector = null] = vectors
      if (vector) queries.set(text, vector)
      return vector
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      // That somebody is in a hurry is no trouble of the model.
      if (hurry?.aborted) return null
      trouble = error.detail ?? error.kind
      return null
    }
  }
}

async function countItems(db: VectorsDb, userId: string): Promise<number> {
  const turns = await db
    .selectFrom('exchanges')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('user_text', '!=', '')
    .executeTakeFirstOrThrow()
  const passages = await db
    .selectFrom('passages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(turns.count) + Number(passages.count)
}

async function failuresOf(db: VectorsDb, userId: string, model: string): Promise<SearchStatus['failures']> {
  const rows = await db
    .selectFrom('vectors as v')
    .leftJoin('exchanges as e', 'e.seq', 'v.turn')
    .leftJoin('passages as p', 'p.seq', 'v.passage')
    .select(['e.id as turn', 'p.id as passage', 'p.kind', 'v.failure'])
    .where('v.user_id', '=', userId)
    .where('v.model', '=', model)
    .where('v.failure', 'is not', null)
    .orderBy('v.id', 'desc')
    .limit(FAILURES_SHOWN)
    .execute()
  return rows.flatMap(({ turn, passage, kind, failure }) => {
    const id = turn ?? passage
    return id === null ? [] : [{ id, kind: kind ?? 'turn', reason: failure ?? '' }]
  })
}
