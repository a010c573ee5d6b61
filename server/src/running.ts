import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { createApp, type Slices } from './app.ts'
import type { Config } from './config.ts'
import type { Database } from './db/open.ts'
import { lockDataFolder } from './db/server-lock.ts'
import { carryByRedis } from './events/by-redis.ts'
import { type App, portOf } from './http/app.ts'
import { hangUpAfter } from './http/hang-up.ts'
import { newId } from './ids.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Measured } from './measured.ts'
import { clearTemporary } from './providers/temporary-file.ts'
import { connectRedis } from './redis.ts'
import { type dataPlaces, httpSettings, tlsSettings, warnOfPlainHttp, webAddress } from './settings.ts'
import type { Fleet } from './surroundings.ts'
import type { Workers } from './workers/workers.ts'

const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** Opens the doors of a house that is built, and closes it: what begins in which order, and what ends in which. */
export function createRunning(
  config: Config,
  {
    version,
    log,
    now,
    drain: { noticeMs, drainMs },
    alone,
    places,
    fleet,
    doors,
    database,
    jobs,
    workers,
    usage,
    measured,
    missNoKey,
  }: {
    version: string
    log: Logger
    now: () => Date
    /** How long, when the server is told to stop, it only says so, and how long turns that are being answered may take. */
    drain: { noticeMs: number; drainMs: number }
    /** No other process stands on this database. */
    alone: boolean
    places: ReturnType<typeof dataPlaces>
    fleet: Fleet | undefined
    doors: Slices
    database: Pick<Database, 'close'>
    jobs: Jobs
    workers: Workers
    usage: { settled(): Promise<unknown> }
    measured: Pick<Measured, 'recover'>
    missNoKey(): Promise<void>
  },
) {
  const { accounts, backups, conversation, events, firstRun, measures, memory, privacy, quotas, recordings } = doors
  const { telephony, voice, watching } = doors
  fleet?.counts(measures.text)
  let release: (() => void) | undefined
  let redis: Redis | undefined
  let app: App | undefined
  let leaving = false

  async function application(): Promise<App> {
    if (app) return app
    if (config.REDIS_URL) {
      redis = await connectRedis(config.REDIS_URL, log)
      events.join(carryByRedis(redis, { processId: newId(), log }))
    }
    app = await createApp(
      doors,
      { settings: httpSettings(config), version, log, now, redis, tls: tlsSettings(config), leaving: () => leaving },
      { webFolder: WEB_FOLDER, numbers: fleet?.numbers ?? measures.text },
    )
    return app
  }

  return {
    /** The application, once it was made. */
    app: () => app,
    /** It has been told to stop: nothing new should come here. */
    leaving: () => leaving,
    /** Where it can be opened. */
    address: () => webAddress(config, portOf(app)),
    /** Where what all processes count together is counted; undefined: this process counts by itself. */
    redis: () => redis,
    async pingRedis(): Promise<void> {
      await redis?.ping()
    },

    /** Makes the HTTP application without listening; for the API's description and for tests. */
    application,

    /** Opens the doors and begins the work that waits. Resolves with the address to open. */
    async serve(): Promise<string> {
      release = lockDataFolder(places.lock, { shared: !alone })
      await missNoKey()
      await voice.ready()
      await clearTemporary(places.temporary, { alone })
      await backups.clear().catch((error: unknown) => {
        // It may be another user's. Whoever makes a backup hears of it again; turns need none.
        log.warn({ err: error }, 'what an unfinished backup left in the data folder could not be removed')
      })
      if ((await privacy.erasures.ledgerState()) === 'missing')
        log.warn('the erasure ledger of this database is missing: accounts erased since this copy was made may be back')
      await privacy.erasures.applyAgain()
      app ??= await application()
      await app.listen({ port: config.PORT, host: config.HOST })
      warnOfPlainHttp(config, log)
      const token = await firstRun.token()
      if (token)
        log.warn(
          `nobody has an account here yet; to put a backup back instead, open /restore with this setup token: ${token}`,
        )
      await conversation.recover({ alone })
      await measured.recover()
      await recordings.sealPlain()
      await watching.start()
      jobs.start()
      return webAddress(config, portOf(app))
    },

    /**
     * Finishes what is running and closes everything; safe to call whatever was opened. First it only says that it goes, so that whoever
     * sends people here sends them elsewhere; then the doors are shut, and pages are told to come back.
     */
    async close(): Promise<void> {
      leaving = true
      if (app?.server.listening) await setTimeout(noticeMs)
      // While their connections are still there: people are told, and what they were saying is kept.
      await Promise.all([voice.close(drainMs), telephony?.close(drainMs)])
      const closing = app?.close()
      // Not before: they come back at once, and not here.
      const quiet = events.close()
      const stopWaiting = app && hangUpAfter(app, drainMs)
      const resting = jobs.stop()
      await conversation.drain(drainMs)
      await closing
      await quiet
      stopWaiting?.()
      await resting
      await Promise.all([usage.settled(), accounts.settled(), quotas.settled()])
      await watching.stop()
      await recordings.close()
      await Promise.all([workers.close(), memory.close()])
      redis?.disconnect()
      await database.close()
      release?.()
    },
  }
}
