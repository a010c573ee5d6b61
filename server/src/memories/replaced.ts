import type { MemoryDb } from './memory-db.ts'

/** What was said of oneself in some turns and took the place of what was said before; both as they were said, what was forgotten not. */
export interface Replaced {
  text: string
  exchangeId: string
  before: { text: string; exchangeId: string }
}

const READ_AT_ONCE = 200

/** Finds, for some turns, what was said in them and ended something that was true until then. */
export async function replacedIn(db: MemoryDb, userId: string, exchangeIds: readonly string[]): Promise<Replaced[]> {
  const found: Replaced[] = []
  for (let at = 0; at < exchangeIds.length; at += READ_AT_ONCE) {
    const rows = await db
      .selectFrom('memory_sources as s')
      .innerJoin('memories as m', (join) => join.onRef('m.id', '=', 's.memory_id').onRef('m.user_id', '=', 's.user_id'))
      .innerJoin('memories as b', (join) => join.onRef('b.ended_by', '=', 'm.id').onRef('b.user_id', '=', 'm.user_id'))
      .innerJoin('memory_sources as t', (join) =>
        join.onRef('t.memory_id', '=', 'b.id').onRef('t.user_id', '=', 'b.user_id'),
      )
      .innerJoin('exchanges as e', (join) =>
        join.onRef('e.id', '=', 't.exchange_id').onRef('e.user_id', '=', 't.user_id'),
      )
      .select(['m.text', 's.exchange_id', 'b.text as before', 't.exchange_id as before_exchange_id', 'e.user_text'])
      .where('s.user_id', '=', userId)
      .where('s.exchange_id', 'in', exchangeIds.slice(at, at + READ_AT_ONCE))
      .where('m.forgotten', '=', 0)
      .where('b.forgotten', '=', 0)
      .orderBy('s.id')
      .execute()
    found.push(
      // A memory that was written anew by its learner stands in no turn.
      ...rows
        .filter(({ before, user_text }) => user_text.includes(before))
        .map(({ text, exchange_id, before, before_exchange_id }) => ({
          ...{ text, exchangeId: exchange_id, before: { text: before, exchangeId: before_exchange_id } },
        })),
    )
  }
  return found
}
