import type { Communities, Concept, ConceptChanges, Growing } from '@lva/contracts/knowledge'
import { z } from 'zod'
import type { Jobs } from '../jobs/jobs.ts'
import { Problem } from '../problem.ts'
import { WorkStopped } from '../workers/work.ts'
import type { Workers } from '../workers/workers.ts'
import { createBringBack } from './bring-back.ts'
import { createGraph } from './graph.ts'
import type { GraphDb, GraphTables, GraphTrx } from './graph-db.ts'
import type group from './grouping.ts'
import type { Heard } from './heard.ts'
import type hearOne from './hearing.ts'
import { createKeeping, type Followers, type Telling } from './keeping.ts'
import { mattersOf } from './matters.ts'
import { keyOfName } from './names.ts'
import { createNaming } from './naming.ts'
import { asConcept } from './rows.ts'

export type { Heard } from './heard.ts'
export type { Followers, Telling } from './keeping.ts'

const OfLearner = z.object({ userId: z.string() })
const DAY_MS = 86_400_000
const GROUPED_MAX = 500
const COMMUNITIES_MAX = 20
const SHOWN_OF_COMMUNITY = 30
const TURNS_AT_ONCE = 20

/** The tables it reads and writes. */
export type GraphTable = keyof GraphTables

/** The name of a concept as the graph compares it. Empty when no word of it is left. */
export const keyOfConcept = (name: string): string => keyOfName(name)

export type Knowledge = ReturnType<typeof createKnowledge>

