import { setTimeout } from 'node:timers/promises'
import { type AccountTables, createAccounts } from './accounts/accounts.ts'
import { REFRESH_COOKIE } from './accounts/refresh-cookie.ts'
import { createAdministration } from './administration/administration.ts'
import { createAudit } from './audit/audit.ts'
import { openBackups } from './backed-up.ts'
import { createBrought } from './brought.ts'
import { createCalled } from './called.ts'
import { keepPrivate } from './config/private-folder.ts'
import { type Config, showConfiguration } from './config.ts'
import { createConversation } from './conversation/conversation.ts'
import { cleanTranscript } from './conversation/transcript-text.ts'
import { lockDataFolder } from './db/server-lock.ts'
import { openFloor } from './floor.ts'
import { newId } from './ids.ts'
import { createLearnt } from './learnt.ts'
import { createLookingUp } from './looking-up.ts'
import { createMeasured } from './measured.ts'
import { createMemory } from './memory/memory.ts'
import { freeBytesOf } from './operations/free-bytes.ts'
import { createOperations } from './operations/operations.ts'
import { createMeasures } from './operations/prometheus.ts'
import { createUsage } from './operations/usage.ts'
import { FOLDERS, type Holder, PERSONAL_DATA } from './personal-data.ts'
import { createPrivacy } from './privacy/privacy.ts'
import { createProviders } from './providers/catalog.ts'
import { realClock } from './providers/clock.ts'
import { createCompanion } from './providers/llm/companion/companion.ts'
import { openMail } from './providers/mail/open-mail.ts'
import { forEachLearner } from './providers/rationed.ts'
import { recipientsOf } from './providers/recipients.ts'
import type { Use } from './providers/with-meter.ts'
import { createQuotas } from './quotas/quotas.ts'
import { createRecordings } from './recordings/recordings.ts'
import { createRunning } from './running.ts'
import {
  accountSettings,
  comesByPlainHttp,
  conversationSettings,
  databaseAddress,
  dataPlaces,
  detectorSettings,
  drainSettings,
  mailSettings,
  privacySettings,
  providerSettings,
  quotaSettings,
  voiceLimits,
} from './settings.ts'
import type { Surroundings } from './surroundings.ts'
import { createTold } from './told.ts'
import { createToolServers } from './tool-servers/tool-servers.ts'
import { createRotation } from './vault/rotation.ts'
import { VERSION } from './version.ts'
import { createVoice } from './voice/voice.ts'
import { openWatching } from './watched.ts'

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
    now: own = () => new Date(),
    wait = setTimeout,
    drain = drainSettings(config),
    ...given
  }: Surroundings,
) {
  const places = dataPlaces(config)
  // What is made from here on, also by SQLite and by programs that speak, is for this user only.
  process.umask(0o077)
  keepPrivate(places.folder, places.names)

  // The floor.
  const address = given.address ?? databaseAddress(config)
  const alone = address.engine === 'sqlite'
  const { database, prepared, keys, vault, secrets, jobs, workers, events, outgoing, now } = await openFloor(config, {
    ...{ folder: places.folder, address, acceptNew: acceptNewDatabase, now: own, log, workers: given.workers },
  })
  const { db } = database
  const measures = createMeasures()
  const usage = createUsage({ db: db.$pickTables<'usage'>(), jobs, now, log })
  const companion = createCompanion()
  const vendors = providerSettings(config, { path, home })
  const onUse = (use: Use) => {
    usage.count(use)
    watching.used(use)
  }
  const providers = createProviders(vendors, { companion, outgoing, now, log, onUse })
  const mail = given.mail === undefined ? await openMail(mailSettings(config)) : given.mail
  const watching = openWatching(config, {
    db: db.$pickTables<'watched_processes' | 'alerts'>(),
    ...{ database, jobs, measures, outgoing, mail, version: VERSION, now, newId, log, clock: realClock },
    ...{ providers: providers.describe, today: () => usage.recent(0), listeners: events.listeners },
    ...{
      app: () => running.app(),
      home: () => running.address(),
      redis: config.REDIS_URL ? () => running.pingRedis() : null,
    },
    administrators: () => accounts.administrators(),
    backups: () => backups.known(),
  })

  // The slices. What one needs of another that is made after it is looked up when it is called.
  const audit = createAudit({
    db: db.$pickTables<'audit_events' | 'audit_identities' | 'audit_origins'>(),
    ...{ jobs, now, newId, originDays: config.AUDIT_ADDRESS_DAYS },
    identities: { emailsOf: (ids) => accounts.emailsOf(ids), idOf: (email) => accounts.idOf(email) },
  })
  const accounts = createAccounts({
    db: db.$pickTables<keyof AccountTables>(),
    ...{ jobs, now, newId, log, mail, secrets, note: audit.note, settings: accountSettings(config) },
    ...(given.passwords ? { passwords: given.passwords } : {}),
  })
  const quotas = createQuotas({
    db: db.$pickTables<'quotas' | 'daily_use' | 'call_use'>(),
    ...{ jobs, now, log, note: audit.note, ...quotaSettings(config), exists: accounts.exists },
  })
  const { llmFor, sttFor, ttsFor, sightFor } = forEachLearner(
    { ...providers, ...given },
    // Where the operator names the companion, it goes on when a learner's day is used up.
    { ration: quotas.ration, freely: config.LLM?.includes('companion') ? companion : null },
  )
  const recordings = createRecordings({
    db: db.$pickTables<'recordings'>(),
    ...{ folders: places, vault, workers, jobs, now, newId, log, sttFor, clean: cleanTranscript },
    maxSeconds: config.MAX_AUDIO_DURATION,
    isNeeded: (userId, id) => conversation.needsRecording(userId, id),
  })
  const memory = createMemory({ database, jobs, now, embeddings: { ...providers, ...given }.embeddings })
  const { files, documents, pictures } = createBrought({
    ...{ db, folder: places.files, vault, jobs, workers, outgoing, now, newId, log, publish: events.publish },
    ...{ secret: secrets.access, roomOf: quotas.roomOf, passages: memory.passages },
    unquote: (...gone) => conversation.unquote(...gone),
    ...{ sightFor, knowledge: () => knowledge, learnerOf: accounts.learner },
  })
  const toolServers = createToolServers({
    db: db.$pickTables<'tool_servers' | 'tool_consents'>(),
    ...{ vault, outgoing, clock: realClock, now, newId, note: audit.note, version: VERSION },
  })
  const lookingUp = createLookingUp({
    ...{ accounts, memories: () => memories, clock: realClock, now, log, llmFor, documents, recall: memory.recall },
    ...{ search: given.search ?? providers.search, ...conversationSettings(config) },
    history: (...asked) => conversation.history(...asked),
    ...{ redis: () => running.redis(), others: toolServers.tools, publish: events.publish },
    outgoing: given.pages ?? outgoing,
  })
  const guides = [...(given.guides ?? [])]
  const conversation = createConversation({
    ...{ database, jobs, now, newId, log, llmFor, companion, recordings, settings: conversationSettings(config) },
    tools: given.tools === undefined ? lookingUp.tools.box : (given.tools ?? undefined),
    recall: memory.recall,
    about: (userId, text, how) => memories.about(userId, text, how),
    manner: (userId, said) => measured.preferences.manner(userId, said),
    async withdrawn(...gone) {
      await measured.withdraw(...gone)
      await memories.withdraw(...gone)
      await analysis.withdraw(...gone)
    },
    keepsRecordings: (userId) => privacy.keepsRecordings(userId),
    ...{
      guides,
      learnerOf: accounts.learner,
      isSomebody: accounts.exists,
      publish: events.publish,
      watch: watching.turn,
    },
  })
  events.overhear(conversation.overhear)
  const measured = createMeasured({
    ...{ db, jobs, workers, conversation, accounts, guides, llmFor, now, newId, log, publish: events.publish },
    ...{ learnerOf: accounts.learner, hear: (...said) => knowledge.hear(...said), overhear: events.overhear },
    ...{ weights: config.QUALITY_WEIGHTS, graph: () => knowledge, purge: database.purge, folder: places.temporary },
  })
  const reminders = createTold({
    ...{ config, db, jobs, now, newId, log, events, outgoing, mail, keys, secrets, vault, accounts, measured },
  })
  const { knowledge, memories, analysis } = createLearnt({
    ...{ db, jobs, workers, now, newId, llmFor, publish: events.publish, timeIn: memory.timeIn },
    followers: measured.followers,
    ...{ learnerOf: accounts.learner, settingsOf: accounts.settingsOf, asksToForget: lookingUp.tools.asksToForget },
    ...{ sessionFinished: conversation.sessionFinished, unquote: conversation.unquote },
    ...{ due: measured.doors.reviews.due, everybody: accounts.everybody, clock: realClock, log },
  })
  if (memory.embed) conversation.turnFinished.subscribe(memory.embed, { key: ({ userId }) => userId })
  const voice = createVoice({
    db: db.$pickTables<'voice_habits'>(),
    ...{ now, newId, log, clock: realClock, measures, sttFor, ttsFor, clean: cleanTranscript },
    ...{ conversation, takes: recordings.takes, settingsOf: accounts.settingsOf, secret: secrets.access },
    ...{ limits: voiceLimits(config), detector: detectorSettings(config), obeyed: measured.obeyed },
  })
  const { callers, telephony, ...called } = createCalled({
    ...{ config, db, jobs, now, newId, log, events, mail, secrets, vault, accounts, conversation, measured, quotas },
    ...{ guides, note: audit.note, carrier: given.carrier, voice: voice.live, sttFor, ttsFor, outgoing },
  })
  // Those who are in the middle of something with a learner come first.
  guides.push(...lookingUp.guides)
  // Whoever holds something about people erases it, or this does not compile. Whoever talks puts things in the places of the others.
  const holders: Record<Exclude<Holder, 'accounts' | 'audit' | 'privacy'>, { erase(userId: string): Promise<void> }> = {
    ...{ voice, documents, pictures, memory, memories, knowledge, analysis, conversation, recordings, files, quotas },
    ...{ ...measured.holders, reminders, telephony: called, floor: { erase: jobs.forget } },
  }
  const privacy = createPrivacy({
    ...{ database, jobs, now, newId, log, vault, wait, places, folders: FOLDERS, tables: PERSONAL_DATA },
    ...{ publish: events.publish, note: audit.note, sound: recordings, given: files },
    ...{ settingsOf: accounts.settingsOf, settings: privacySettings(config) },
    recipients: async () => recipientsOf(providers.describe(), vendors, await toolServers.asked()),
    erasing: {
      accounts,
      others: holders,
      forgetIdentity: audit.erase,
      ownersOfFiles: async () => [...(await recordings.owners()), ...(await files.owners())],
      ...{ removeCopies: () => backups.removeCopies(), keepLedger: () => backups.keepLedger() },
    },
    into: {
      ...conversation.bringBack,
      ...{ recording: recordings.bringBack, files, documents: documents.bringBack, pictures: pictures.bringBack },
      ...{ ...measured.bringBack, memories: memories.bringBack, graph: knowledge.bringBack },
      analyses: analysis.bringBack,
      ...{ preferences: accounts.takeSettings, profile: accounts.takeProfile, isSomebody: accounts.exists },
    },
    keeping: { everybody: accounts.everybody, ...conversation.outdated },
    legal: { registration: config.REGISTRATION, cookie: REFRESH_COOKIE },
  })
  const backups = openBackups(config, {
    ...{ db, address, keys, jobs, workers, measures, outgoing, now, log, note: audit.note },
    ...{
      secret: secrets.access,
      since: accounts.oldest,
      inFleet: given.fleet !== undefined,
      notPutBack: given.notPutBack ?? null,
    },
  })
  const operations = createOperations({
    ...{ version: VERSION, now },
    configured: { registration: config.REGISTRATION, max_audio_seconds: config.MAX_AUDIO_DURATION },
    probes: {
      ...(config.REDIS_URL ? { redis: () => running.pingRedis() } : {}),
      leaving: () => running.leaving(),
      ...{ database: database.ping, providers: providers.describe, mail: accounts.mailState, jobs: jobs.backlog },
      forwardedByStranger: () => running.app()?.forwardedByStranger() ?? false,
      ...{ plainHttp: comesByPlainHttp(config), freeBytes: () => freeBytesOf(places.folder) },
      policyReports: () => running.app()?.policyReports.list().reports.length ?? 0,
      erasureLedger: privacy.erasures.ledgerState,
      backups: () => backups.known(),
    },
  })
  const administration = createAdministration({
    ...{ version: VERSION, now, accounts, quotas, health: operations.details, recentUse: usage.recent },
    configured: { providers, mail, redisUrl: config.REDIS_URL, address, ping: database.ping },
    ...{ configuration: () => showConfiguration(config), note: (entry) => audit.note(db, entry) },
    home: () => running.address(),
    voices: () => ({ list: voice.live.live.list(), limit: config.MAX_VOICE_SESSIONS }),
  })

  const rotation = createRotation({
    ...{
      vault,
      keys,
      stores: [...recordings.sealed, files.sealed, privacy.sealed, callers.sealed, ...toolServers.sealed],
    },
    onDone: (done) =>
      audit.note(db, { action: 'keys-rotated', by: 'operator', details: { ...done, key: vault.currentKey() } }),
  })
  jobs.recurring('forget-work', '37 3 * * *', jobs.sweep)
  const running = createRunning(config, {
    ...{ version: VERSION, log, now, drain, alone, places, fleet: given.fleet },
    doors: {
      ...{ accounts, administration, audit, backups, conversation, documents, events, files, knowledge, measures },
      ...{ memories, memory, operations, pictures, privacy, quotas, recordings, voice, ...measured.doors },
      ...{ reminders, callers, telephony, watching, analysis, tools: lookingUp.tools, research: lookingUp.research },
      ...{ firstRun: backups.firstRun, toolServers },
    },
    ...{ database, jobs, workers, usage, measured, missNoKey: rotation.missNoKey },
  })

  return {
    ...{ database, prepared, jobs, accounts, conversation, memory, quotas, recordings, audit, privacy, operations },
    ...{ measured, callers, backups },
    /** The keys files are sealed with; `lock` keeps every server out while they are changed. */
    keys: { ...rotation, from: keys.from, known: keys.known, lock: () => lockDataFolder(places.lock) },
    ...{ application: running.application, serve: running.serve, close: running.close },
  }
}
