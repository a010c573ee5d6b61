import { wordsOf } from '../language/words.ts'
import type { MemoryTrx } from './memory-db.ts'
import { statementAt } from './statements.ts'

/** Where a memory was said, in the order in which it was learnt: the first has its words. */
export interface Place {
  text: string
  start: number
  end: number
  at: string
}

/**
 * Gives a memory, of which turns were taken back that were said at some instants, the words of where else it was said, and everything that
 * was read out of the old ones anew. What its learner wrote of it themselves stays. Resolves with whether it has other words now.
 */
export async function saidElsewhere(
  trx: MemoryTrx,
  userId: string,
  id: string,
  { left, gone }: { left: readonly Place[]; gone: readonly string[] },
): Promise<boolean> {
  const memory = await trx
    .selectFrom('memories')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .where('forgotten', '=', 0)
    .executeTakeFirst()
  const [first] = left
  if (!memory || !first) return false
  const valid_from = gone.includes(memory.valid_from) ? earliest(left, memory.valid_to) : memory.valid_from
  const other = memory.edited === 0 && first.text.slice(first.start, first.end) !== memory.text
  await trx
    .updateTable('memories')
    .set({ valid_from, ...(other ? readAnew(memory, first) : {}) })
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .execute()
  if (valid_from !== memory.valid_from)
    await trx
      .updateTable('memories')
      .set({ valid_to: valid_from })
      .where('user_id', '=', userId)
      .where('ended_by', '=', id)
      .where('valid_to', '=', memory.valid_from)
      .execute()
  return other
}

function readAnew({ kind, text, topic: named }: Old, { text: said, start, end }: Place) {
  const { topic, words, slot, value, ...statement } = statementAt(said, { start, end }, { kind, topic: '' })
  const keys = new Set(wordsOf(text).map(({ key }) => key))
  const own = named !== '' && !wordsOf(named).some(({ key }) => keys.has(key))
  return { text: statement.text, topic: own ? named : topic.slice(0, 80), words: ` ${words.join(' ')} `, slot, value }
}

type Old = { kind: Parameters<typeof statementAt>[2]['kind']; text: string; topic: string }

function earliest(left: readonly Place[], until: string | null): string {
  const [first = ''] = left.map(({ at }) => at).sort()
  return until !== null && first > until ? until : first
}
