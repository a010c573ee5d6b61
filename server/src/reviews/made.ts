import type { ReviewDb } from './review-db.ts'

/** What was made from turns, in the order in which it was; `pointed`: it has points. */
export async function madeFrom(trx: ReviewDb, userId: string, turnIds: readonly string[]) {
  const rows = await trx
    .selectFrom('review_items as i')
    .select(['i.id', 'i.concept_key', 'i.state', 'i.edited', 'i.made_from'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('review_points as k')
          .select('k.id')
          .whereRef('k.user_id', '=', 'i.user_id')
          .whereRef('k.item_id', '=', 'i.id'),
      ).as('pointed'),
    )
    .where('i.user_id', '=', userId)
    // What was brought in was made from nothing that was said, and there may be much of it.
    .where('i.import_key', 'is', null)
    .where('i.made_from', 'in', turnIds)
    .orderBy('i.id')
    .execute()
  return rows.map((row) => ({ ...row, pointed: Boolean(row.pointed) }))
}

/** Drops an item with its questions when it has no point left; resolves with whether it had none. */
export async function dropEmpty(trx: ReviewDb, userId: string, itemId: string): Promise<boolean> {
  const point = await trx
    .selectFrom('review_points')
    .select('id')
    .where('user_id', '=', userId)
    .where('item_id', '=', itemId)
    .limit(1)
    .executeTakeFirst()
  if (point) return false
  for (const table of ['review_cards', 'review_prompts'] as const)
    await trx.deleteFrom(table).where('user_id', '=', userId).where('item_id', '=', itemId).execute()
  await trx.deleteFrom('review_items').where('user_id', '=', userId).where('id', '=', itemId).execute()
  return true
}

/** Drops what was made from turns and has no point left; resolves with whether there was anything. */
export async function dropOf(trx: ReviewDb, userId: string, turnIds: readonly string[]): Promise<boolean> {
  let dropped = false
  for (const { id, pointed } of await madeFrom(trx, userId, turnIds))
    if (!pointed) dropped = (await dropEmpty(trx, userId, id)) || dropped
  return dropped
}
