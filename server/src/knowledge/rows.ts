import type { Concept, Edge, GraphQuery } from '@lva/contracts/knowledge'
import type { Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { GraphDb } from './graph-db.ts'

/** Ties that are looked at, and those of them that an answer tells. */
const EDGES_MAX = 10_000
const EDGES_TOLD = 2_000
/** The engines take so many values in one statement. */
const IDS_AT_ONCE = 500

type Row = Selectable<Tables['concepts']>
/** A time; `from` included, `to` excluded. */
export type Within = Pick<GraphQuery, 'from' | 'to'>

/** Concepts and ties of one learner as they lie in the tables. Hidden concepts are not shown. */
export function createRows({ db }: { db: GraphDb }) {
  const shown = (userId: string) => db.selectFrom('concepts').where('user_id', '=', userId).where('hidden', '=', 0)

  async function rowsOf(userId: string, ids: readonly string[]): Promise<Concept[]> {
    const rows: Row[] = []
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE)
      rows.push(
        ...(await shown(userId)
          .selectAll()
          .where('id', 'in', ids.slice(at, at + IDS_AT_ONCE))
          .execute()),
      )
    return rows.map(asConcept)
  }

  /** How concepts hang together, the strongest ties first; `among`: both ends are of these, otherwise one. */
  async function edgesOf(
    userId: string,
    ids: readonly string[],
    { among, within }: { among: boolean; within: Within },
  ): Promise<Edge[]> {
    const edges: Edge[] = []
    const most = among ? EDGES_TOLD : EDGES_MAX
    for (let at = 0; at < ids.length && edges.length < most; at += IDS_AT_ONCE) {
      const some = ids.slice(at, at + IDS_AT_ONCE)
      const rows = await db
        .selectFrom('concept_edges')
        .select((eb) => [
          ...(['from_id', 'to_id', 'kind'] as const),
          eb.fn.sum<number>('weight').as('weight'),
          eb.fn.min('at').as('first_at'),
          eb.fn.max('at').as('last_at'),
        ])
        .where('user_id', '=', userId)
        .where(({ eb, and, or }) => {
          const ends = [eb('from_id', 'in', some), eb('to_id', 'in', among ? ids : some)]
          return among ? and(ends) : or(ends)
        })
        .$if(within.from !== undefined, (query) => query.where('at', '>=', instant(within.from)))
        .$if(within.to !== undefined, (query) => query.where('at', '<', instant(within.to)))
        .groupBy(['from_id', 'to_id', 'kind'])
        .orderBy('weight', 'desc')
        .orderBy('from_id')
        .orderBy('to_id')
        .limit(most)
        .execute()
      edges.push(
        ...rows.map(({ from_id, to_id, kind, weight, first_at, last_at }) => ({
          ...{ from: from_id, to: to_id, kind, weight: Number(weight), first_at, last_at },
        })),
      )
    }
    return edges.slice(0, most)
  }

  /** Concepts that were spoken of within a time, with how often it was then. */
  async function spokenOf(userId: string, { from, to, limit }: Within & { limit: number }): Promise<Concept[]> {
    const rows = await db
      .selectFrom('concept_mentions as m')
      .innerJoin('concepts as c', (join) =>
        join.onRef('c.id', '=', 'm.concept_id').onRef('c.user_id', '=', 'm.user_id'),
      )
      .select((eb) => [
        ...(['c.id', 'c.name', 'c.kind'] as const),
        eb.fn.countAll<number>().as('mentions'),
        eb.fn.min('m.at').as('first_at'),
        eb.fn.max('m.at').as('last_at'),
      ])
      .where('m.user_id', '=', userId)
      .where('c.hidden', '=', 0)
      .$if(from !== undefined, (query) => query.where('m.at', '>=', instant(from)))
      .$if(to !== undefined, (query) => query.where('m.at', '<', instant(to)))
      .groupBy(['c.id', 'c.name', 'c.kind'])
      .orderBy('mentions', 'desc')
      .orderBy('c.id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...row, mentions: Number(row.mentions) }))
  }

  async function one(userId: string, id: string): Promise<Row> {
    const row = await db
      .selectFrom('concepts')
      .selectAll()
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such concept, or it is not yours.')
    return row
  }

  async function total(userId: string): Promise<number> {
    const { all } = await shown(userId)
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow()
    return Number(all)
  }

  return { shown, rowsOf, edgesOf, spokenOf, one, total }
}

/** A row as it is told. */
export function asConcept({ id, name, kind, mentions, first_at, last_at }: Row): Concept {
  return { id, name, kind, mentions, first_at, last_at }
}

export const instant = (at: string | undefined) => new Date(at ?? 0).toISOString()
