import type { ReviewDb } from './review-db.ts'

/** The engines take so many values in one statement. */
const KEYS_AT_ONCE = 500

/** The concepts of the graph that go by these names, as they are compared; those that are merged go by their old one, too. */
export async function conceptIds(db: ReviewDb, userId: string, keys: readonly string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const distinct = [...new Set(keys)]
  for (let at = 0; at < distinct.length; at += KEYS_AT_ONCE) {
    const some = distinct.slice(at, at + KEYS_AT_ONCE)
    const aliases = await db
      .selectFrom('concept_aliases')
      .select(['concept_id', 'key'])
      .where('user_id', '=', userId)
      .where('key', 'in', some)
      .execute()
    for (const { concept_id, key } of aliases) ids.set(key, concept_id)
    const named = await db
      .selectFrom('concepts')
      .select(['id', 'key'])
      .where('user_id', '=', userId)
      .where('key', 'in', some)
      .execute()
    for (const { id, key } of named) ids.set(key, id)
  }
  return ids
}