/** What a learner speaks of, and how it hangs together: taken in turn by turn, read as a graph. */
export function createKnowledge({
  db,
  jobs,
  workers,
  followers,
  documentsOf,
  now,
  newId,
}: {
  db: GraphDb
  jobs: Pick<Jobs, 'kind'>
  workers: Pick<Workers, 'task'>
  followers: Followers
  documentsOf: Parameters<typeof createBringBack>[0]['documentsOf']
  now: () => Date
  newId: () => string
}) {
  const keeping = createKeeping({ newId, followers })
  const graph = createGraph({ db })
  const hearIt = workers.task<typeof hearOne>(new URL('./hearing.ts', import.meta.url), {
    ...{ timeoutMs: 20_000, memoryMb: 256, patient: true },
  })
  const groupThem = workers.task<typeof group>(new URL('./grouping.ts', import.meta.url), {
    timeoutMs: 20_000,
    memoryMb: 256,
  })
  const rebuilding = jobs.kind('rebuild-graph', OfLearner, { places: 1 })

  /** Says what a text speaks of; rules alone, in a thread. Of one that is too much for them, nothing. */
  async function hear(text: string, { userId, signal }: { userId: string; signal: AbortSignal }): Promise<Heard> {
    return hearIt({ text }, { signal, owner: userId }).catch((error: unknown) => {
      // It would be too much the next time, too, and whatever was said after it would never be heard.
      if (error instanceof WorkStopped && error.because !== 'ended') return { names: [], edges: [] }
      throw error
    })
  }

  rebuilding.does(async ({ userId }, { signal }) => {
    const rows = await db
      .selectFrom('concept_mentions')
      .select('source_id')
      .distinct()
      .where('user_id', '=', userId)
      .where('source_kind', '=', 'turn')
      .orderBy('source_id')
      .execute()
    const sources = rows.map(({ source_id }) => source_id)
    for (let at = 0; at < sources.length; at += TURNS_AT_ONCE) {
      const ids = sources.slice(at, at + TURNS_AT_ONCE)
      const read = await turnsOf(db, userId, ids)
      const tellings: Telling[] = []
      for (const row of read) tellings.push(telling(row, await hear(row.user_text, { userId, signal })))
      await db.transaction().execute(async (trx) => {
        // Meanwhile some may have gone, or say something else: whoever changed them has seen to that.
        const standing = new Map((await turnsOf(trx, userId, ids)).map(({ id, user_text }) => [id, user_text]))
        const still = tellings.filter(({ sourceId, text }) => standing.get(sourceId) === text)
        const anew = still.map(({ sourceId }) => sourceId)
        await keeping.withdraw(trx, userId, anew, { keepEmpty: true })
        await keeping.take(trx, userId, still)
      })
    }
    while (await db.transaction().execute((trx) => keeping.dropEmpty(trx, userId))) signal.throwIfAborted()
  })

  return {
    hear,
    /** Says what something long speaks of, heard part by part. */
    async hearAll(texts: AsyncIterable<string>, how: { userId: string; signal: AbortSignal }): Promise<Heard> {
      const parts: Heard[] = []
      for await (const text of texts) parts.push(await hear(text, how))
      return mattersOf(parts)
    },
    /** Keeps what texts speak of, in the caller's transaction. The same text twice changes nothing. */
    take: (trx: GraphTrx, userId: string, tellings: readonly Telling[]) => keeping.take(trx, userId, tellings),
    /** Takes back what sources (turns or documents) spoke of, in the transaction that removes them. */
    async withdraw(trx: GraphTrx, userId: string, sourceIds: readonly string[]): Promise<void> {
      await keeping.withdraw(trx, userId, sourceIds)
    },

    /** Brings concepts of an export back. */
    bringBack: createBringBack({ db, naming: createNaming({ newId }), followers, documentsOf }),

    overview: graph.overview,
    named: graph.named,
    namesOf: graph.namesOf,
    spokenIn: graph.spokenIn,
    detail: graph.detail,
    neighbours: graph.neighbours,
    path: graph.path,
    gaps: graph.gaps,

    /** What belongs together, the largest first. */
    async communities(userId: string, { signal }: { signal: AbortSignal }): Promise<Communities> {
      const { concepts, edges } = await graph.overview(userId, { limit: GROUPED_MAX })
      const known = new Map(concepts.map((concept) => [concept.id, concept]))
      const ties = edges.map(({ from, to, weight }) => ({ from, to, weight }))
      const groups = await groupThem({ ids: [...known.keys()], ties }, { signal, owner: userId })
      return {
        communities: groups.slice(0, COMMUNITIES_MAX).map((ids) => {
          const members = ids.flatMap((id) => known.get(id) ?? []).sort((a, b) => b.mentions - a.mentions)
          return { name: members[0]?.name ?? '', size: members.length, concepts: members.slice(0, SHOWN_OF_COMMUNITY) }
        }),
      }
    },

    /** What is spoken of more within the last days than within as many before. */
    async growing(userId: string, { days, limit }: { days: number; limit: number }): Promise<Growing['growing']> {
      const [since, before] = [1, 2].map((times) => new Date(now().getTime() - times * days * DAY_MS).toISOString())
      const spoken = await graph.spokenOf(userId, { from: since, to: undefined, limit: 500 })
      const earlier = new Map(
        (await graph.spokenOf(userId, { from: before, to: since, limit: 2_000 })).map(({ id, mentions }) => [
          id,
          mentions,
        ]),
      )
      return spoken
        .map((concept) => ({ concept, now: concept.mentions, before: earlier.get(concept.id) ?? 0 }))
        .filter((one) => one.now > one.before && one.now > 1)
        .sort((a, b) => b.now - b.before - (a.now - a.before) || b.now - a.now)
        .slice(0, limit)
    },

    /** Renames, hides or merges a concept. Throws Problem `not-found`, also for somebody else's. */
    async change(userId: string, id: string, { name, hidden, merge_into }: ConceptChanges): Promise<Concept> {
      await graph.one(userId, id)
      if (merge_into !== undefined) {
        await graph.one(userId, merge_into)
        if (merge_into === id) throw new Problem('bad-request', 'A concept cannot be merged into itself.')
      }
      await db.transaction().execute(async (trx) => {
        if (name !== undefined) await keeping.rename(trx, userId, id, name.trim())
        if (hidden !== undefined)
          await trx
            .updateTable('concepts')
            .set({ hidden: hidden ? 1 : 0 })
            .where('user_id', '=', userId)
            .where('id', '=', id)
            .execute()
        if (merge_into !== undefined) await keeping.merge(trx, userId, id, merge_into)
      })
      return asConcept(await graph.one(userId, merge_into ?? id))
    },

    /** Makes the graph of one learner anew from what was said, by rules. What they merged, renamed or hid stays so, as long as it is spoken of. */
    async rebuild(userId: string): Promise<void> {
      await rebuilding.enqueue(db, { userId }, { key: userId })
    },

    /** Removes everything of one learner. */
    async erase(userId: string): Promise<void> {
      for (const table of ['concept_edges', 'concept_mentions', 'concept_aliases', 'concepts'] as const)
        await db.deleteFrom(table).where('user_id', '=', userId).execute()
    },
  }
}

function turnsOf(db: GraphDb, userId: string, ids: readonly string[]) {
  return db
    .selectFrom('exchanges')
    .select(['id', 'session_id', 'said_at', 'user_text'])
    .where('user_id', '=', userId)
    .where('id', 'in', ids)
    .orderBy('seq')
    .execute()
}

function telling(row: { id: string; session_id: string; said_at: string; user_text: string }, heard: Heard): Telling {
  const { id: sourceId, session_id: sessionId, said_at: at, user_text: text } = row
  return { sourceKind: 'turn', sourceId, sessionId, at, text, heard }
}
