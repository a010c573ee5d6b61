import { Cron } from 'croner'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { claimJobs } from '../db/claim.ts'
import type { Database } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { retryDelayMs } from './retry-delay.ts'

/** A claim lasts this long; a job must be done by then or be able to run twice. */
const CLAIM_MS = 10 * 60_000
const POLL_MS = 2_000
const AT_ONCE = 4
/** For so long work that was given up stays, to be looked into. */
const GIVEN_UP_MS = 30 * 86_400_000

export type Jobs = ReturnType<typeof createJobs>

/** What a piece of work is given. `attempt` counts from 1; `signal` aborts when the process shuts down. */
export interface Attempt {
  attempt: number
  signal: AbortSignal
}

/** Thrown by work that has not failed and yet has to wait, in milliseconds: it is done again after that, as if for the first time. */
export class NotYet extends Error {
  readonly inMs: number
  constructor(inMs: number) {
    super('This work has to wait.')
    this.name = 'NotYet'
    this.inMs = inMs
  }
}

interface Kind {
  payload: z.ZodType
  run(payload: unknown, attempt: Attempt): Promise<void>
  maxAttempts: number
}

/**
 * Durable work. A job is enqueued in the transaction of the fact that caused it, is done at least once, is tried again with growing
 * pauses when it throws, and after `maxAttempts` stays behind with its last error for 30 days.
 */
