import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { isOpen } from './open-exchanges.ts'
import type { Turns } from './turns.ts'
import type { Work } from './work.ts'

const IDEMPOTENCY_MS = 24 * 3_600_000

/** Puts right what time and stopped processes leave behind. */
export function createRecovery({
  database: { db },
  work,
  turns,
  queueUnheard,
  now,
}: {
  database: Database
  work: Work
  turns: Turns
  queueUnheard: () => Promise<void>
  now: () => Date
}) {
  async function answerLater(
    exchange: { id: string; user_id: string },
    left: (eb: ExpressionBuilder<Tables, 'exchanges'>) => ReturnType<typeof eb.and>,
  ) {
    await db.transaction().execute(async (trx) => {
      // Another process may have taken it up since it was found.
      const waiting = await trx
        .updateTable('exchanges')
        .set({ state: 'pending', lease_until: null })
        .where('id', '=', exchange.id)
        .where(left)
        .returning('id')
        .executeTakeFirst()
      if (!waiting) return
      const { id: exchangeId, user_id: userId } = exchange
      await work.answerLater.enqueue(trx, { userId, exchangeId }, { key: exchangeId })
    })
  }

  /** Hands turns whose answering process has gone to whoever is quick; without `alone`, once their lease has run out. */
  async function pickUp({ alone }: { alone: boolean }): Promise<void> {
    const at = now().toISOString()
    const left = (eb: ExpressionBuilder<Tables, 'exchanges'>) =>
      eb.and([isOpen, eb('state', '=', 'answering'), ...(alone ? [] : [eb('lease_until', '<', at)])])
    const orphans = await db.selectFrom('exchanges').select(['id', 'user_id']).where(left).execute()
    for (const orphan of orphans) if (!turns.isRunning(orphan.id)) await answerLater(orphan, left)
  }

  return {
    /**
     * Picks up what a stopped process left: turns in the middle of their answer, and recordings nobody has written down. `alone`: no
     * other process can be at work on this database, so no lease needs to run out first.
     */
    async recover({ alone }: { alone: boolean }): Promise<void> {
      await pickUp({ alone })
      await queueUnheard()
      work.wake()
    },

    pickUp,

    /** Whether a turn still needs a recording. */
    async needsRecording(userId: string, recordingId: string): Promise<boolean> {
      const row = await db
        .selectFrom('exchanges')
        .select('id')
        .where('user_id', '=', userId)
        .where('recording_id', '=', recordingId)
        .executeTakeFirst()
      return row !== undefined
    },

    /** Forgets idempotency keys older than a day. */
    async sweep(): Promise<void> {
      await db
        .deleteFrom('idempotency_keys')
        .where('created_at', '<', new Date(now().getTime() - IDEMPOTENCY_MS).toISOString())
        .execute()
    },
  }
}
