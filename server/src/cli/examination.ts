import { constants, existsSync } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { runsInContainer, testRedis } from '../administration/connections.ts'
import type { Config } from '../config.ts'
import { inspectDatabase, type RecentUse } from '../db/inspect.ts'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { ledgerId } from '../privacy/privacy.ts'
import { createProviders } from '../providers/catalog.ts'
import { inContainer } from '../providers/connection-trouble.ts'
import { createCompanion } from '../providers/llm/companion/companion.ts'
import { createSmtp } from '../providers/mail/smtp.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { findProgram } from '../providers/run-program.ts'
import { databaseAddress, dataPlaces, mailSettings, providerSettings } from '../settings.ts'

/** One thing that was looked at. `detail` says how it is and, where it is not well, what to do. */
export interface Finding {
  state: 'ok' | 'warn' | 'fail'
  what: string
  detail: string
}

const ok = (what: string, detail: string): Finding => ({ state: 'ok', what, detail })
const warn = (what: string, detail: string): Finding => ({ state: 'warn', what, detail })
const fail = (what: string, detail: string): Finding => ({ state: 'fail', what, detail })

const GIGABYTE = 1024 ** 3
const PROBE_MS = 15_000
const WEB_PAGE = fileURLToPath(new URL('../../../web/dist/index.html', import.meta.url))

// What is wrong reads otherwise where this machine is a container.
const here = (detail: string) => (runsInContainer() ? inContainer(detail) : detail)

interface Circumstances {
  env: Record<string, string | undefined>
  /** Providers and other servers are not asked. */
  offline: boolean
}

/** Looks at everything a server needs. Changes nothing, makes nothing. */
export async function examine(config: Config, circumstances: Circumstances): Promise<Finding[]> {
  const parts = [
    [ok('node', process.version), ok('configuration', `usable, for ${config.ENVIRONMENT}`)],
    await dataFolder(config),
    await database(config),
    await port(config),
    circumstances.offline ? [] : await redis(config),
    existsSync(WEB_PAGE) ? [ok('web app', 'built')] : [warn('web app', 'not built yet: npm start builds it')],
    circumstances.offline ? [] : await providers(config, circumstances),
    circumstances.offline ? [] : await mail(config),
    programs(circumstances),
  ]
  return parts.flat()
}

async function dataFolder(config: Config): Promise<Finding[]> {
  const { folder } = dataPlaces(config)
  if (!existsSync(folder)) return [ok('data folder', 'will be made at the first start')]
  const findings: Finding[] = []
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    findings.push(ok('data folder', 'can be read and written'))
  } catch {
    return [fail('data folder', 'cannot be written by this user: change its owner, or set DATA_DIR')]
  }
  const { mode } = await stat(folder)
  if (process.platform !== 'win32' && (mode & 0o007) !== 0)
    findings.push(warn('data folder', 'other users of this machine may look into it: chmod 700'))
  const { bavail, bsize } = await statfs(folder)
  const free = (bavail * bsize) / GIGABYTE
  const room = `${free.toFixed(1)} GB free`
  findings.push(
    free < 0.1
      ? fail('disk', `${room}: make room before anything is lost`)
      : free < 1
        ? warn('disk', `${room}: recordings and copies need more`)
        : ok('disk', room),
  )
  return findings
}

async function database(config: Config): Promise<Finding[]> {
  const { state, engine, pending, newer, exchanges, erasureLedger, usage } = await inspectDatabase(
    databaseAddress(config),
    new Date(),
  )
  if (state === 'absent') return [ok('database', `${engine}, will be made at the first start`)]
  if (state !== 'usable') return [fail('database', state)]
  const findings = [ok('database', `${engine}, ${exchanges} exchanges`)]
  if (pending.length > 0)
    findings.push(warn('database', `${pending.length} migrations to apply: lva migrate, or the next start, does it`))
  if (newer.length > 0)
    findings.push(warn('database', `comes from a newer release (${newer.join(', ')}); this one works on it`))
  if (erasureLedger !== null)
    findings.push(
      erasureLedger === ledgerId(dataPlaces(config).erasures)
        ? ok('erasures', 'the ledger of this database is here')
        : warn(
            'erasures',
            'the ledger of this database is missing: put the folder "erasures" back into the data folder, or accept the loss with: lva user accept-lost-erasures',
          ),
    )
  for (const use of usage) findings.push(ok('last 30 days', sentenceOf(use)))
  return findings
}

