import type { Transaction } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { asIndexed } from '../language/citation-numbers.ts'
import type { ExchangeRow } from './exchange-row.ts'
import { holdExchange } from './hold.ts'
import { unindex } from './unindex.ts'
import { finishedTurn, sessionKey, type Work } from './work.ts'

/** What of a spoken reply reached the learner. */
export interface HeardOfReply {
  /** What is remembered as said, and what the model is told it said. */
  heard: string
  /** What nobody heard; it is kept aside, so that the companion can go on with it. */
  rest: string
  interrupted: boolean
}

/**
 * Makes the recorded reply what was really heard, in its row, the word index and the notes, in one transaction. The same again changes
 * nothing; a reply that is still owed, foreign or gone is left alone.
 */
export function createHeard({ database: { db, words }, work }: { database: Database; work: Work }) {
  /** Notes that took the reply as it was before are written anew. */
  async function dropNotes(trx: Transaction<Tables>, row: ExchangeRow) {
    const session = await trx
      .selectFrom('sessions')
      .select(['summary', 'rolling_through'])
      .where('user_id', '=', row.user_id)
      .where('session_id', '=', row.session_id)
      .executeTakeFirst()
    if (!session || (session.summary === null && session.rolling_through < row.seq)) return
    await trx
      .updateTable('sessions')
      .set({ summary: null, rolling_summary: null, rolling_through: 0 })
      .where('user_id', '=', row.user_id)
      .where('session_id', '=', row.session_id)
      .execute()
    if (session.summary === null) return
    const of = { userId: row.user_id, sessionId: row.session_id }
    await work.writeNote.enqueue(trx, of, { key: sessionKey(of) })
  }

  return async (userId: string, exchangeId: string, { heard, rest, interrupted }: HeardOfReply): Promise<void> => {
    const agentText = textOrNull(heard)
    await db.transaction().execute(async (trx) => {
      const row = await holdExchange(trx, userId, exchangeId)
      if (row?.state !== 'answered' && row?.state !== 'interrupted') return
      await trx
        .updateTable('exchanges')
        .set({
          state: interrupted ? 'interrupted' : 'answered',
          agent_text: agentText,
          unheard_text: textOrNull(rest),
        })
        .where('id', '=', exchangeId)
        .where('user_id', '=', userId)
        .execute()
      if (agentText === row.agent_text) return
      await work.turnFinished.tell(trx, finishedTurn(row))
      await unindex(trx, words, row, ['agent'])
      const text = asIndexed(agentText ?? '', row.sources)
      if (text) await words.add(trx, { seq: row.seq, userId, side: 'agent', text })
      await dropNotes(trx, row)
    })
  }
}

const textOrNull = (text: string) => text.trim() || null
