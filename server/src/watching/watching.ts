import type { Status, StatusQuery } from '@lva/contracts/watching'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { Tables } from '../db/tables.ts'
import type { App } from '../http/http.ts'
import { hearFaults } from '../http/log.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Measures } from '../operations/operations.ts'
import type { ProvidersDescription } from '../providers/catalog.ts'
import type { Use } from '../providers/with-meter.ts'
import { follow } from '../trail.ts'
import { createAnswers } from './answers.ts'
import { ANSWER_SECONDS, sum } from './buckets.ts'
import { expiryOf, type HouseNeeds, measureHouse } from './house.ts'
import { createJudging } from './judging.ts'
import { createMachine, diskOf, memoryUse } from './machine.ts'
import { measureProcess } from './process.ts'
import { createProcesses } from './processes.ts'
import { createProviderMeasures } from './providers.ts'
import type { View } from './rules.ts'
import { createSamples, SAMPLE_MS, summed, waits } from './samples.ts'
import { createSentry, type SentryNeeds } from './sentry.ts'
import { NO_SPANS } from './spans.ts'
import { createTally } from './tally.ts'
import { createTelling, type TellingNeeds } from './telling.ts'
import type { TraceNeeds } from './traces.ts'
import { createTurnMeasures } from './turns.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const WINDOW_MS = 5 * MINUTE_MS

export type Watching = ReturnType<typeof createWatching>

interface Needs extends Omit<HouseNeeds, 'jobs'>, Omit<TellingNeeds, 'jobs'> {
  db: Kysely<Pick<Tables, 'watched_processes' | 'alerts'>>
  jobs: Jobs
  measures: Measures
  version: string
  /** Where the data lives. */
  folder: string
  providers: () => ProvidersDescription
  /** What providers were asked for since midnight UTC. */
  today: () => Promise<Status['today']>
  /** The latest backup, whether this server makes them by itself, and since when the next is waited for. */
  backups: () => Promise<{ daily: boolean; last: { at: string; bytes: number } | null; waited: Date | null }>
  /** Where traces and faults are sent; null: nowhere. */
  traces: Omit<TraceNeeds, 'version' | 'clock' | 'log'> | null
  sentry: Omit<SentryNeeds, 'version' | 'now'> | null
  clock: { ms(): number }
  log: Logger
}

