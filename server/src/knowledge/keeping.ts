import type { ConceptKind, EdgeKind } from '@lva/contracts/knowledge'
import { wordsOf } from '../language/words.ts'
import type { GraphTrx } from './graph-db.ts'
import type { Heard } from './heard.ts'
import { initialsIn, initialsOf, keyOfName, NAME_MAX } from './names.ts'
import { createNaming } from './naming.ts'

/** A text that speaks of things: a turn, or a part of a document. */
export interface Telling {
  sourceKind: 'turn' | 'document'
  sourceId: string
  sessionId: string | null
  at: string
  text: string
  heard: Heard
  /** What a model says that it speaks of; counts as far as the names stand in the text. */
  told?: Heard
}

/** Whoever counts what is spoken of: it is told in the transaction that changes it. */
export interface Followers {
  /** What turns speak of now, by their ids; nothing, when it was taken back. */
  spoken(trx: GraphTrx, userId: string, concepts: ReadonlyMap<string, readonly string[]>): Promise<void>
  /** One concept is another from now on. */
  merged(trx: GraphTrx, userId: string, from: string, into: string): Promise<void>
}

const ROWS_AT_ONCE = 50

/** Keeps what texts speak of, and takes it back. */
export function createKeeping({ newId, followers }: { newId: () => string; followers: Followers }) {
  const naming = createNaming({ newId })
  const { conceptsOf, recount, rename } = naming

  async function merge(trx: GraphTrx, userId: string, from: string, into: string): Promise<void> {
    await naming.merge(trx, userId, from, into)
    await followers.merged(trx, userId, from, into)
  }

  async function tell(trx: GraphTrx, userId: string, sourceIds: readonly string[]): Promise<void> {
    const concepts = new Map<string, string[]>(sourceIds.map((id) => [id, []]))
    if (concepts.size === 0) return
    const rows = await trx
      .selectFrom('concept_mentions')
      .select(['source_id', 'concept_id'])
      .where('user_id', '=', userId)
      .where('source_kind', '=', 'turn')
      .where('source_id', 'in', [...concepts.keys()])
      .orderBy('id')
      .execute()
    for (const { source_id, concept_id } of rows) concepts.get(source_id)?.push(concept_id)
    await followers.spoken(trx, userId, concepts)
  }

  /** "DNA" is the longer name that stands beside it in a text, and from then on everywhere. */
  async function meetInitials(trx: GraphTrx, userId: string, heard: Heard, ids: Map<string, string>) {
    for (const { name } of heard.names) {
      const initials = initialsIn(name)
      const long =
        initials && heard.names.find((other) => other.name.includes(' ') && initialsOf(other.name) === initials)
      const [short, whole] = [ids.get(keyOfName(name)), long ? ids.get(keyOfName(long.name)) : undefined]
      if (short && whole && short !== whole) {
        await merge(trx, userId, short, whole)
        for (const [key, id] of ids) if (id === short) ids.set(key, whole)
      }
    }
  }

  return {
    merge,
    rename,

    /** Keeps what texts of one learner speak of. The same text twice changes nothing. */
    async take(trx: GraphTrx, userId: string, given: readonly Telling[]): Promise<void> {
      const tellings = given.map((telling) => ({ ...telling, heard: together(telling) }))
      const names = namesIn(tellings)
      if (names.size === 0) return
      const ids = await conceptsOf(trx, userId, [...names.keys()])
      const fresh = [...names].filter(([key]) => !ids.has(key))
      for (let at = 0; at < fresh.length; at += ROWS_AT_ONCE) {
        const rows = fresh.slice(at, at + ROWS_AT_ONCE).map(([key, { name, kind, at }]) => ({
          ...{ id: newId(), user_id: userId, name, key, kind, first_at: at, last_at: at },
        }))
        // Another text may have named one first, at this moment: writing what is there locks the row, and tells which it is.
        const kept = await trx
          .insertInto('concepts')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['user_id', 'key']).doUpdateSet({ user_id: userId }))
          .returning(['id', 'key'])
          .execute()
        for (const { id, key } of kept) ids.set(key, id)
      }
      for (const { heard } of tellings) await meetInitials(trx, userId, heard, ids)
      const touched = new Set<string>()
      for (const telling of tellings) await mention(trx, userId, telling, ids, touched)
      await recount(trx, userId, [...touched])
      const turns = tellings.filter(({ sourceKind }) => sourceKind === 'turn')
      await tell(
        trx,
        userId,
        turns.map(({ sourceId }) => sourceId),
      )
    },

    /** Takes back what sources spoke of. `keepEmpty`: concepts nothing speaks of any more stay for now. */
    async withdraw(
      trx: GraphTrx,
      userId: string,
      sourceIds: readonly string[],
      { keepEmpty = false }: { keepEmpty?: boolean } = {},
    ): Promise<void> {
      if (sourceIds.length === 0) return
      const gone = await trx
        .deleteFrom('concept_mentions')
        .where('user_id', '=', userId)
        .where('source_id', 'in', sourceIds)
        .returning('concept_id')
        .execute()
      await trx.deleteFrom('concept_edges').where('user_id', '=', userId).where('source_id', 'in', sourceIds).execute()
      await recount(
        trx,
        userId,
        gone.map(({ concept_id }) => concept_id),
        { keepEmpty },
      )
      await tell(trx, userId, sourceIds)
    },

    /** Lets some of the concepts go that nothing speaks of; resolves with whether there were any. */
    async dropEmpty(trx: GraphTrx, userId: string): Promise<boolean> {
      const empty = await trx
        .selectFrom('concepts as c')
        .select('c.id')
        .where('c.user_id', '=', userId)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('concept_mentions as m')
                .select('m.id')
                .whereRef('m.user_id', '=', 'c.user_id')
                .whereRef('m.concept_id', '=', 'c.id'),
            ),
          ),
        )
        .limit(ROWS_AT_ONCE)
        .execute()
      await recount(
        trx,
        userId,
        empty.map(({ id }) => id),
      )
      return empty.length > 0
    },
  }

  async function mention(
    trx: GraphTrx,
    userId: string,
    telling: Telling,
    ids: Map<string, string>,
    touched: Set<string>,
  ) {
    const { sourceKind, sourceId, sessionId, at, text, heard } = telling
    const concepts = [...new Set(heard.names.flatMap(({ name }) => ids.get(keyOfName(name)) ?? []))]
    if (concepts.length === 0) return
    for (const id of concepts) touched.add(id)
    const said = wordsOf(text.slice(0, 8_000)).length
    await trx
      .insertInto('concept_mentions')
      .values(
        concepts.map((concept_id) => ({
          ...{
            id: newId(),
            user_id: userId,
            concept_id,
            source_kind: sourceKind,
            source_id: sourceId,
            session_id: sessionId,
            at,
            said,
          },
        })),
      )
      .onConflict((conflict) => conflict.columns(['user_id', 'source_id', 'concept_id']).doNothing())
      .execute()
    const edges = heard.edges.flatMap(({ from, to, kind }) => {
      const [a, b] = [ids.get(keyOfName(from)), ids.get(keyOfName(to))]
      return a && b && a !== b ? [edgeRow(userId, { ...direction(a, b, kind), kind, sourceId, at })] : []
    })
    const before = sessionId === null ? null : await leadBefore(trx, userId, sessionId, at, sourceId)
    const lead = concepts[0]
    if (before && lead && before !== lead)
      edges.push(edgeRow(userId, { from: before, to: lead, kind: 'follows', sourceId, at }))
    if (edges.length > 0)
      await trx
        .insertInto('concept_edges')
        .values(edges)
        .onConflict((conflict) => conflict.columns(['user_id', 'source_id', 'kind', 'from_id', 'to_id']).doNothing())
        .execute()
  }

  /** What the turn before in the session spoke of first. */
  async function leadBefore(trx: GraphTrx, userId: string, sessionId: string, at: string, sourceId: string) {
    const row = await trx
      .selectFrom('concept_mentions')
      .select('concept_id')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('at', '<', at)
      .where('source_id', '!=', sourceId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return row?.concept_id ?? null
  }

  function edgeRow(
    userId: string,
    { from, to, kind, sourceId, at }: { from: string; to: string; kind: EdgeKind; sourceId: string; at: string },
  ) {
    // What was said in so many words weighs more than standing in one sentence.
    const weight = kind === 'relates-to' || kind === 'follows' ? 1 : 3
    return { id: newId(), user_id: userId, from_id: from, to_id: to, kind, source_id: sourceId, weight, at }
  }
}

/** Every name once, by its key, as it was said first. */
function namesIn(tellings: readonly Telling[]) {
  const names = new Map<string, { name: string; kind: ConceptKind; at: string }>()
  for (const { heard, at } of tellings)
    for (const { name, kind } of heard.names) {
      const key = keyOfName(name)
      if (key && !names.has(key)) names.set(key, { name: name.slice(0, NAME_MAX).toWellFormed(), kind, at })
    }
  return names
}

/** What rules heard, and what somebody else did, as far as its names stand in the text. */
function together({ text, heard, told }: Telling): Heard {
  if (!told) return heard
  const said = ` ${keyOfName(text.slice(0, 8_000))} `
  const stands = (name: string) => keyOfName(name) !== '' && said.includes(` ${keyOfName(name)} `)
  return {
    names: [...heard.names, ...told.names.filter(({ name }) => stands(name))],
    edges: [...heard.edges, ...told.edges.filter(({ from, to }) => stands(from) && stands(to))],
  }
}

/** Standing together has no direction; it is kept one way round. */
function direction(a: string, b: string, kind: EdgeKind) {
  return kind === 'relates-to' && a > b ? { from: b, to: a } : { from: a, to: b }
}
