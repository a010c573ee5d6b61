import { Cron } from 'croner'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { AnyDb, Database } from '../db/open.ts'
import { beginTrail } from '../trail.ts'
import { doJob, type JobEnd, type Way } from './doing.ts'
import type { Kind, Treatment } from './kind.ts'
import { createQueue, type Taken } from './queue.ts'
import { createRecurring, Period, type Recur } from './recurring.ts'
import { roomsFor } from './rooms.ts'

/** A process that died holds its work up for so long; a living one says every now and then that it is still at it. */
const CLAIM_MS = 2 * 60_000
const HOLDS_PER_CLAIM = 4
const POLL_MS = 2_000
/** How often work is tried whose kind does not say. */
const MAX_ATTEMPTS = 10
/** So many at once of the kinds that have no places of their own. */
const SHARED_PLACES = 4

export type Jobs = ReturnType<typeof createJobs>

/**
 * Durable work. A job is enqueued in the transaction of the fact that caused it, is done at least once, is tried again with growing
 * pauses when it throws, and after its last attempt stays behind with its error for 30 days.
 */
export function createJobs({
  database,
  now,
  newId,
  log,
  claimMs = CLAIM_MS,
  pollMs = POLL_MS,
}: {
  database: Database
  now: () => Date
  newId: () => string
  log: Logger
  claimMs?: number
  /** How often is looked for work that another process left or that has become due. */
  pollMs?: number
}) {
  const queue = createQueue({ database, now, newId, claimMs })
  const recurring = createRecurring({ db: database.db, now, log })
  const kinds = new Map<string, Way & Pick<Treatment, 'places'>>()
  const clocks: Cron[] = []
  const running = new Map<Promise<void>, { job: Taken; stop: AbortController }>()
  const stopping = new AbortController()
  const ears: Array<(end: JobEnd) => void> = []
  let surround = (_kind: string, run: () => Promise<void>) => run()
  const onEnd = (end: JobEnd) => {
    for (const ear of ears) ear(end)
  }
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let lookAgain = false
  let started = false

  /** Takes what is due, as far as there is room, and begins it. */
  async function begin(): Promise<Promise<void>[]> {
    if (stopping.signal.aborted) return []
    const busy = [...running.values()].map(({ job }) => job.kind)
    const rooms = roomsFor(kinds, busy, SHARED_PLACES)
    const due = await queue.due(rooms.flatMap((room) => room.kinds))
    const begun: Promise<void>[] = []
    for (const room of rooms) {
      const wanted = room.kinds.filter((kind) => due.has(kind))
      // While the machine slept the claims of what is being done here have run out as well.
      const here = [...running.values()].map(({ job }) => job.id)
      if (wanted.length > 0) begun.push(...(await queue.take(wanted, { limit: room.free, but: here })).map(work))
    }
    return begun
  }

  function work(job: Taken): Promise<void> {
    const way = kinds.get(job.kind)
    if (!way) throw new Error(`nobody does work of the kind ${job.kind}`)
    const stop = new AbortController()
    const holdMs = claimMs / HOLDS_PER_CLAIM
    const doing = () => doJob(job, { way, queue, stop, stopping: stopping.signal, holdMs, log, onEnd })
    const run = beginTrail({ jobId: job.id, ...(job.request_id !== null && { requestId: job.request_id }) }, () =>
      surround(job.kind, doing),
    )
      .catch((error) => log.error({ err: error, kind: job.kind }, 'how a job ended could not be written down'))
      .finally(() => {
        running.delete(run)
        if (started) beginTrail({}, look)
      })
    running.set(run, { job, stop })
    return run
  }

  /** Looks for due work now and every few seconds. A job that takes long keeps its place, and holds up no other. */
  function look() {
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    // Room that came free while it was being looked is seen at once, not at the next round.
    lookAgain = looking !== undefined
    if (lookAgain) return
    looking = begin()
      .then(() => {})
      .catch((error) => log.error({ err: error }, 'the job list could not be read'))
      .finally(() => {
        looking = undefined
        if (lookAgain) look()
        else if (!stopping.signal.aborted) timer = setTimeout(look, pollMs)
      })
  }

  /** Ends work that is being done here; another process finds out when it next says that it is at it. */
  function end(is: (job: Taken) => boolean) {
    for (const { job, stop } of running.values()) if (is(job)) stop.abort(new Error('this work is no longer wanted'))
  }

  /** A kind of work. Its payload is checked before it is done: what does not fit is given up at once. */
  function kind<Schema extends z.ZodType<object>>(
    name: string,
    payload: Schema,
    { maxAttempts = MAX_ATTEMPTS, places }: Treatment = {},
  ): Kind<z.infer<Schema>> {
    return {
      does(run) {
        kinds.set(name, {
          payload,
          run: (value, attempt) => run(value as z.infer<Schema>, attempt),
          maxAttempts,
          places,
        })
      },
      enqueue: (trx, value, asked = {}) => queue.add(trx, name, value, asked),
    }
  }

  return {
    kind,

    /**
     * Has something done by the clock (cron pattern, UTC), once in a fleet and once for what was missed while nobody was here; it is tried
     * again like any other work. Call before {@link start}.
     */
    recurring(name: string, pattern: string, run: Recur, treatment: Pick<Treatment, 'maxAttempts'> = {}): void {
      recurring.add(name, pattern, kind(name, Period, { ...treatment, places: 1 }), run)
    },

    /** Runs something by the clock (cron pattern, UTC) in every process, for what is kept in a process. */
    inEveryProcess(pattern: string, run: () => Promise<void>): void {
      const failed = (error: unknown) => log.error({ err: error }, 'recurring work failed')
      clocks.push(new Cron(pattern, { timezone: 'UTC', paused: true, protect: true, catch: failed }, run))
    },

    /** Drops the open work of these keys, of whatever kind, in the caller's transaction: the things it is about are gone. */
    async cancel(trx: AnyDb, keys: readonly string[]): Promise<void> {
      await queue.cancel(trx, keys)
      end(({ key }) => key !== null && keys.includes(key))
    },

    /** Drops all work that is about somebody, given up or not: whose payload has this `userId` or `emailKey`. */
    async forget(about: string): Promise<void> {
      await queue.forget(about)
      end((job) => job.about === about)
    },

    sweep: queue.sweep,
    backlog: queue.backlog,
    oldestDue: queue.oldestDue,
    givenUpSince: queue.givenUpSince,

    /** The kinds of work that are done here. */
    kinds: (): string[] => [...kinds.keys()],

    /** How many jobs are being done in this process. */
    running: () => running.size,

    /** Has every job be done within what somebody does around it. */
    surround(around: typeof surround): void {
      surround = around
    },

    /** Has somebody hear how every try at a job ends. */
    onEnd: (ear: (end: JobEnd) => void) => void ears.push(ear),

    /** Begins the recurring work and looks for what is due. */
    start(): void {
      started = true
      for (const clock of clocks) clock.resume()
      recurring.start(look)
      look()
    },

    /** Looks for due work now instead of at the next poll. */
    wake: () => beginTrail({}, look),

    /** Runs everything that is due, including what that enqueues, and resolves when nothing is left. For tests and the command line. */
    async settle(): Promise<void> {
      await recurring.look()
      for (let runs = await begin(); runs.length > 0; runs = await begin()) await Promise.all(runs)
    },

    /** Stops taking work and waits for what is running, which is told to stop. */
    async stop(): Promise<void> {
      stopping.abort()
      clearTimeout(timer)
      for (const clock of clocks) clock.stop()
      recurring.stop()
      await looking
      await Promise.allSettled(running.keys())
    },
  }
}
