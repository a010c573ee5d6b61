import type { Kysely, Selectable } from 'kysely'
import { claimJobs } from '../db/claim.ts'
import { fixed } from '../db/fixed.ts'
import type { AnyDb, Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { trail } from '../trail.ts'
import type { Asked } from './kind.ts'

/** For so long work that was given up stays, to be looked into. */
const GIVEN_UP_MS = 30 * 86_400_000
/** So many claims of a job are remembered of which it is not known whether they were written. */
const UNSURE_MAX = 10

/** A job this process has taken. It is ours only as long as it is claimed until that very instant. */
export type Taken = Selectable<Tables['jobs']>

const addJob = fixed(
  (db: Kysely<Tables>, job: Pick<Taken, 'id' | 'kind' | 'key' | 'payload' | 'run_at' | 'created_at' | 'request_id'>) =>
    db
      .insertInto('jobs')
      .values({
        ...{ id: job.id, kind: job.kind, key: job.key, payload: job.payload, run_at: job.run_at },
        ...{
          created_at: job.created_at,
          request_id: job.request_id,
          attempts: 0,
          claimed_until: null,
          failed_at: null,
          last_error: null,
        },
      })
      .onConflict((oc) =>
        oc
          .columns(['kind', 'key'])
          .where('failed_at', 'is', null)
          .doUpdateSet((eb) => ({ asked_again: 1, payload: eb.ref('excluded.payload') }))
          .where('jobs.claimed_until', 'is not', null),
      ),
)

const dueKinds = fixed((db: Kysely<Tables>, { kinds, at }: { kinds: readonly string[]; at: string }) =>
  db
    .selectFrom('jobs')
    .select('kind')
    .distinct()
    .where('failed_at', 'is', null)
    .where('run_at', '<=', at)
    .where(({ or, eb }) => or([eb('claimed_until', 'is', null), eb('claimed_until', '<', at)]))
    .where('kind', 'in', kinds),
)

const endJob = fixed((db: Kysely<Tables>, { id, claims }: { id: string; claims: readonly (string | null)[] }) =>
  db
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('claimed_until', 'in', claims)
    .where('asked_again', '=', 0)
    .returning('id'),
)

export type Queue = ReturnType<typeof createQueue>

/** The table of jobs: what waits, who has taken it, how it ended. Whoever lost a claim changes nothing any more. */
export function createQueue({
  database,
  now,
  newId,
  claimMs,
}: {
  database: Database
  now: () => Date
  newId: () => string
  claimMs: number
}) {
  const { db } = database
  const later = (ms: number) => new Date(now().getTime() + ms)
  /** Claims the database was told of while its answer was lost: it may have written them. */
  const unsure = new WeakMap<Taken, string[]>()
  const claims = (job: Taken) => [job.claimed_until, ...(unsure.get(job) ?? [])]
  const own = (job: Taken) => db.updateTable('jobs').where('id', '=', job.id).where('claimed_until', 'in', claims(job))

  /** It was asked for again meanwhile, so it begins anew. */
  const beginAnew = (job: Taken) =>
    own(job).set({ claimed_until: null, attempts: 0, run_at: now().toISOString() }).execute()

  return {
    async add(trx: AnyDb, kind: string, payload: object, { key = null, inMs = 0 }: Asked): Promise<void> {
      await addJob(trx, {
        ...{ id: newId(), kind, key, payload: JSON.stringify(payload) },
        ...{ run_at: later(inMs).toISOString(), created_at: now().toISOString() },
        request_id: trail().requestId ?? null,
      })
    },

    /** Which of these kinds have something that is due. */
    async due(kinds: string[]): Promise<Set<string>> {
      if (kinds.length === 0) return new Set()
      const rows = await dueKinds(db, { kinds, at: now().toISOString() })
      return new Set(rows.map(({ kind }) => kind))
    },

    /** Takes some that are due, `but` not these. */
    take: (kinds: string[], { limit, but }: { limit: number; but: string[] }): Promise<Taken[]> =>
      claimJobs(database, { kinds, now: now(), until: later(claimMs), limit, but }),

    /** Says that it is still being done; false when it is no longer ours. */
    async hold(job: Taken): Promise<boolean> {
      const claimed_until = later(claimMs).toISOString()
      const hold = own(job).set({ claimed_until }).returning('id').executeTakeFirst()
      const held = await hold.catch((error: unknown) => {
        unsure.set(job, [...(unsure.get(job) ?? []), claimed_until].slice(-UNSURE_MAX))
        throw error
      })
      if (!held) return false
      job.claimed_until = claimed_until
      unsure.delete(job)
      return true
    },

    async done(job: Taken): Promise<void> {
      const ended = await endJob(db, { id: job.id, claims: claims(job) })
      if (ended.length === 0) await beginAnew(job)
    },

    /** Puts it back for later, as if it had been tried `attempts` times. */
    async putBack(
      job: Taken,
      { inMs, attempts = job.attempts, error = null }: { inMs: number; attempts?: number; error?: string | null },
    ): Promise<void> {
      await own(job)
        .set({ claimed_until: null, attempts, run_at: later(inMs).toISOString(), last_error: error })
        .execute()
    },

    async giveUp(job: Taken, error: string): Promise<void> {
      const { numUpdatedRows } = await own(job)
        .set({ claimed_until: null, failed_at: now().toISOString(), last_error: error })
        .where('asked_again', '=', 0)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) await beginAnew(job)
    },

    async cancel(trx: AnyDb, keys: readonly string[]): Promise<void> {
      if (keys.length > 0) await (trx as Kysely<Tables>).deleteFrom('jobs').where('key', 'in', keys).execute()
    },

    async forget(about: string): Promise<void> {
      await db.deleteFrom('jobs').where('about', '=', about).execute()
    },

    /** Forgets work that was given up 30 days ago: it names people, some of whom have no account that could be erased. */
    async sweep(): Promise<void> {
      await db.deleteFrom('jobs').where('failed_at', '<=', later(-GIVEN_UP_MS).toISOString()).execute()
    },

    /** How many jobs are due and how many were given up. */
    backlog: (): Promise<{ due: number; failed: number }> =>
      db
        .selectFrom('jobs')
        .select((eb) => [
          eb.fn
            .count<number>('id')
            .filterWhere('failed_at', 'is', null)
            .filterWhere('run_at', '<=', now().toISOString())
            .as('due'),
          eb.fn.count<number>('id').filterWhere('failed_at', 'is not', null).as('failed'),
        ])
        .executeTakeFirstOrThrow(),

    /** Since when the oldest work is due that nobody has taken; null: there is none. */
    async oldestDue(): Promise<Date | null> {
      const { oldest } = await db
        .selectFrom('jobs')
        .select((eb) => eb.fn.min<string | null>('run_at').as('oldest'))
        .where('failed_at', 'is', null)
        .where('claimed_until', 'is', null)
        .where('run_at', '<=', now().toISOString())
        .executeTakeFirstOrThrow()
      return oldest === null ? null : new Date(oldest)
    },

    /** How many were given up since then. */
    async givenUpSince(since: Date): Promise<number> {
      const { count } = await db
        .selectFrom('jobs')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('failed_at', '>=', since.toISOString())
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}
