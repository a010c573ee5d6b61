import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { joinFleet } from '../fleet/member.ts'
import { createLog, lastFaultTold } from '../http/log.ts'
import { databaseAddress, drainSettings } from '../settings.ts'
import { type Command, CommandFailed, configFor, UsageError } from './command.ts'
import { type ServiceManager, tellServiceManager } from './service-manager.ts'
import { serveUntil } from './serving.ts'

/** More than any one machine has cores for. */
const WORKERS_MAX = 64
/** A worker gets so much longer than its turns do: other work that it is at has to end as well. */
const CLOSING_MS = 15_000
/** So long a process that has to end waits for its last fault to be reported. */
const TOLD_MS = 2_000

/** `lva serve`: opens the doors and keeps them open until told to stop. */
export const serve: Command = {
  summary: 'Start the server',
  usage: `lva serve [--env-file FILE] [--port N] [--workers N] [--accept-new-database]

--workers N: N processes at one port, on PostgreSQL and Redis. SIGTERM ends them, SIGHUP renews them one after another.`,
  async run({ args, env, complain }) {
    const { values } = parseArgs({
      args,
      options: {
        'env-file': { type: 'string' },
        port: { type: 'string' },
        workers: { type: 'string' },
        'accept-new-database': { type: 'boolean' },
      },
    })
    const member = joinFleet(env)
    const config = configFor(
      {
        env: values.port === undefined ? env : { ...env, PORT: values.port },
        // The parent has said it.
        complain: member ? () => {} : complain,
      },
      values['env-file'],
    )
    const workers = workersOf(values.workers)
    const log = createLog({ level: config.DEBUG ? 'debug' : config.LOG_LEVEL, json: config.LOG_JSON_FORMAT })
    const manager = tellServiceManager(env, {
      onLost: (err) =>
        log.warn({ err }, 'systemd-notify did not run: the service manager does not hear of this server'),
    })
    if (workers > 1 && !member) return keepWorkers(workers, config, log, manager)

    const own = member ? log.child({ process: member.number }) : log
    process.once('uncaughtException', (err) => {
      // Node itself would print the message of what follows from it, which may quote what somebody said.
      process.on('uncaughtException', () => {})
      own.fatal({ err }, 'the server met a fault it cannot go on from')
      void Promise.race([lastFaultTold(own), setTimeout(TOLD_MS)]).then(() => process.exit(1))
    })
    // Heard from the first moment on: whoever stops a server that is just starting means it.
    // That one of several goes is nothing to whoever watches all of them.
    const stopped = member ? toldByParent() : told('SIGINT', 'SIGTERM', 'SIGHUP').then(manager.stopping)
    try {
      await serveUntil(stopped, config, {
        ...{ log: own, path: env.PATH ?? '', home: env.HOME ?? '' },
        acceptNewDatabase: values['accept-new-database'] ?? false,
        ...(member ? { fleet: member } : {}),
        onListening(url, version) {
          own.info({ url, version }, 'listening')
          if (member) member.listening(url)
          else listening(url, manager)
        },
      })
      return 0
    } catch (error) {
      throw portProblem(error, config) ?? error
    } finally {
      if (member) member.leave()
      else if (process.connected) process.disconnect()
    }
  },
}

/** Stands before the workers of this machine until it is told to stop. */
async function keepWorkers(count: number, config: Config, log: Logger, manager: ServiceManager): Promise<number> {
  if (databaseAddress(config).engine === 'sqlite')
    throw new CommandFailed(
      'Several processes need PostgreSQL: a SQLite file has one writer at a time, and one process is the fastest there. Set DATABASE_URL, or leave out --workers.',
    )
  if (!config.REDIS_URL)
    throw new CommandFailed(
      'Several processes need Redis, which counts requests for all of them and tells the pages of each what happens in the others. Set REDIS_URL, or leave out --workers.',
    )
  const { createParent } = await import('../fleet/parent.ts')
  const { drainMs, noticeMs } = drainSettings(config)
  const parent = createParent({ count, stopMs: noticeMs + 2 * drainMs + CLOSING_MS, log })
  const stopped = told('SIGINT', 'SIGTERM').then(() => ({ url: null }))
  process.on('SIGHUP', parent.renew)
  try {
    const begun = await Promise.race([parent.start(), stopped])
    // It has said why.
    if (!begun) return 1
    if (begun.url !== null) {
      log.info({ url: begun.url, workers: count }, 'listening')
      listening(begun.url, manager)
      await stopped
    }
    log.info('stopping: every process finishes what it is doing')
    manager.stopping()
    return 0
  } finally {
    await parent.stop()
    if (process.connected) process.disconnect()
  }
}

/** Tells whoever started this process that its doors are open. */
function listening(url: string, manager: ServiceManager): void {
  process.send?.({ type: 'listening', url })
  manager.ready(`Serving ${url}`)
}

const told = (...signals: NodeJS.Signals[]) =>
  new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve())
  })

/** A terminal tells everybody who belongs to it, and systemd may; a worker listens to its parent, and ends once. */
function toldByParent(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  return new Promise((resolve) => process.on('SIGTERM', () => resolve()))
}

function workersOf(given: string | undefined): number {
  if (given === undefined) return 1
  const count = Number(given)
  if (!Number.isInteger(count) || count < 1 || count > WORKERS_MAX)
    throw new UsageError(`--workers is a number from 1 to ${WORKERS_MAX}, such as the number of cores.`)
  return count
}

function portProblem(error: unknown, { PORT, HOST }: Config): CommandFailed | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return new CommandFailed(
      `Port ${PORT} is in use, perhaps by another copy of this server. Stop that one, or choose another port: npm start -- --port 8001`,
    )
  if (code === 'EACCES')
    return new CommandFailed(
      `Port ${PORT} needs more rights than this user has. Choose one above 1023: npm start -- --port 8000`,
    )
  if (code === 'EADDRNOTAVAIL') return new CommandFailed(`HOST=${HOST} is not an address of this machine.`)
  return null
}
