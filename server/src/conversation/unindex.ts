import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Side, WordIndex } from '../db/word-index.ts'
import { asIndexed } from '../language/citation-numbers.ts'
import type { ExchangeRow } from './exchange-row.ts'

/** Takes the words of an exchange out of the index, in the transaction that changes or removes it. */
export async function unindex(
  trx: Transaction<Tables>,
  words: WordIndex,
  row: ExchangeRow,
  sides: readonly Side[] = ['user', 'agent'],
): Promise<void> {
  for (const side of sides) {
    const text = side === 'user' ? row.user_text : asIndexed(row.agent_text ?? '', row.sources)
    if (text) await words.remove(trx, { seq: row.seq, userId: row.user_id, side, text })
  }
}
