import type { ReminderKind } from '@lva/contracts/reminders'
import type { Logger } from 'pino'
import type { Publish } from '../events/events.ts'
import { type createChoices, USUAL } from './choices.ts'
import type { ReminderDb } from './reminders-db.ts'
import type { createTelling } from './telling.ts'
import { type Known, whatToSay } from './what.ts'
import { type LastSaid, type Timely, timeFor } from './when.ts'

/** Learners and their time zones, some at a time. */
export type Everybody = () => AsyncIterable<ReadonlyArray<{ userId: string; timezone: string }>>

interface Needs {
  db: ReminderDb
  now: () => Date
  newId: () => string
  log: Logger
  publish: Publish
  everybody: Everybody
  known: Known
  choices: Pick<ReturnType<typeof createChoices>, 'ofThese'>
  carry: ReturnType<typeof createTelling>['carry']
}

/**
 * Looks for whom it is time to be reminded of something, and says it. That it was said stands in a row that there can be only one of for a
 * kind and a day, so whoever looks a second time, here or in another process, says nothing.
 */
export function createSaying({ db, now, newId, log, publish, everybody, known, choices, carry }: Needs) {
  async function lastSaid(userIds: readonly string[]) {
    const since = new Date(now().getTime() - 3 * 86_400_000).toISOString()
    const rows = await db
      .selectFrom('reminders')
      .select(['user_id', 'kind', 'day', 'said_at'])
      .where('user_id', 'in', userIds)
      .where('said_at', '>', since)
      .orderBy('said_at')
      .execute()
    const last = new Map<string, Partial<Record<ReminderKind, LastSaid>>>()
    for (const { user_id, kind, day, said_at } of rows)
      last.set(user_id, { ...last.get(user_id), [kind]: { day, at: said_at } })
    return last
  }

  async function say(userId: string, timely: Timely): Promise<void> {
    const says = await whatToSay(known, userId, timely)
    if (!says) return
    const isNew = await db.transaction().execute(async (trx) => {
      const row = await trx
        .insertInto('reminders')
        .values({
          ...{ id: newId(), user_id: userId, ...timely, said_at: now().toISOString(), seen_at: null },
          says: JSON.stringify(says),
        })
        .onConflict((conflict) => conflict.columns(['user_id', 'kind', 'day']).doNothing())
        .returning('id')
        .executeTakeFirst()
      if (row) await carry(trx, { userId, reminderId: row.id })
      return row !== undefined
    })
    if (isNew) publish(userId, { type: 'reminders-changed' })
  }

  /** Says to everybody what it is time for. What fails for one learner is tried again when it is next looked. */
  return async function sayWhatIsDue({ signal }: { signal: AbortSignal }): Promise<void> {
    for await (const learners of everybody()) {
      signal.throwIfAborted()
      const settings = await choices.ofThese(learners.map(({ userId }) => userId))
      const at = now()
      const timely = learners.map((learner) => ({ ...learner, settings: settings.get(learner.userId) ?? USUAL }))
      // Most have no time of theirs just now, and nobody looks anything up for them.
      const some = timely.filter(({ settings, timezone }) => timeFor(settings, { at, timezone, last: {} }).length > 0)
      if (some.length === 0) continue
      const last = await lastSaid(some.map(({ userId }) => userId))
      for (const { userId, timezone, settings } of some)
        for (const one of timeFor(settings, { at, timezone, last: last.get(userId) ?? {} })) {
          signal.throwIfAborted()
          await say(userId, one).catch((err: unknown) => log.error({ err, userId }, 'a reminder could not be said'))
        }
    }
  }
}
