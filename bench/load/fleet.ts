import { rmSync } from 'node:fs'
import { folderOnDisk } from '../results.ts'
import { freePort } from './machine.ts'
import { fittedConf, type Nginx, startNginx } from './nginx.ts'
import { type RunningServer, startServer } from './running-server.ts'

interface OwnServer {
  url: string
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A process of the fleet, which is another one after each restart, at the same port. */
export interface Standing {
  port: number
  server: RunningServer
  /** Ends it, at once or by letting it finish, and starts it anew. */
  renew(how: 'killed' | 'drained'): Promise<void>
}

export interface Fleet {
  postgres: OwnServer
  redis: OwnServer
  processes: Standing[]
  nginx: Nginx | null
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL, Redis, so many processes with a model that takes no time worth mentioning, and the shipped nginx in front of them, all on
 * this machine. `nginx: false` leaves it out. `modelArgs` slow the model down.
 */
export async function startFleet(
  count: number,
  {
    modelArgs = [],
    nginx = true,
    env = {},
  }: { modelArgs?: readonly string[]; nginx?: boolean; env?: Record<string, string> } = {},
): Promise<Fleet> {
  const { startPostgres, startRedis } = (await import(
    String(new URL('../../scripts/steps/servers.mjs', import.meta.url))
  )) as { startPostgres(): Promise<OwnServer | null>; startRedis(): Promise<OwnServer | null> }
  const folder = folderOnDisk('fleet')
  const [postgres, redis] = [await startPostgres(), await startRedis()]
  if (!postgres || !redis) throw new Error('This needs PostgreSQL and Redis on this machine.')
  const port = await freePort()
  const common = {
    ...{
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      TRUSTED_PROXIES: 'loopback',
      PUBLIC_URL: `https://localhost:${port}`,
    },
    // Counted, so that Redis is asked, and never used up.
    ...{
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_REQUESTS_PER_MINUTE: '100000',
      RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE: '100000',
    },
    ...{ LOG_LEVEL: 'fatal', ...env },
  }
  const processes: Standing[] = []
  let front: Nginx | null = null
  const stop = async () => {
    front?.stop()
    await Promise.all(processes.map(({ server }) => server.stop()))
    await redis.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (let n = 0; n < count; n++) processes.push(await stand(folder, await freePort(), { common, modelArgs }))
    const stands = processes.map((one) => `127.0.0.1:${one.port}`)
    if (nginx) front = await startNginx(port, (at) => fittedConf('fleet.conf', { ...at, processes: stands }))
  } catch (error) {
    await stop()
    throw error
  }
  return { ...{ postgres, redis, processes, nginx: front }, stop }
}

async function stand(
  folder: string,
  port: number,
  { common, modelArgs }: { common: Record<string, string>; modelArgs: readonly string[] },
): Promise<Standing> {
  const start = () => startServer(folder, { args: modelArgs, env: { ...common, PORT: String(port) } })
  const standing: Standing = {
    ...{ port, server: await start() },
    async renew(how) {
      if (how === 'drained') await standing.server.stop()
      else {
        standing.server.child.kill('SIGKILL')
        await standing.server.exited
      }
      standing.server = await start()
    },
  }
  return standing
}