export function createJobs({
  database,
  now,
  newId,
  log,
}: {
  database: Database
  now: () => Date
  newId: () => string
  log: Logger
}) {
  const { db } = database
  const kinds = new Map<string, Kind>()
  const clocks: Cron[] = []
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let started = false

  async function attempt(job: { id: string; kind: string; payload: string; attempts: number }) {
    const kind = kinds.get(job.kind)
    if (!kind) return
    try {
      await kind.run(kind.payload.parse(JSON.parse(job.payload)), { attempt: job.attempts, signal: stopping.signal })
      await db.deleteFrom('jobs').where('id', '=', job.id).execute()
    } catch (error) {
      if (error instanceof NotYet) return putOff(job.id, error.inMs)
      const over = job.attempts >= kind.maxAttempts
      const message = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown'
      log[over ? 'error' : 'warn'](
        { kind: job.kind, attempt: job.attempts, err: error },
        over ? 'a job was given up' : 'a job will be tried again',
      )
      await db
        .updateTable('jobs')
        .set({
          claimed_until: null,
          last_error: message,
          failed_at: over ? now().toISOString() : null,
          run_at: new Date(now().getTime() + retryDelayMs(job.attempts)).toISOString(),
        })
        .where('id', '=', job.id)
        .execute()
    }
  }

  async function putOff(id: string, inMs: number): Promise<void> {
    const run_at = new Date(now().getTime() + inMs).toISOString()
    await db.updateTable('jobs').set({ claimed_until: null, attempts: 0, run_at }).where('id', '=', id).execute()
  }

  /** Takes what is due, as far as there is room, and begins it. */
  async function begin(): Promise<Promise<void>[]> {
    const free = AT_ONCE - running.size
    if (free <= 0 || stopping.signal.aborted) return []
    const at = now()
    const jobs = await claimJobs(database, {
      kinds: [...kinds.keys()],
      now: at,
      until: new Date(at.getTime() + CLAIM_MS),
      limit: free,
    })
    return jobs.map((job) => {
      const run = attempt(job)
        .catch((error) => log.error({ err: error, kind: job.kind }, 'how a job ended could not be written down'))
        .finally(() => {
          running.delete(run)
          if (started) look()
        })
      running.add(run)
      return run
    })
  }

  /** Looks for due work now and every few seconds. A job that takes long keeps its place, and holds up no other. */
  function look() {
    clearTimeout(timer)
    if (stopping.signal.aborted || looking) return
    looking = begin()
      .then(() => {})
      .catch((error) => log.error({ err: error }, 'the job list could not be read'))
      .finally(() => {
        looking = undefined
        if (!stopping.signal.aborted) timer = setTimeout(look, POLL_MS)
      })
  }

  return {
    /** Says how work of a kind is done. Call before {@link start}. */
    on<T extends z.ZodType>(
      kind: string,
      payload: T,
      run: (payload: z.infer<T>, attempt: Attempt) => Promise<void>,
      { maxAttempts = 10 }: { maxAttempts?: number } = {},
    ): void {
      kinds.set(kind, { payload, run: (value, at) => run(value as z.infer<T>, at), maxAttempts })
    },

    /** Enqueues work in the caller's transaction. With a `key`, a second open job of that kind and key is not added. */
    async enqueue(
      // biome-ignore lint/suspicious/noExplicitAny: a handle of any of the house's tables
      trx: Kysely<any>,
      kind: string,
      payload: Record<string, unknown>,
      { key = null, inMs = 0 }: { key?: string | null; inMs?: number } = {},
    ): Promise<void> {
      const at = now()
      await (trx as Kysely<Tables>)
        .insertInto('jobs')
        .values({
          id: newId(),
          kind,
          key,
          payload: JSON.stringify(payload),
          run_at: new Date(at.getTime() + inMs).toISOString(),
          attempts: 0,
          claimed_until: null,
          failed_at: null,
          last_error: null,
          created_at: at.toISOString(),
        })
        .onConflict((oc) => oc.columns(['kind', 'key']).where('failed_at', 'is', null).doNothing())
        .execute()
    },

    /** Drops all work that is about somebody, given up or not: whose payload has this `userId` or `emailKey`. */
    async forget(about: { userId: string } | { emailKey: string }): Promise<void> {
      const inside = JSON.stringify(about).slice(1, -1)
      const pattern = `%${inside.replace(/[\\%_]/g, '\\$&')}%`
      await db.deleteFrom('jobs').where(sql<boolean>`payload like ${pattern} escape '\\'`).execute()
    },

    /** Forgets work that was given up 30 days ago: it names people, some of whom have no account that could be erased. */
    async sweep(): Promise<void> {
      const long = new Date(now().getTime() - GIVEN_UP_MS).toISOString()
      await db.deleteFrom('jobs').where('failed_at', '<=', long).execute()
    },

    /** Runs something by the clock (cron pattern, UTC), in this process. Work that must happen once in a fleet enqueues a keyed job. */
    every(pattern: string, run: () => Promise<void>): void {
      clocks.push(
        new Cron(
          pattern,
          {
            timezone: 'UTC',
            paused: true,
            protect: true,
            catch: (error) => log.error({ err: error }, 'recurring work failed'),
          },
          run,
        ),
      )
    },

    /** Begins the recurring work and looks for what is due. */
    start(): void {
      started = true
      for (const clock of clocks) clock.resume()
      look()
    },

    /** Looks for due work now instead of at the next poll. */
    wake: look,

    /** Runs everything that is due, including what that enqueues, and resolves when nothing is left. For tests and the command line. */
    async settle(): Promise<void> {
      for (let runs = await begin(); runs.length > 0; runs = await begin()) await Promise.all(runs)
    },

    /** How many jobs are due and how many were given up. */
    async backlog(): Promise<{ due: number; failed: number }> {
      const row = await db
        .selectFrom('jobs')
        .select((eb) => [
          eb.fn
            .count<number>('id')
            .filterWhere('failed_at', 'is', null)
            .filterWhere('run_at', '<=', now().toISOString())
            .as('due'),
          eb.fn.count<number>('id').filterWhere('failed_at', 'is not', null).as('failed'),
        ])
        .executeTakeFirstOrThrow()
      return { due: row.due, failed: row.failed }
    },

    /** Stops taking work and waits for what is running, which is told to stop. */
    async stop(): Promise<void> {
      stopping.abort()
      clearTimeout(timer)
      for (const clock of clocks) clock.stop()
      await looking
      await Promise.allSettled(running)
    },
  }
}
