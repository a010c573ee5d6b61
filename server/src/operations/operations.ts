import type { KnownBackups } from '@lva/contracts/backups'
import type { Component, DetailedHealth, Features, Readiness, Welcome } from '@lva/contracts/health'
import type { z } from 'zod'
import type { ProvidersDescription } from '../providers/catalog.ts'
import { rememberFor } from '../remember.ts'
import {
  backupsComponent,
  httpsComponent,
  jobsComponent,
  ledgerComponent,
  mailComponent,
  policyComponent,
  providerComponent,
  proxyComponent,
  searchComponent,
  storageComponent,
} from './components.ts'

/** What the operations slice asks about the rest of the house. A rejected probe means: it does not answer. */
export interface Probes {
  /** The server was told to stop. */
  leaving(): boolean
  database(): Promise<void>
  /** Only where Redis is configured. */
  redis?: (() => Promise<void>) | undefined
  /** Who is configured, in order, without calling a vendor. */
  providers(): ProvidersDescription
  mail(): 'off' | 'up' | 'failing'
  jobs(): Promise<{ due: number; failed: number }>
  /** Free bytes where the data lives. */
  freeBytes(): Promise<number>
  /** Forwarded addresses came from a peer that is no trusted proxy. */
  forwardedByStranger(): boolean
  /** People in the network come without encryption. */
  plainHttp: boolean
  /** Kinds of violations of the content security policy that browsers reported. */
  policyReports(): number
  /** Whether the erasure ledger that belongs to the database is here. */
  erasureLedger(): Promise<'kept' | 'missing'>
  /** How the last backup and the last trial went. */
  backups(): Promise<KnownBackups>
}

/** Health is asked for by several watchers at once; they share one answer for this long. */
const DETAILS_MS = 3_000
const READINESS_MS = 500
/** A probe that takes longer does not answer. */
const PATIENCE_MS = 2_000

const ENDPOINTS = {
  register: '/api/auth/register',
  login: '/api/auth/login',
  conversation: '/api/conversation',
  search: '/api/search',
  websocket: '/ws/{session_id}',
  health: '/health',
  docs: '/docs',
  openapi: '/openapi.json',
}

export type { Measures } from './prometheus.ts'

export type Operations = ReturnType<typeof createOperations>

/** Says how the installation is: to people, load balancers, `lva doctor` and dashboards. Never a path, address or secret. */
export function createOperations({
  version,
  configured,
  probes,
  now,
}: {
  version: string
  /** What the operator decided. */
  configured: Pick<Features, 'registration' | 'max_audio_seconds'>
  probes: Probes
  now: () => Date
}) {
  const readiness = rememberFor(READINESS_MS, now, async () => {
    const [database, redis] = await Promise.all([answers(probes.database), probes.redis && answers(probes.redis)])
    return {
      database: upOrDown(database),
      ...(redis !== undefined && { redis: upOrDown(redis) }),
    }
  })

  const components = rememberFor(DETAILS_MS, now, async () => {
    const [ready, jobs, storage, ledger, backups] = await Promise.all([
      readiness(),
      inTime(probes.jobs()).then(jobsComponent, () => down('The queue of jobs cannot be read.')),
      inTime(probes.freeBytes()).then(storageComponent, () => down('Free space cannot be told.')),
      inTime(probes.erasureLedger()).then(ledgerComponent, () => ({})),
      inTime(probes.backups()).then(
        (known) => backupsComponent(known, now()),
        () => down('How they went cannot be read.'),
      ),
    ])
    const { llm, stt, tts, embeddings, sight, search } = probes.providers()
    return {
      database: ready.database === 'up' ? up('Answers.') : down('Does not answer.'),
      ...(ready.redis && { redis: ready.redis === 'up' ? up('Answers.') : down('Does not answer.') }),
      llm: providerComponent(llm),
      stt: providerComponent(stt),
      tts: providerComponent(tts),
      embeddings: providerComponent(embeddings),
      sight: providerComponent(sight),
      search: searchComponent(search),
      jobs,
      storage,
      backups,
      mail: mailComponent(probes.mail()),
      ...proxyComponent(probes.forwardedByStranger()),
      ...httpsComponent(probes.plainHttp),
      ...policyComponent(probes.policyReports()),
      ...ledger,
    }
  })

  function features(): Features {
    const { llm, stt, tts, embeddings, sight } = probes.providers()
    return {
      ...configured,
      llm: llm[0]?.name ?? 'companion',
      stt: stt[0]?.name ?? null,
      tts: tts[0]?.name ?? null,
      semantic_search: embeddings.some(({ unfit }) => !unfit),
      sight: sight[0]?.name ?? null,
      mail: probes.mail() !== 'off',
    }
  }

  return {
    /** What this is, what it can do, and where things are. */
    welcome(): Welcome {
      return {
        status: 'healthy',
        service: 'Learning Voice Agent',
        message: 'Welcome. Talk about what you are learning: every word is kept, found again and yours.',
        version,
        endpoints: ENDPOINTS,
        features: features(),
      }
    },

    /** The process is alive; asks nothing of anybody. */
    alive() {
      return { status: 'healthy' as const, timestamp: now().toISOString() }
    },

    /** Whether requests should come here: the database answers, and Redis where it is configured, and the server is not being stopped. */
    async ready(): Promise<z.infer<typeof Readiness>> {
      const components = await readiness()
      const ready = !probes.leaving() && Object.values(components).every((state) => state === 'up')
      return { status: ready ? 'ready' : 'not-ready', timestamp: now().toISOString(), components }
    },

    /** How every part is. `degraded` when any part that is configured does not fully work. */
    async details(): Promise<DetailedHealth> {
      const parts: DetailedHealth['components'] = await components()
      const well = Object.values(parts).every((part) => part.status === 'up' || part.status === 'off')
      return { status: well ? 'healthy' : 'degraded', timestamp: now().toISOString(), version, components: parts }
    },
  }
}

const up = (detail: string): Component => ({ status: 'up', detail })
const down = (detail: string): Component => ({ status: 'down', detail })
const upOrDown = (answered: boolean): 'up' | 'down' => (answered ? 'up' : 'down')

const answers = (probe: () => Promise<void>) =>
  inTime(probe()).then(
    () => true,
    () => false,
  )

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS)
  })
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
