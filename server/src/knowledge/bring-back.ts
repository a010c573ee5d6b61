import { ConceptKind } from '@lva/contracts/knowledge'
import { Id, text } from '@lva/contracts/text'
import { z } from 'zod'
import { Flag, type IdOf, Moment } from '../exported.ts'
import type { GraphDb, GraphTrx } from './graph-db.ts'
import type { Followers } from './keeping.ts'
import { keyOfName, NAME_MAX } from './names.ts'
import type { createNaming } from './naming.ts'

const CONCEPTS_MAX = 50_000
const ROWS_AT_ONCE = 50

const Key = text({ min: 1, max: 2 * NAME_MAX })

/** Concepts, their other names, and where they are spoken of, as the export has them. */
const Exported = z.object({
  ...{ id: Id, name: text({ min: 1, max: NAME_MAX }), key: Key, kind: ConceptKind, hidden: Flag, renamed: Flag },
  ...{ first_at: Moment, last_at: Moment },
})
const Alias = z.object({ id: Id, concept_id: Id, key: Key })
const Mention = z.object({
  ...{ id: Id, concept_id: Id, source_kind: z.enum(['turn', 'document']), source_id: Id, at: Moment },
  said: z.int().min(0).max(100_000),
})

/**
 * Brings concepts back under the ids that goals and reviews know them by, with the names their learner gave them. How they hang together is
 * read anew from the turns.
 */
export function createBringBack({
  db,
  naming,
  followers,
  documentsOf,
}: {
  db: GraphDb
  naming: Pick<ReturnType<typeof createNaming>, 'conceptsOf' | 'recount'>
  followers: Pick<Followers, 'merged'>
  /** Which of these are documents of the learner. */
  documentsOf: (userId: string, ids: readonly string[]) => Promise<string[]>
}) {
  const own = async (userId: string, ids: readonly string[]): Promise<Set<string>> =>
    new Set(
      (await db.selectFrom('concepts').select('id').where('user_id', '=', userId).where('id', 'in', ids).execute()).map(
        ({ id }) => id,
      ),
    )

  /** Turns and documents of the learner that are here, and the sessions of turns. */
  async function sourcesHere(userId: string, ids: readonly string[]): Promise<Map<string, string | null>> {
    const turns = await db
      .selectFrom('exchanges')
      .select(['id', 'session_id'])
      .where('user_id', '=', userId)
      .where('id', 'in', ids)
      .execute()
    const documents = await documentsOf(userId, ids)
    return new Map([
      ...turns.map(({ id, session_id }) => [id, session_id] as const),
      ...documents.map((id) => [id, null] as const),
    ])
  }

  /** One that is known here by that name is the same from now on. */
  async function bringOne(trx: GraphTrx, userId: string, concept: z.infer<typeof Exported>, idOf: IdOf): Promise<void> {
    // A name its learner gave is another one than what is said.
    const key = concept.renamed === 1 ? concept.key : keyOfName(concept.name)
    if (key === '') return
    const here = (await naming.conceptsOf(trx, userId, [key])).get(key)
    const id = idOf(concept.id)
    if (here === undefined)
      await trx
        .insertInto('concepts')
        .values({ ...concept, id, key, user_id: userId })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    else if (here !== id) await followers.merged(trx, userId, id, here)
  }

  return {
    async concepts(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      const { count } = await db
        .selectFrom('concepts')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow()
      const room = Math.max(0, CONCEPTS_MAX - Number(count))
      const some = given.flatMap((one) => Exported.safeParse(one).data ?? []).slice(0, room)
      for (let at = 0; at < some.length; at += ROWS_AT_ONCE)
        await db.transaction().execute(async (trx) => {
          for (const concept of some.slice(at, at + ROWS_AT_ONCE)) await bringOne(trx, userId, concept, idOf)
        })
    },

    async aliases(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      const some = given
        .flatMap((one) => Alias.safeParse(one).data ?? [])
        .map(({ id, concept_id, key }) => ({ id: idOf(id), user_id: userId, concept_id: idOf(concept_id), key }))
      const known =
        some.length === 0
          ? new Set<string>()
          : await own(
              userId,
              some.map(({ concept_id }) => concept_id),
            )
      const rows = some.filter(({ concept_id }) => known.has(concept_id))
      if (rows.length > 0)
        await db
          .insertInto('concept_aliases')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
    },

    async mentions(userId: string, given: readonly unknown[], idOf: IdOf): Promise<void> {
      const some = given
        .flatMap((one) => Mention.safeParse(one).data ?? [])
        .map((one) => ({
          ...{ ...one, id: idOf(one.id), user_id: userId },
          ...{ concept_id: idOf(one.concept_id), source_id: idOf(one.source_id) },
        }))
      if (some.length === 0) return
      const known = await own(userId, [...new Set(some.map(({ concept_id }) => concept_id))])
      const here = await sourcesHere(userId, [...new Set(some.map(({ source_id }) => source_id))])
      const rows = some
        .filter(({ concept_id, source_id }) => known.has(concept_id) && here.has(source_id))
        .map((one) => ({ ...one, session_id: here.get(one.source_id) ?? null }))
      if (rows.length > 0)
        await db
          .insertInto('concept_mentions')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
    },

    /** After everything is back: how often each is spoken of; what nothing here speaks of goes. */
    async finish(userId: string): Promise<void> {
      for (let more = true; more; )
        more = await db.transaction().execute(async (trx) => {
          const uncounted = await trx
            .selectFrom('concepts')
            .select('id')
            .where('user_id', '=', userId)
            .where('mentions', '=', 0)
            .limit(ROWS_AT_ONCE)
            .execute()
          await naming.recount(
            trx,
            userId,
            uncounted.map(({ id }) => id),
          )
          return uncounted.length > 0
        })
    },
  }
}
