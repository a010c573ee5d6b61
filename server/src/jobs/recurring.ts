import { Cron } from 'croner'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Attempt, Kind } from './kind.ts'

/** Clocks of a fleet differ, and a timer may be early by a little. */
const SKEW_MS = 1_000

/** What recurring work is told: for which instant it is done. */
export const Period = z.object({ due: z.iso.datetime() })
type Period = z.infer<typeof Period>

/** Recurring work, and the period it is done for. */
export type Recur = (period: { due: Date } & Attempt) => Promise<void>

/**
 * Work that recurs by the clock (cron patterns, UTC), once in a fleet: when it is due stands in a table, and whoever is first to find it
 * due moves it on and enqueues a job for that period, in one transaction. What came due while nobody was here is done once, at the next
 * start.
 */
export function createRecurring({ db, now, log }: { db: Db; now: () => Date; log: Logger }) {
  const all = new Map<string, { pattern: string; job: Kind<Period> }>()
  const clocks: Cron[] = []
  let isNoted = false

  /** Work that is new here, or has got another pattern, is due at its next instant. */
  async function note() {
    for (const [work, { pattern }] of all) {
      const due_at = nextAfter(now(), pattern)
      await db
        .insertInto('recurring')
        .values({ work, pattern, due_at })
        .onConflict((oc) =>
          oc.column('work').doUpdateSet({ pattern, due_at }).where('recurring.pattern', '!=', pattern),
        )
        .execute()
    }
  }

  async function enqueueDue() {
    const at = new Date(now().getTime() + SKEW_MS)
    const due = await db.selectFrom('recurring').selectAll().where('due_at', '<=', at.toISOString()).execute()
    for (const { work, due_at } of due) {
      const known = all.get(work)
      if (!known) continue
      await db.transaction().execute(async (trx) => {
        const moved = await trx
          .updateTable('recurring')
          .set({ due_at: nextAfter(at, known.pattern) })
          .where('work', '=', work)
          .where('due_at', '=', due_at)
          .returning('work')
          .executeTakeFirst()
        if (moved) await known.job.enqueue(trx, { due: due_at }, { key: due_at })
      })
    }
  }

  return {
    /** `job` is the kind of work that is enqueued for each period. */
    add(work: string, pattern: string, job: Kind<Period>, run: Recur): void {
      all.set(work, { pattern, job })
      job.does(({ due }, attempt) => run({ due: new Date(due), ...attempt }))
    },

    /** Enqueues what is due. */
    async look(): Promise<void> {
      // Once: by looking again a process of another release would move on what is just due.
      if (!isNoted) await note()
      isNoted = true
      await enqueueDue()
    },

    /** Looks now, and whenever something is due. `onDue` hears that there may be work. */
    start(onDue: () => void): void {
      const again = () => this.look().then(onDue)
      const failed = (error: unknown) => log.error({ err: error }, 'recurring work could not be enqueued')
      this.look().then(onDue, failed)
      for (const { pattern } of all.values())
        clocks.push(new Cron(pattern, { timezone: 'UTC', protect: true, catch: failed }, again))
    },

    stop(): void {
      for (const clock of clocks) clock.stop()
    },
  }
}

/** When a cron pattern (UTC) matches next, after an instant. Throws for a pattern that never does. */
function nextAfter(instant: Date, pattern: string): string {
  const next = new Cron(pattern, { timezone: 'UTC', paused: true }).nextRun(instant)
  if (!next) throw new Error(`never due: ${pattern}`)
  return next.toISOString()
}
