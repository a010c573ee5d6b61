import { X509Certificate } from 'node:crypto'
import type { Database } from '../db/open.ts'
import type { App } from '../http/http.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Measures } from '../operations/operations.ts'
import { rememberFor } from '../remember.ts'

/** Several watchers may ask at once; the database is asked once. */
const ASKED_MS = 3_000
/** Who takes longer does not answer. */
const PATIENCE_MS = 2_000
const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800]

export interface HouseNeeds {
  jobs: Pick<Jobs, 'backlog' | 'oldestDue' | 'running' | 'kinds' | 'onEnd'>
  database: Pick<Database, 'ping' | 'pool' | 'sizes'>
  /** Only where Redis is configured. */
  redis: (() => Promise<void>) | null
  /** The application, once it was made. */
  app: () => App | undefined
  listeners: () => number
  /** PEM; null: this server shows no certificate itself. */
  certificate: string | null
  now: () => Date
}

/** What of the house is looked at whenever somebody asks: database, Redis, work, connections, certificate. */
export function measureHouse(
  measures: Measures,
  { jobs, database, redis, app, listeners, certificate, now }: HouseNeeds,
): { start(): void } {
  const shared = <T>(ask: () => Promise<T>) => rememberFor(ASKED_MS, now, ask)
  const [pinged, redisPinged] = [shared(() => timed(database.ping)), redis && shared(() => timed(redis))]
  const [backlog, oldestDue, sizes] = [shared(jobs.backlog), shared(jobs.oldestDue), shared(database.sizes)]

  measures.gauge('lva_database_up', '1 when the database answers.', async () => [
    { value: Number((await pinged()).ok) },
  ])
  measures.gauge('lva_database_ping_seconds', 'How long its answer took.', async () => told(await pinged()))
  measures.gauge('lva_database_connections', 'Connections to PostgreSQL, and who waits for one.', () => {
    const pool = database.pool()
    if (!pool) return []
    return Object.entries(pool).map(([state, value]) => ({ labels: { state }, value }))
  })
  measures.gauge('lva_database_size_bytes', 'Size of the database.', async () => [{ value: (await sizes()).bytes }])
  measures.gauge('lva_database_wal_bytes', 'Size of the journal of SQLite (WAL).', async () => {
    const { walBytes } = await sizes()
    return walBytes === null ? [] : [{ value: walBytes }]
  })
  measures.gauge('lva_redis_up', '1 when Redis answers; only where it is configured.', async () =>
    redisPinged ? [{ value: Number((await redisPinged()).ok) }] : [],
  )
  measures.gauge('lva_redis_ping_seconds', 'How long its answer took.', async () =>
    redisPinged ? told(await redisPinged()) : [],
  )

  measures.gauge('lva_jobs', 'Work that is due, being done in this process, and given up.', async () => {
    const { due, failed } = await backlog()
    return [
      { labels: { state: 'due' }, value: due },
      { labels: { state: 'running' }, value: jobs.running() },
      { labels: { state: 'given_up' }, value: failed },
    ]
  })
  measures.gauge('lva_jobs_oldest_due_seconds', 'How long the oldest work waits that is due.', async () => {
    const oldest = await oldestDue()
    return [{ value: oldest === null ? 0 : Math.max(0, (now().getTime() - oldest.getTime()) / 1000) }]
  })
  const done = measures.counter('lva_jobs_total', 'Work, by its kind and how it ended.')
  const took = measures.histogram('lva_job_duration_seconds', 'How long work took.', JOB_SECONDS)
  jobs.onEnd(({ kind, ended, ms }) => {
    done.add({ kind, ended })
    took.observe({ kind }, ms)
  })

  measures.gauge('lva_websocket_connections', 'Open web sockets.', () => [
    { value: app()?.websocketServer.clients.size ?? 0 },
  ])
  measures.gauge('lva_event_streams', 'Pages and programs that listen to events.', () => [{ value: listeners() }])
  measures.gauge('lva_http_connections', 'Open connections to this process.', async () => [
    { value: await connectionsOf(app()) },
  ])
  const expires = expiryOf(certificate)
  measures.gauge('lva_certificate_expiry_timestamp_seconds', 'When the certificate of this server ends.', () =>
    expires === null ? [] : [{ value: expires.getTime() / 1000 }],
  )
  return {
    /** Of what was never counted Prometheus does not see the first; so what may be given up is told as nothing until it is. */
    start() {
      for (const kind of jobs.kinds()) done.add({ kind, ended: 'given-up' }, 0)
    },
  }
}

/** When a certificate ends (PEM); null without one. */
export const expiryOf = (pem: string | null): Date | null =>
  pem === null ? null : new X509Certificate(pem).validToDate

interface Asked {
  ok: boolean
  seconds: number
}

async function timed(ask: () => Promise<unknown>): Promise<Asked> {
  const began = performance.now()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false)
  })
  const answered = ask().then(
    () => true,
    () => false,
  )
  const ok = await Promise.race([answered, late]).finally(() => clearTimeout(timer))
  return { ok, seconds: (performance.now() - began) / 1000 }
}

const told = ({ ok, seconds }: Asked) => (ok ? [{ value: seconds }] : [])

function connectionsOf(app: App | undefined): Promise<number> {
  return new Promise((resolve) => {
    if (!app?.server.listening) return resolve(0)
    app.server.getConnections((_error, count) => resolve(count ?? 0))
  })
}
