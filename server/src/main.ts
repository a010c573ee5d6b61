import { statfs } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Features } from '@lva/contracts/health'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { type AccountTables, createAccounts } from './accounts/accounts.ts'
import { REFRESH_COOKIE } from './accounts/refresh-cookie.ts'
import { createAdministrationArea } from './administration/administration.ts'
import { createConnections, runsInContainer } from './administration/connections.ts'
import { connectionLines } from './administration/lines.ts'
import { createApp } from './app.ts'
import { createAudit } from './audit/audit.ts'
import { createAuditReading } from './audit/reading.ts'
import { openKeys } from './config/keys.ts'
import { keepPrivate } from './config/private-folder.ts'
import { ensureSecrets } from './config/secrets.ts'
import { type Config, showConfiguration } from './config.ts'
import { createConversation } from './conversation/conversation.ts'
import { cleanTranscript } from './conversation/transcript-text.ts'
import { recentUse } from './db/inspect.ts'
import { type DatabaseAddress, openDatabase } from './db/open.ts'
import { prepareDatabase, removeSnapshots } from './db/prepare.ts'
import { lockDataFolder } from './db/server-lock.ts'
import type { App } from './http/http.ts'
import { newId } from './ids.ts'
import { createJobs } from './jobs/jobs.ts'
import { mailComponent, providerComponent } from './operations/components.ts'
import { createOperations } from './operations/operations.ts'
import { measureProcess } from './operations/process-measures.ts'
import { createMeasures } from './operations/prometheus.ts'
import { createUsage } from './operations/usage.ts'
import { createOutgoing } from './outgoing/outgoing.ts'
import { FOLDERS, type Holder, PERSONAL_DATA } from './personal-data.ts'
import { createPrivacy } from './privacy/privacy.ts'
import { createProviders } from './providers/catalog.ts'
import { realClock } from './providers/clock.ts'
import { createCompanion } from './providers/llm/companion/companion.ts'
import type { Llm } from './providers/llm/llm.ts'
import type { Mail } from './providers/mail/mail.ts'
import { rationedLlm, rationedStt, rationedTts } from './providers/rationed.ts'
import { recipientsOf } from './providers/recipients.ts'
import type { Stt } from './providers/stt/stt.ts'
import { clearTemporary } from './providers/temporary-file.ts'
import type { Tts } from './providers/tts/tts.ts'
import { createQuotas } from './quotas/quotas.ts'
import { createRecordings } from './recordings/recordings.ts'
import { createTakes } from './recordings/takes.ts'
import { connectRedis } from './redis.ts'
import {
  comesByPlainHttp,
  conversationSettings,
  databaseAddress,
  dataPlaces,
  detectorSettings,
  httpSettings,
  mailSettings,
  privacySettings,
  providerSettings,
  quotaSettings,
  voiceLimits,
} from './settings.ts'
import { createRotation } from './vault/rotation.ts'
import { createVault, type Vault } from './vault/vault.ts'
import { VERSION } from './version.ts'
import { createDetectors } from './voice/detectors.ts'
import { createHabits } from './voice/habits.ts'
import { createLive } from './voice/live.ts'
import { createVoice } from './voice/voice.ts'

/** A take that nobody has added to for so long was left by a process that stopped. */
const TAKE_LEFT_MS = 10 * 60_000
const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url))

/**
 * What comes from outside the configuration. `address`, `llm`, `stt`, `tts` and `mail` stand in the place of what is configured; null is
 * "none on this server".
 */
export interface Surroundings {
  log: Logger
  path: string
  home: string
  acceptNewDatabase?: boolean
  now?: () => Date
  /** Lets some milliseconds pass for somebody who waits for an export. */
  wait?: (ms: number) => Promise<void>
  address?: DatabaseAddress
  llm?: Llm
  stt?: Stt | null
  tts?: Tts | null
  mail?: Mail | null
  /** Turns that are being answered may take this long when the server is told to stop. */
  drainMs?: number
}

