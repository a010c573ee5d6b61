import type {
  Concept,
  ConceptDetail,
  ConceptsQuery,
  Edge,
  Graph,
  GraphPath,
  GraphQuery,
} from '@lva/contracts/knowledge'
import type { GraphDb } from './graph-db.ts'
import { keyOfName } from './names.ts'
import { asConcept, createRows, instant, type Within } from './rows.ts'

const SOURCES_MAX = 50
const RELATED_MAX = 50
const SNIPPET = 240
/** Steps and concepts that are looked at for a way between two. */
const STEPS_MAX = 6
const FRONTIER_MAX = 300

/** Reads the graph of one learner. Hidden concepts, and what hangs together only with them, are not in it. */
export function createGraph({ db }: { db: GraphDb }) {
  const { shown, rowsOf, edgesOf, spokenOf, one, total } = createRows({ db })

  /** By which tie every concept was first reached from one, step by step until another is. */
  async function walk(userId: string, from: string, to: string): Promise<Map<string, Edge | null>> {
    const cameFrom = new Map<string, Edge | null>([[from, null]])
    let frontier = [from]
    for (let step = 0; step < STEPS_MAX && frontier.length > 0 && !cameFrom.has(to); step++) {
      const edges = await edgesOf(userId, frontier.slice(0, FRONTIER_MAX), { among: false, within: {} })
      const ends = edges.flatMap((edge) => [
        { edge, near: edge.from, far: edge.to },
        { edge, near: edge.to, far: edge.from },
      ])
      const next = new Map(
        ends.filter(({ near, far }) => cameFrom.has(near) && !cameFrom.has(far)).map(({ edge, far }) => [far, edge]),
      )
      const visible = await rowsOf(userId, [...next.keys()])
      frontier = visible.map(({ id }) => id)
      for (const id of frontier) cameFrom.set(id, next.get(id) ?? null)
    }
    return cameFrom
  }

  return {
    one,
    spokenOf,

    /** The most spoken of, and how they hang together. */
    async overview(userId: string, query: GraphQuery): Promise<Graph> {
      const concepts =
        query.from === undefined && query.to === undefined
          ? (
              await shown(userId).selectAll().orderBy('mentions', 'desc').orderBy('id').limit(query.limit).execute()
            ).map(asConcept)
          : await spokenOf(userId, query)
      const edges = await edgesOf(
        userId,
        concepts.map(({ id }) => id),
        { among: true, within: query },
      )
      return { concepts, edges, total: await total(userId) }
    },

    /** What some concepts are called; hidden ones are not told. */
    async namesOf(userId: string, ids: readonly string[]): Promise<{ conceptId: string; name: string }[]> {
      return (await rowsOf(userId, ids)).map(({ id, name }) => ({ conceptId: id, name }))
    },

    /** Which concepts some turns speak of. */
    async spokenIn(userId: string, exchangeIds: readonly string[]) {
      return db
        .selectFrom('concept_mentions as m')
        .innerJoin('concepts as c', 'c.id', 'm.concept_id')
        .select(['m.source_id as exchangeId', 'c.id as conceptId', 'c.name'])
        .where('m.user_id', '=', userId)
        .where('m.source_id', 'in', exchangeIds)
        .where('c.hidden', '=', 0)
        .orderBy('c.id')
        .execute()
    },

    /** Concepts by the beginning of a name, or what stands in it. */
    async named(userId: string, { q, limit }: ConceptsQuery): Promise<Concept[]> {
      const like = q
        .trim()
        .toLowerCase()
        .replace(/[%_\\]/g, '_')
      const key = keyOfName(q)
      const rows = await shown(userId)
        .selectAll()
        .$if(like !== '', (query) =>
          query.where(({ eb, or, fn, selectFrom }) =>
            or([
              eb(fn<string>('lower', ['name']), 'like', `%${like}%`),
              eb(
                'id',
                'in',
                selectFrom('concept_aliases')
                  .select('concept_id')
                  .where('user_id', '=', userId)
                  .where('key', '=', key || like),
              ),
            ]),
          ),
        )
        .orderBy('mentions', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(asConcept)
    },

    /** One concept, where it was spoken of, and what it hangs together with. Throws Problem `not-found`. */
    async detail(userId: string, id: string, within: Within): Promise<ConceptDetail> {
      const row = await one(userId, id)
      const aliases = await db
        .selectFrom('concept_aliases')
        .select('key')
        .where('user_id', '=', userId)
        .where('concept_id', '=', id)
        .limit(50)
        .execute()
      const sources = await db
        .selectFrom('concept_mentions as m')
        .leftJoin('exchanges as e', (join) =>
          join.onRef('e.id', '=', 'm.source_id').onRef('e.user_id', '=', 'm.user_id'),
        )
        .select(['m.source_kind', 'm.source_id', 'm.session_id', 'm.at', 'e.user_text'])
        .where('m.user_id', '=', userId)
        .where('m.concept_id', '=', id)
        .$if(within.from !== undefined, (query) => query.where('m.at', '>=', instant(within.from)))
        .$if(within.to !== undefined, (query) => query.where('m.at', '<', instant(within.to)))
        .orderBy('m.at', 'desc')
        .limit(SOURCES_MAX)
        .execute()
      const edges = await edgesOf(userId, [id], { among: false, within })
      const others = new Map<string, { kinds: Set<Edge['kind']>; weight: number }>()
      for (const { from, to, kind, weight } of edges) {
        const other = from === id ? to : from
        const known = others.get(other) ?? { kinds: new Set(), weight: 0 }
        others.set(other, { kinds: known.kinds.add(kind), weight: known.weight + weight })
      }
      const nearest = [...others].sort(([, a], [, b]) => b.weight - a.weight).slice(0, RELATED_MAX)
      const concepts = new Map(
        (
          await rowsOf(
            userId,
            nearest.map(([other]) => other),
          )
        ).map((concept) => [concept.id, concept]),
      )
      return {
        ...asConcept(row),
        ...{ hidden: row.hidden === 1, aliases: aliases.map(({ key }) => key) },
        sources: sources.map(({ source_kind, source_id, session_id, at, user_text }) => ({
          ...{ source_kind, source_id, session_id, at, text: snippet(user_text ?? '', row.name) },
        })),
        related: nearest.flatMap(([other, { kinds, weight }]) => {
          const concept = concepts.get(other)
          return concept ? [{ concept, kinds: [...kinds], weight }] : []
        }),
      }
    },

    /** What lies within so many steps of a concept, the most closely tied first. */
    async neighbours(
      userId: string,
      id: string,
      { depth, limit, ...within }: GraphQuery & { depth: number },
    ): Promise<Graph> {
      await one(userId, id)
      const found = new Set([id])
      let frontier = [id]
      for (let step = 0; step < depth && frontier.length > 0 && found.size < limit; step++) {
        const next: string[] = []
        for (const { from, to } of await edgesOf(userId, frontier, { among: false, within }))
          for (const other of [from, to])
            if (!found.has(other) && found.size < limit) {
              found.add(other)
              next.push(other)
            }
        frontier = next
      }
      const concepts = await rowsOf(userId, [...found])
      const edges = await edgesOf(
        userId,
        concepts.map(({ id }) => id),
        { among: true, within },
      )
      return { concepts, edges, total: await total(userId) }
    },

    /** The shortest way between two concepts, at most six steps long. Throws Problem `not-found`. */
    async path(userId: string, from: string, to: string): Promise<GraphPath> {
      await one(userId, from)
      await one(userId, to)
      const { ids, edges } = wayBack(await walk(userId, from, to), to)
      if (edges.length === 0) return { concepts: from === to ? await rowsOf(userId, [from]) : [], edges: [] }
      const concepts = new Map((await rowsOf(userId, ids)).map((concept) => [concept.id, concept]))
      return { concepts: ids.flatMap((id) => concepts.get(id) ?? []), edges }
    },

    /** Mentioned again and again with little said, or tied to nothing. */
    async gaps(userId: string): Promise<Array<{ concept: Concept; why: 'little-said' | 'no-links' }>> {
      const often = await shown(userId)
        .selectAll()
        .where('mentions', '>=', 2)
        .orderBy('mentions', 'desc')
        .orderBy('id')
        .limit(200)
        .execute()
      if (often.length === 0) return []
      const ids = often.map(({ id }) => id)
      const said = await db
        .selectFrom('concept_mentions')
        .select((eb) => ['concept_id', eb.fn.avg<number>('said').as('said')])
        .where('user_id', '=', userId)
        .where('concept_id', 'in', ids)
        .groupBy('concept_id')
        .execute()
      const words = new Map(said.map(({ concept_id, said }) => [concept_id, Number(said)]))
      const tied = new Set(
        (await edgesOf(userId, ids, { among: false, within: {} }))
          .filter(({ kind }) => kind !== 'follows')
          .flatMap(({ from, to }) => [from, to]),
      )
      return often
        .flatMap((row): Array<{ concept: Concept; why: 'little-said' | 'no-links' }> => {
          if (!tied.has(row.id)) return [{ concept: asConcept(row), why: 'no-links' }]
          const little = row.mentions >= 3 && (words.get(row.id) ?? 0) < LITTLE
          return little ? [{ concept: asConcept(row), why: 'little-said' }] : []
        })
        .slice(0, 50)
    },
  }
}

/** The ties that lead to a concept, and the concepts on the way. */
function wayBack(cameFrom: ReadonlyMap<string, Edge | null>, to: string): { ids: string[]; edges: Edge[] } {
  const ids = [to]
  const edges: Edge[] = []
  for (let edge = cameFrom.get(to); edge; edge = cameFrom.get(ids[0] ?? '')) {
    edges.unshift(edge)
    ids.unshift(edge.to === ids[0] ? edge.from : edge.to)
  }
  return { ids, edges }
}

/** Fewer words in a turn, on average, are not much said about anything. */
const LITTLE = 9

/** The words around a name. */
function snippet(text: string, name: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(name.toLowerCase()) - SNIPPET / 3)
  return text
    .slice(at, at + SNIPPET)
    .toWellFormed()
    .trim()
}