function sentenceOf({
  capability,
  provider,
  model,
  calls,
  failures,
  tokens,
  dollars,
  unpricedCalls,
}: RecentUse): string {
  const parts = [
    `${calls} calls`,
    `${failures} failed`,
    tokens > 0 ? `${tokens} tokens` : '',
    dollars > 0 ? `$${dollars.toFixed(2)} at list price` : '',
    unpricedCalls > 0 ? `${unpricedCalls} of unknown price` : '',
  ]
  return `${capability} ${provider}${model ? ` (${model})` : ''}: ${parts.filter(Boolean).join(', ')}`
}

async function port({ PORT, HOST }: Config): Promise<Finding[]> {
  if (PORT === 0) return [ok('port', 'any free one')]
  const inUse = await new Promise<string | null>((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    server.listen(PORT, HOST, () => server.close(() => resolve(null)))
  })
  if (inUse === null) return [ok('port', `${PORT} is free`)]
  if (inUse !== 'EADDRINUSE') return [fail('port', `${HOST}:${PORT} cannot be listened on (${inUse})`)]
  const ours = await createOutgoing({ allow: ['127.0.0.1'] })
    .fetch(`http://127.0.0.1:${PORT}/health`, {}, { timeoutMs: 2_000 })
    .then(
      (answer) => answer.ok,
      () => false,
    )
  return [
    ours
      ? ok('port', `${PORT} is in use by a server that answers /health`)
      : fail('port', `${PORT} is in use by another program: set PORT`),
  ]
}

async function redis({ REDIS_URL }: Config): Promise<Finding[]> {
  if (!REDIS_URL) return []
  const { ok: well, detail } = await testRedis(REDIS_URL, { signal: AbortSignal.timeout(PROBE_MS) })
  return [(well ? ok : fail)('redis', here(detail))]
}

async function providers(config: Config, { env }: Circumstances): Promise<Finding[]> {
  const all = createProviders(providerSettings(config, { path: env.PATH ?? '', home: env.HOME ?? '' }), {
    companion: createCompanion(),
    outgoing: createOutgoing({ allow: config.OUTGOING_ALLOW }),
    now: () => new Date(),
  })
  const probed = await all.probe({ signal: AbortSignal.timeout(PROBE_MS) })
  const findings = probed.map(({ capability, name, model, ok: well, detail }) =>
    (well ? ok : isWanted(capability, name, config) ? fail : warn)(
      capability,
      `${name}${model ? ` (${model})` : ''}: ${here(detail)}`,
    ),
  )
  if (all.search.length === 0) findings.push(ok('search', 'nothing is looked up outside: RESEARCH=off'))
  if (!all.stt)
    findings.push(warn('stt', "none on the server: the browser's own recogniser is offered, or recordings are kept"))
  if (!all.tts) findings.push(warn('tts', "none on the server: the browser's own voice is used"))
  return findings
}

/** What is searched unless somebody says otherwise may be out of reach: a house without a network is well. */
const isWanted = (capability: string, name: string, { RESEARCH }: Config) =>
  capability !== 'search' || RESEARCH !== undefined || name === 'tavily' || name === 'searxng'

async function mail(config: Config): Promise<Finding[]> {
  const settings = mailSettings(config)
  if (!settings) return [ok('mail', 'none is sent: forgotten passwords are reset with lva user reset-password')]
  try {
    await createSmtp(settings).probe({ signal: AbortSignal.timeout(PROBE_MS) })
    return [ok('mail', 'the mail server lets us in')]
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return [fail('mail', `${error.detail ?? error.message}: check SMTP_URL`)]
  }
}

function programs({ env }: Circumstances): Finding[] {
  const surroundings = { path: env.PATH ?? '', home: env.HOME ?? '', temporaryFolder: '' }
  return ['espeak-ng', 'ffmpeg'].map((name) =>
    findProgram(name, surroundings)
      ? ok('program', `${name} is installed`)
      : warn('program', `${name} is not installed; it is optional`),
  )
}
