import type { GraphTrx } from './graph-db.ts'
import { keyOfName } from './names.ts'

const ROWS_AT_ONCE = 50

/** Which concept a name belongs to, and what becomes of concepts that are one. */
export function createNaming({ newId }: { newId: () => string }) {
  /** The concepts these names belong to, their other names included. */
  async function conceptsOf(trx: GraphTrx, userId: string, keys: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (let at = 0; at < keys.length; at += ROWS_AT_ONCE) {
      const some = keys.slice(at, at + ROWS_AT_ONCE)
      const own = await trx
        .selectFrom('concepts')
        .select(['id', 'key'])
        .where('user_id', '=', userId)
        .where('key', 'in', some)
        .execute()
      for (const { id, key } of own) found.set(key, id)
      const aliases = await trx
        .selectFrom('concept_aliases')
        .select(['concept_id', 'key'])
        .where('user_id', '=', userId)
        .where('key', 'in', some)
        .execute()
      for (const { concept_id, key } of aliases) found.set(key, concept_id)
    }
    return found
  }

  /** Counts anew how often concepts are spoken of; who is spoken of nowhere any more is gone, with other names and ties. */
  async function recount(
    trx: GraphTrx,
    userId: string,
    ids: readonly string[],
    { keepEmpty = false } = {},
  ): Promise<void> {
    for (const id of new Set(ids)) {
      const { mentions, first_at, last_at } = await trx
        .selectFrom('concept_mentions')
        .select((eb) => [
          eb.fn.countAll<number>().as('mentions'),
          eb.fn.min<string | null>('at').as('first_at'),
          eb.fn.max<string | null>('at').as('last_at'),
        ])
        .where('user_id', '=', userId)
        .where('concept_id', '=', id)
        .executeTakeFirstOrThrow()
      if (first_at !== null && last_at !== null) {
        await trx
          .updateTable('concepts')
          .set({ mentions: Number(mentions), first_at, last_at })
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .execute()
        continue
      }
      if (keepEmpty) continue
      await trx
        .deleteFrom('concept_edges')
        .where('user_id', '=', userId)
        .where(({ eb, or }) => or([eb('from_id', '=', id), eb('to_id', '=', id)]))
        .execute()
      await trx.deleteFrom('concept_aliases').where('user_id', '=', userId).where('concept_id', '=', id).execute()
      await trx.deleteFrom('concepts').where('user_id', '=', userId).where('id', '=', id).execute()
    }
  }

  async function merge(trx: GraphTrx, userId: string, from: string, into: string): Promise<void> {
    const own = await trx
      .selectFrom('concepts')
      .select('key')
      .where('user_id', '=', userId)
      .where('id', '=', from)
      .executeTakeFirst()
    if (!own || from === into) return
    // What both have stays once: the rest of the old ones goes with it.
    const there = trx
      .selectFrom('concept_mentions')
      .select('source_id')
      .where('user_id', '=', userId)
      .where('concept_id', '=', into)
    await trx
      .deleteFrom('concept_mentions')
      .where('user_id', '=', userId)
      .where('concept_id', '=', from)
      .where('source_id', 'in', there)
      .execute()
    await trx
      .updateTable('concept_mentions')
      .set({ concept_id: into })
      .where('user_id', '=', userId)
      .where('concept_id', '=', from)
      .execute()
    const edges = await trx
      .deleteFrom('concept_edges')
      .where('user_id', '=', userId)
      .where(({ eb, or }) => or([eb('from_id', '=', from), eb('to_id', '=', from)]))
      .returningAll()
      .execute()
    const moved = edges
      .map((edge) => ({
        ...edge,
        from_id: edge.from_id === from ? into : edge.from_id,
        to_id: edge.to_id === from ? into : edge.to_id,
      }))
      .filter(({ from_id, to_id }) => from_id !== to_id)
    for (let at = 0; at < moved.length; at += ROWS_AT_ONCE)
      await trx
        .insertInto('concept_edges')
        .values(moved.slice(at, at + ROWS_AT_ONCE))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    await trx
      .updateTable('concept_aliases')
      .set({ concept_id: into })
      .where('user_id', '=', userId)
      .where('concept_id', '=', from)
      .execute()
    await trx.deleteFrom('concepts').where('user_id', '=', userId).where('id', '=', from).execute()
    await trx
      .insertInto('concept_aliases')
      .values({ id: newId(), user_id: userId, concept_id: into, key: own.key })
      .onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
      .execute()
    // It may be about to be mentioned for the first time.
    await recount(trx, userId, [into], { keepEmpty: true })
  }

  /** Renames a concept; what was said under its old name still counts for it. */
  async function rename(trx: GraphTrx, userId: string, id: string, name: string): Promise<void> {
    await trx
      .updateTable('concepts')
      .set({ name, renamed: 1 })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .execute()
    const key = keyOfName(name)
    const taken = await conceptsOf(trx, userId, [key])
    if (key && !taken.has(key))
      await trx.insertInto('concept_aliases').values({ id: newId(), user_id: userId, concept_id: id, key }).execute()
  }

  return { conceptsOf, recount, merge, rename }
}
