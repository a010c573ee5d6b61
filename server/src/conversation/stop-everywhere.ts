import { setTimeout as pause } from 'node:timers/promises'
import type { LearnerEvent } from '@lva/contracts/events'
import type { Db } from '../db/open.ts'
import type { Publish } from '../events/events.ts'
import { Problem } from '../problem.ts'
import type { Turns } from './turns.ts'

/** How long another process is waited for, and how often it is looked whether it has heard. */
const PATIENCE_MS = 3_000
const LOOK_EVERY_MS = 50

/**
 * Stops replies wherever they are given. What another process of the fleet is saying is stopped by an event, which it hears through what
 * carries events between them.
 */
export function createStopEverywhere({
  db,
  turns,
  publish,
  now,
}: {
  db: Db
  turns: Pick<Turns, 'isRunning' | 'stop'>
  publish: Publish
  now: () => Date
}) {
  async function isGiven(userId: string, exchangeId: string): Promise<boolean> {
    const given = await db
      .selectFrom('exchanges')
      .select('id')
      .where('user_id', '=', userId)
      .where('id', '=', exchangeId)
      .where('state', '=', 'answering')
      .where('lease_until', '>', now().toISOString())
      .executeTakeFirst()
    return given !== undefined
  }

  return {
    /**
     * Stops the reply to a turn; what was said until then is kept. Throws Problem `not-found` when nobody gives it, and `still-running` when
     * the process that does has not heard.
     */
    async stop(userId: string, exchangeId: string): Promise<void> {
      if (turns.isRunning(exchangeId) || !(await isGiven(userId, exchangeId))) return turns.stop(userId, exchangeId)
      publish(userId, { type: 'reply-stopped', exchange_id: exchangeId })
      for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
        await pause(LOOK_EVERY_MS)
        if (!(await isGiven(userId, exchangeId))) return
      }
      throw new Problem('still-running', 'The reply could not be stopped just now. Try again.', { retryAfter: 1 })
    },

    /** To be told what happens to learners, here and elsewhere. */
    hear(userId: string | null, event: LearnerEvent | null): void {
      if (userId === null || event?.type !== 'reply-stopped' || !turns.isRunning(event.exchange_id)) return
      // It may just have ended.
      turns.stop(userId, event.exchange_id).catch(() => {})
    },
  }
}