/** Watches this process and its installation: counts for Prometheus, an hour of samples for administrators, alerts when something is wrong. */
export function createWatching({
  db,
  jobs,
  measures,
  version,
  folder,
  providers,
  today,
  backups,
  traces,
  sentry,
  log,
  ...needs
}: Needs) {
  const { now, newId, clock, app } = needs
  const id = newId()
  const began = now()
  const tally = createTally()
  const samples = createSamples()
  const machine = createMachine()
  const processes = createProcesses({ db: db.$pickTables<'watched_processes'>(), id, now })
  let spans = NO_SPANS
  const tracing = { tally, spans: () => spans }
  const answers = createAnswers(measures, { ...tracing, joins: traces?.joins ?? false })
  const turn = createTurnMeasures(measures, { ...tracing, clock, now, log })
  const used = createProviderMeasures(measures, { ...tracing, describe: providers })
  if (sentry) hearFaults(log, createSentry({ ...sentry, version, now }).report)
  jobs.surround(async (kind, run) => {
    const open = spans.begin(`job ${kind}`, { kind: 'consumer' })
    await (open.span ? follow({ span: open.span }, run) : run())
    open.end()
  })
  jobs.onEnd(({ ended }) => spans.mark({ 'lva.ended': ended }))
  const certificate = expiryOf(needs.certificate)
  measureProcess(measures, { version, folder, latest: samples.latest })
  const house = measureHouse(measures, { ...needs, jobs })
  const telling = createTelling({ ...needs, jobs })
  const judging = createJudging({ db: db.$pickTables<'alerts'>(), view, telling, log })
  let timer: NodeJS.Timeout | undefined

  async function sample(): Promise<void> {
    const state = machine.look()
    const counted = tally.take()
    const sockets = app()?.websocketServer.clients.size ?? 0
    const jobsDue = await jobs.backlog().then(
      ({ due }) => due,
      () => 0,
    )
    samples.add({ at: now(), ...state, ...counted, sockets, jobsDue })
  }

  const resting = () =>
    Object.entries(providers()).flatMap(([capability, all]) =>
      all.filter(({ breaker }) => breaker === 'open').map(({ name }) => `${name} (${capability})`),
    )

  /** Tells all processes how this one is. */
  async function say(): Promise<void> {
    const at = now().getTime()
    const since = (ms: number) => samples.after(new Date(at - ms))
    const [window, minute] = [summed(since(WINDOW_MS)), summed(since(MINUTE_MS))]
    const disk = await diskOf(folder).then(
      ({ bytes, free }) => 1 - free / bytes,
      () => undefined,
    )
    await processes.say({
      ...{ since: began.toISOString(), ...window, resting: resting() },
      ...{ requestsOfMinute: minute.requests, errorsOfMinute: minute.errors },
      ...{ residentBytes: process.memoryUsage.rss(), ...(disk !== undefined && { disk }) },
    })
  }

  /** The whole installation, as its processes said of themselves. */
  async function view(): Promise<View> {
    const at = now()
    const [{ living, gone }, backup, givenUpInHour] = await Promise.all([
      processes.all(),
      backups().catch(() => undefined),
      jobs.givenUpSince(new Date(at.getTime() - HOUR_MS)).catch(() => undefined),
    ])
    const all = (of: (one: (typeof living)[number]) => number) => living.reduce((total, one) => total + of(one), 0)
    const most = (of: (one: (typeof living)[number]) => number) => Math.max(0, ...living.map(of))
    const disks = living.flatMap(({ disk }) => disk ?? [])
    return {
      at,
      ...{ requests: all((one) => one.requests), errors: all((one) => one.errors) },
      answers: sum(
        ANSWER_SECONDS,
        living.map((one) => one.answers),
      ),
      errorsOfMinute: all((one) => one.errorsOfMinute),
      ...{ cpu: most((one) => one.cpu), memory: most((one) => one.memory) },
      disk: disks.length > 0 ? Math.max(...disks) : undefined,
      backup: backup && { daily: backup.daily, any: backup.last !== null, waited: backup.waited },
      ...{ certificate, gone, givenUpInHour },
      resting: [...new Set(living.flatMap((one) => one.resting))],
    }
  }

  jobs.inEveryProcess('50 * * * * *', say)
  const look = async () => {
    // A machine that slept has said nothing for a while, and is no process that is gone.
    if (timer) await say()
    await judging.look()
  }
  jobs.recurring('judge-alerts', '* * * * *', look, { maxAttempts: 1 })

  return {
    /** Counts every answer of an application that has no routes yet. */
    answers: (application: App): void => answers.watch(application),
    /** Hears how far turns come. */
    turn,
    /** Hears of every try at a provider. */
    used: (use: Use): void => used(use),

    /** Begins to look at this process every ten seconds, and to trace where that is wanted. */
    async start(): Promise<void> {
      if (traces) spans = (await import('./traces.ts')).openTraces({ ...traces, version, clock, log })
      machine.start()
      house.start()
      const failed = (err: unknown) => log.warn({ err }, 'how this process is could not be looked at')
      timer = setInterval(() => void sample().catch(failed), SAMPLE_MS).unref()
    },

    /** Ends as it should: nobody looks for this process. */
    async stop(): Promise<void> {
      if (!timer) return
      clearInterval(timer)
      machine.stop()
      await spans.close()
      await processes.leave().catch((err: unknown) => log.warn({ err }, 'this process could not take its leave'))
    },

    /** How the server is; of the samples those after `since`. */
    async status({ since }: StatusQuery): Promise<Status> {
      const [{ living }, disk, backlog, oldest, used, backup, alerts] = await Promise.all([
        ...([processes.all(), diskOf(folder), jobs.backlog(), jobs.oldestDue(), today(), backups()] as const),
        judging.list(now()),
      ])
      return {
        process: id,
        processes: living.map((one) => ({
          ...{ id: one.id, since: one.since, seen_at: one.seenAt.toISOString() },
          ...{ requests_per_minute: one.requestsOfMinute, memory_bytes: one.residentBytes },
        })),
        samples: columnsOf(samples.after(since ? new Date(since) : null)),
        ...{ memory: memoryUse(), disk },
        jobs: {
          ...{ due: backlog.due, given_up: backlog.failed },
          oldest_seconds: oldest ? Math.max(0, (now().getTime() - oldest.getTime()) / 1000) : 0,
        },
        ...{ today: used, backup: backup.last && { at: backup.last.at, bytes: backup.last.bytes }, alerts },
      }
    },
  }
}

const PER_SECOND = SAMPLE_MS / 1000
const PER_MINUTE = MINUTE_MS / SAMPLE_MS

function columnsOf(some: ReturnType<ReturnType<typeof createSamples>['after']>): Status['samples'] {
  const waited = some.map(waits)
  return {
    at: some.map(({ at }) => at.toISOString()),
    requests: some.map(({ requests }) => requests / PER_SECOND),
    errors: some.map(({ errors }) => errors / PER_SECOND),
    p95_ms: waited.map(({ p95 }) => p95),
    turns: some.map(({ turns }) => turns * PER_MINUTE),
    first_word_ms: waited.map(({ firstWord }) => firstWord),
    cpu: some.map(({ cpu }) => Math.round(cpu * 1000) / 1000),
    memory_bytes: some.map(({ residentBytes }) => residentBytes),
    loop_ms: some.map(({ loop }) => Math.round(loop.p99Ms * 10) / 10),
    sockets: some.map(({ sockets }) => sockets),
    jobs_due: some.map(({ jobsDue }) => jobsDue),
  }
}