/**
 * Builds everything, from the configuration to the doors, without opening them: database brought up to date, providers, slices.
 * The command line uses the slices, the server also its `serve`. Throws DatabaseUnusable or DataFolderInUse with a sentence
 * for the operator.
 */
export async function openHouse(
  config: Config,
  {
    log,
    path,
    home,
    acceptNewDatabase = false,
    now = () => new Date(),
    wait = setTimeout,
    drainMs = 10_000,
    ...given
  }: Surroundings,
) {
  const places = dataPlaces(config)
  // What is made from here on, also by SQLite and by programs that speak, is for this user only.
  process.umask(0o077)
  keepPrivate(places.folder, places.names)
  const address = given.address ?? databaseAddress(config)
  let opened = false
  const database = openDatabase(address, {
    onLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
    // While the house is being opened the command says it, in the operator's words.
    onTrouble: (cause) => opened && log.error({ err: cause }, 'the database could not do what was asked'),
  })
  const prepared = await prepareDatabase(database, {
    address,
    dataDir: places.folder,
    now,
    newId,
    acceptNew: acceptNewDatabase,
  }).catch(async (error) => {
    await database.close()
    throw error
  })
  opened = true
  if (prepared.applied.length > 0)
    log.info({ migrations: prepared.applied, snapshot: prepared.snapshot }, 'the database was brought up to date')
  if (prepared.newer.length > 0)
    log.warn({ migrations: prepared.newer }, 'the database is from a newer release; this one works on it')

  const keys = openKeys(places.folder, { key: config.ENCRYPTION_KEY, previous: config.ENCRYPTION_KEY_PREVIOUS })
  const vault = createVault(keys.keyring)
  const secrets = secretsOf(config, places.folder, { vault, sealed: keys.from === 'environment' })
  const jobs = createJobs({ database, now, newId, log })
  const usage = createUsage({ db: database.db.$pickTables<'usage'>() })
  const companion = createCompanion()
  const providers = createProviders(providerSettings(config, { path, home }), {
    companion,
    outgoing: createOutgoing({ allow: config.OUTGOING_ALLOW }),
    now,
    log,
    onUse: usage.count,
  })
  const { llm, stt, tts } = { ...providers, ...given }

  const mail = given.mail === undefined ? await mailOf(config) : given.mail
  const audit = createAudit({ now, newId })
  const accounts = createAccounts({
    db: database.db.$pickTables<keyof AccountTables>(),
    now,
    newId,
    log,
    note: audit.note,
    mail,
    jobs,
    secrets,
    settings: {
      accessMinutes: config.JWT_ACCESS_EXPIRE_MINUTES,
      refreshDays: config.JWT_REFRESH_EXPIRE_DAYS,
      registration: config.REGISTRATION,
      home: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
    },
  })
  const quotas = createQuotas({
    db: database.db.$pickTables<'quotas' | 'daily_use'>(),
    now,
    log,
    note: audit.note,
    standard: quotaSettings(config),
    exists: accounts.exists,
  })
  const { ration } = quotas
  const ears = stt && ((userId: string) => rationedStt(stt, userId, ration))
  const mouth = tts && ((userId: string) => rationedTts(tts, userId, ration))
  // Where the operator names the companion, it goes on when a learner's day is used up.
  const freely = config.LLM?.includes('companion') ? companion : null
  const recordings = createRecordings({
    db: database.db.$pickTables<'recordings'>(),
    folder: places.recordings,
    vault,
    now,
    newId,
    hearFor: ears,
    clean: cleanTranscript,
    maxSeconds: config.MAX_AUDIO_DURATION,
    log,
  })
  const takes = createTakes({ folder: places.takes, vault, now, newId, log })
  const conversation = createConversation({
    database,
    jobs,
    // The companion alone costs nobody anything.
    llmFor: (userId) => (llm.name === 'companion' ? llm : rationedLlm(llm, userId, { ration, freely })),
    companion,
    hearing: {
      canHear: stt !== null,
      keep: (userId, audio) => recordings.keep(userId, audio, { signal: AbortSignal.timeout(60_000) }),
      keepSpeech: recordings.keepSpeech,
      listen: async (userId, id, options) => (await recordings.listen(userId, id, options)).text,
      async remove(userId, ids) {
        for (const id of ids) await recordings.remove(userId, id)
      },
      isKept: (userId) => privacy.keepsRecordings(userId),
    },
    learnerOf: accounts.learner,
    settings: conversationSettings(config),
    now,
    newId,
  })
  const habits = createHabits({ db: database.db.$pickTables<'voice_habits'>(), now })
  const measures = createMeasures()
  const measuring = measureProcess(measures)
  const detectors = createDetectors(detectorSettings(config))
  await detectors.ready()
  const live = createLive({
    ...{
      conversation,
      takes,
      habits,
      clean: cleanTranscript,
      measures,
      log,
      now,
      newId,
      clock: realClock,
      newDetector: detectors.make,
    },
    ...{ sttFor: ears, ttsFor: mouth, settingsOf: accounts.settingsOf, limits: voiceLimits(config) },
  })
  const voice = createVoice({
    habits,
    conversation,
    ttsFor: mouth,
    secret: secrets.access,
    now,
  })

  // Whoever holds something about people has a verb here that erases it, or this does not compile.
  const others: Record<Exclude<Holder, 'accounts' | 'audit' | 'privacy'>, (userId: string) => Promise<void>> = {
    // First: whoever is talking puts things in the places of the others.
    async voice(userId) {
      await live.live.endAll(userId)
      await habits.forget(userId)
    },
    conversation: conversation.erase,
    async recordings(userId) {
      await takes.removeAll(userId)
      await recordings.removeAll(userId)
    },
    quotas: quotas.erase,
    floor: jobs.forget,
  }
  const privacy = createPrivacy({
    ...{ database, jobs, now, newId, log, places, folders: FOLDERS, tables: PERSONAL_DATA, note: audit.note },
    settings: privacySettings(config),
    recipients: () => recipientsOf(providers.describe(), providerSettings(config, { path, home })),
    sound: recordings,
    vault,
    erasing: {
      accounts,
      others,
      forgetIdentity: audit.erase,
      ownersOfFiles: async () => [...(await recordings.owners()), ...(await takes.owners())],
      removeCopies: () => removeSnapshots(places.snapshots),
    },
    into: {
      sessions: conversation.bringBack.sessions,
      turns: conversation.bringBack.turns,
      finish: conversation.bringBack.finish,
      recording: recordings.bringBack,
      preferences: accounts.takeSettings,
      profile: accounts.takeProfile,
      isSomebody: accounts.exists,
    },
    keeping: {
      everybody: accounts.everybody,
      removeTurnsBefore: conversation.outdated.removeBefore,
      async removeRecordingsBefore(userId, before, { signal }) {
        for await (const old of recordings.madeBefore(userId, before)) {
          const unneeded = await conversation.outdated.releaseRecordings(userId, old)
          for (const id of unneeded) await recordings.remove(userId, id)
          signal.throwIfAborted()
        }
      },
    },
    settingsOf: accounts.settingsOf,
    legal: { registration: config.REGISTRATION, cookie: REFRESH_COOKIE },
    wait,
  })

  const rotation = createRotation({
    vault,
    stores: [
      { what: 'recordings', sealedOtherwise: recordings.sealedOtherwise, reseal: recordings.reseal },
      { what: 'takes of live speech', sealedOtherwise: takes.sealedOtherwise, reseal: (how) => takes.reseal(how) },
      { what: 'exports', spare: true, ...privacy.resealing },
    ],
    keys,
    onDone: ({ things }) =>
      audit.note(database.db, { action: 'keys-rotated', by: 'operator', details: { things, key: vault.currentKey() } }),
  })

  jobs.recurring('put-right', '*/5 * * * *', async () => {
    await conversation.sweep()
    await conversation.recover({ alone: false })
    await recoverTakes({ before: new Date(now().getTime() - TAKE_LEFT_MS) })
    await accounts.sweep()
    await recordings.clear({ isNeeded: conversation.needsRecording })
  })
  jobs.recurring('forget-use', '17 3 * * *', quotas.sweep)
  jobs.recurring('forget-work', '37 3 * * *', jobs.sweep)
  jobs.inEveryProcess('*/10 * * * * *', usage.flush)

  const features = (): Features => ({
    registration: config.REGISTRATION,
    llm: providers.describe().llm[0]?.name ?? 'companion',
    stt: providers.describe().stt[0]?.name ?? null,
    tts: providers.describe().tts[0]?.name ?? null,
    semantic_search: false,
    mail: mail !== null,
    max_audio_seconds: config.MAX_AUDIO_DURATION,
  })

  /** What stopped processes left of live speech becomes turns that wait to be written down. */
  async function recoverTakes({ before }: { before?: Date }): Promise<void> {
    try {
      for await (const left of takes.leftBehind({ before })) {
        const learner = await accounts.learner(left.userId)
        if (learner) await conversation.keepUnheard({ ...left, learner, exchangeId: left.id })
        // Whoever is suspended may come back.
        if (learner || !(await accounts.exists(left.userId))) await takes.forget(left)
      }
    } catch (error) {
      log.warn({ err: error }, 'live speech a stopped server left could not be kept yet')
    }
  }

  /** Seals the recordings of earlier releases. What hinders it keeps nobody out; the next start tries again. */
  async function sealPlain(): Promise<void> {
    try {
      for await (const _ of recordings.reseal({ plainOnly: true, unreadable: 'keep' }));
    } catch (error) {
      log.warn({ err: error }, 'recordings of an earlier release could not be sealed')
    }
  }

  const auditReading = createAuditReading({
    db: database.db.$pickTables<'audit_events' | 'audit_identities' | 'audit_origins'>(),
    now,
    note: audit.note,
    originDays: config.AUDIT_ADDRESS_DAYS,
    identities: { emailsOf: accounts.emailsOf, idOf: accounts.idOf },
  })
  jobs.recurring('forget-origins', '27 3 * * *', auditReading.forgetOrigins)

  let release: (() => void) | undefined
  let redis: Redis | undefined
  let app: App | undefined

  const operations = (app: App | undefined) =>
    createOperations({
      version: VERSION,
      features,
      now,
      probes: {
        database: database.ping,
        redis: config.REDIS_URL
          ? async () => {
              await redis?.ping()
            }
          : undefined,
        llm: () => providerComponent(providers.describe().llm),
        stt: () => providerComponent(providers.describe().stt),
        tts: () => providerComponent(providers.describe().tts),
        embeddings: () => providerComponent([]),
        jobs: jobs.backlog,
        mail: () => mailComponent(accounts.mailState()),
        freeBytes: async () => {
          const { bavail, bsize } = await statfs(places.folder)
          return bavail * bsize
        },
        forwardedByStranger: () => app?.forwardedByStranger() ?? false,
        plainHttp: comesByPlainHttp(config),
        policyReports: () => app?.policyReports.list().reports.length ?? 0,
        erasureLedger: privacy.erasures.ledgerState,
      },
    })

  const administration = (app: App) =>
    createAdministrationArea({
      version: VERSION,
      accounts,
      quotas,
      connections: createConnections({
        lines: connectionLines({ providers, mail, redisUrl: config.REDIS_URL, address, ping: database.ping }),
        now,
        contained: runsInContainer(),
      }),
      configuration: () => showConfiguration(config),
      recentUse: async () =>
        (await recentUse(database.db.$pickTables<'usage'>(), now())).map(({ model, unpricedCalls, ...use }) => ({
          ...use,
          model: model || null,
          unpriced_calls: unpricedCalls,
        })),
      health: operations(app).details,
      noteTest: (name, ok, { by, address }) =>
        audit.note(database.db, { action: 'connection-tested', by, address, details: { name, ok } }),
      home: () => addressOf(app, config),
      voices: () => ({ list: live.live.list(), limit: config.MAX_VOICE_SESSIONS }),
    })

  return {
    database,
    prepared,
    jobs,
    accounts,
    conversation,
    quotas,
    recordings,
    audit: auditReading,
    privacy,
    operations: operations(undefined),
    /** The keys files are sealed with; `lock` keeps every server out while they are changed. */
    keys: {
      from: keys.from,
      known: () => ({ current: keys.keyring().current.id, older: keys.keyring().older.map(({ id }) => id) }),
      waiting: rotation.waiting,
      rotate: rotation.rotate,
      lock: () => lockDataFolder(places.lock),
    },

    /** Makes the HTTP application without listening; for the API's description and for tests. */
    async application(): Promise<App> {
      if (app) return app
      const tls = config.TLS_CERT && config.TLS_KEY ? { cert: config.TLS_CERT, key: config.TLS_KEY } : undefined
      if (config.REDIS_URL) redis = await connectRedis(config.REDIS_URL, log)
      app = await createApp(
        {
          accounts,
          administration,
          audit: auditReading,
          conversation,
          recordings,
          privacy,
          voice,
          live,
          operations,
          quotas,
          measures,
        },
        { settings: httpSettings(config), version: VERSION, log, now, redis, tls },
        { webFolder: WEB_FOLDER },
      )
      return app
    },

    /** Opens the doors and begins the work that waits. Resolves with the address to open. */
    async serve(): Promise<string> {
      release = lockDataFolder(places.lock, { shared: address.engine !== 'sqlite' })
      await rotation.missNoKey()
      // Alone here, nobody can be using any of it; others are done with theirs within minutes.
      const before = new Date(Date.now() - (address.engine === 'sqlite' ? 0 : 3_600_000))
      await clearTemporary(places.temporary, { before })
      if ((await privacy.erasures.ledgerState()) === 'missing')
        log.warn('the erasure ledger of this database is missing: accounts erased since this copy was made may be back')
      await privacy.erasures.applyAgain()
      app ??= await this.application()
      await app.listen({ port: config.PORT, host: config.HOST })
      if (comesByPlainHttp(config))
        log.warn(
          'people in the network come by plain http: browsers give no microphone there, and the sign-in is readable on the way. Serve https (npm start -- --https, or TLS_CERT and TLS_KEY), or name the https address of the proxy in PUBLIC_URL.',
        )
      await recoverTakes(address.engine === 'sqlite' ? {} : { before: new Date(Date.now() - TAKE_LEFT_MS) })
      await conversation.recover({ alone: address.engine === 'sqlite' })
      await sealPlain()
      jobs.start()
      return addressOf(app, config)
    },

    /** Finishes what is running and closes everything; safe to call whatever was opened. */
    async close(): Promise<void> {
      // While their connections are still there: people are told, and what they were saying is kept.
      await live.live.close(drainMs)
      await detectors.close()
      const closing = app?.close()
      const resting = jobs.stop()
      await conversation.drain(drainMs)
      await closing
      await resting
      await usage
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'the last use of providers was not counted'))
      await accounts.settled()
      await quotas.settled()
      await takes.close()
      measuring.stop()
      await recordings.close()
      redis?.disconnect()
      await database.close()
      release?.()
    },
  }
}

async function mailOf(config: Config): Promise<Mail | null> {
  const settings = mailSettings(config)
  if (!settings) return null
  // Most servers send no mail, and its library takes a while to load.
  const { createSmtp } = await import('./providers/mail/smtp.ts')
  return createSmtp(settings)
}

function secretsOf(
  config: Config,
  folder: string,
  sealing: { vault: Vault; sealed: boolean },
): { access: string; refresh: string } {
  const { JWT_SECRET_KEY: access, JWT_REFRESH_SECRET_KEY: refresh } = config
  if (access && refresh) return { access, refresh }
  const own = ensureSecrets(folder, sealing)
  return { access: access ?? own.JWT_SECRET_KEY, refresh: refresh ?? own.JWT_REFRESH_SECRET_KEY }
}

function addressOf(app: App, config: Config): string {
  if (config.PUBLIC_URL) return config.PUBLIC_URL
  const bound = app.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : config.PORT
  const host = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(config.HOST) ? 'localhost' : config.HOST
  return `${config.TLS_CERT ? 'https' : 'http'}://${host}:${port}`
}
