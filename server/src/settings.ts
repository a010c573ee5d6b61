import { join, resolve } from 'node:path'
import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import type { Quotas } from '@lva/contracts/quotas'
import type { Logger } from 'pino'
import type { AccountNeeds } from './accounts/accounts.ts'
import type { Config } from './config.ts'
import type { ConversationSettings } from './conversation/conversation.ts'
import type { DatabaseAddress } from './db/open.ts'
import type { HttpSettings } from './http/settings.ts'
import type { PrivacySettings } from './privacy/privacy.ts'
import { SENTENCE_MODEL } from './providers/embeddings/published-model.ts'
import type { SmtpNeeds } from './providers/mail/smtp.ts'
import type { ProviderSettings } from './providers/settings.ts'
import { keysFrom } from './providers/vendor-names.ts'
import type { CallPrices } from './quotas/quotas.ts'
import type { PhoneSettings } from './telephony/callers/callers.ts'
import type { TelephonySettings } from './telephony/telephony.ts'
import type { DetectorSettings } from './voice/detectors.ts'
import type { VoiceLimits } from './voice/live-sessions.ts'

// What each part of the house is told of the configuration. Names of the environment end here.

/** Where the data lives. */
export function databaseAddress(config: Config): DatabaseAddress {
  const given = config.DATABASE_URL
  if (!given) return { engine: 'sqlite', file: resolve(config.DATA_DIR, 'companion.db') }
  return given.engine === 'sqlite' ? { engine: 'sqlite', file: resolve(given.file) } : given
}

/** What the HTTP floor is told. */
export function httpSettings(config: Config): HttpSettings {
  return {
    publicUrl: config.PUBLIC_URL ?? null,
    corsOrigins: config.CORS_ORIGINS,
    allowLocalhost: config.ENVIRONMENT === 'development',
    trustedProxies: config.TRUSTED_PROXIES,
    checkSocketOrigin: config.WEBSOCKET_ORIGIN_VALIDATION,
    connections: { total: config.MAX_CONNECTIONS, perAddress: config.MAX_CONNECTIONS_PER_ADDRESS },
    shedLoad: config.LOAD_SHEDDING,
    adminKey: config.ADMIN_API_KEY ?? null,
    securityHeaders: {
      enabled: config.SECURITY_HEADERS_ENABLED,
      csp: config.SECURITY_CSP_ENABLED,
      cspReportOnly: config.SECURITY_CSP_REPORT_ONLY,
      hsts: config.SECURITY_HSTS_ENABLED,
      hstsMaxAge: config.SECURITY_HSTS_MAX_AGE,
      hstsPreload: config.SECURITY_HSTS_PRELOAD,
    },
    rateLimits: {
      enabled: config.RATE_LIMIT_ENABLED,
      requestsPerMinute: config.RATE_LIMIT_REQUESTS_PER_MINUTE,
      authRequestsPerMinute: config.RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE,
    },
  }
}

/** How long a server that is told to stop takes, in milliseconds: while it only says so, and for turns that are being answered. */
export function drainSettings({ DRAIN_SECONDS, DRAIN_NOTICE_SECONDS, TRUSTED_PROXIES }: Config) {
  const notice = DRAIN_NOTICE_SECONDS ?? (TRUSTED_PROXIES.length > 0 ? 1 : 0)
  return { drainMs: DRAIN_SECONDS * 1000, noticeMs: notice * 1000 }
}

/** Address of the web app for people; `port` is where the doors really stand, where any free one was asked for. */
export function webAddress({ PUBLIC_URL, TLS_CERT, HOST, PORT }: Config, port = PORT): string {
  if (PUBLIC_URL) return PUBLIC_URL
  const host = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(HOST) ? 'localhost' : HOST
  return `${TLS_CERT ? 'https' : 'http'}://${host}:${port}`
}

/** True where people of the network reach the server without encryption, as far as it can know: a proxy in front may do it for us. */
export function comesByPlainHttp({ PUBLIC_URL, TLS_CERT, HOST }: Config): boolean {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.startsWith('http://') && !isThisMachine(new URL(PUBLIC_URL).hostname)
  return TLS_CERT === undefined && !isThisMachine(HOST)
}

/** Tells the operator that people of the network are not served as they should be, where it is so. */
export function warnOfPlainHttp(config: Config, log: Logger): void {
  if (comesByPlainHttp(config))
    log.warn(
      'people in the network come by plain http: browsers give no microphone there, and the sign-in is readable on the way. Serve https (npm start -- --https, or TLS_CERT and TLS_KEY), or name the https address of the proxy in PUBLIC_URL.',
    )
}

// Browsers take these for secure whatever the scheme.
const isThisMachine = (host: string) => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host)

/** The certificate the server shows itself; undefined where it stands behind something that does, or nothing does. */
export function tlsSettings({ TLS_CERT, TLS_KEY }: Config): { cert: string; key: string } | undefined {
  return TLS_CERT && TLS_KEY ? { cert: TLS_CERT, key: TLS_KEY } : undefined
}

/** What tokens are signed with, as far as the operator said so. */
export function secretSettings({ JWT_SECRET_KEY, JWT_REFRESH_SECRET_KEY }: Config) {
  return { access: JWT_SECRET_KEY, refresh: JWT_REFRESH_SECRET_KEY }
}

/** What the accounts are told. */
export function accountSettings(config: Config): AccountNeeds['settings'] {
  return {
    accessMinutes: config.JWT_ACCESS_EXPIRE_MINUTES,
    refreshDays: config.JWT_REFRESH_EXPIRE_DAYS,
    registration: config.REGISTRATION,
    home: webAddress(config),
  }
}

/** What the providers are told. `path` and `home` are the operator's, for programs that listen and speak. */
export function providerSettings(config: Config, { path, home }: { path: string; home: string }): ProviderSettings {
  const keys = keysFrom((key) => config[key])
  return {
    ...keys,
    anthropic: {
      ...keys.anthropic,
      baseUrl: config.ANTHROPIC_BASE_URL ?? null,
      model: config.CLAUDE_MODEL ?? null,
    },
    openai: { ...keys.openai, baseUrl: config.OPENAI_BASE_URL ?? null },
    llm: { order: config.LLM ?? null, baseUrl: config.LLM_BASE_URL ?? null, model: config.LLM_MODEL ?? null },
    stt: {
      order: config.STT ?? null,
      baseUrl: config.STT_BASE_URL ?? null,
      model: config.STT_MODEL ?? null,
      whisper: config.WHISPER_MODEL ?? null,
      command: config.STT_COMMAND ?? null,
    },
    embeddings: embeddingsSettings(config),
    sight: sightSettings(config),
    tts: {
      order: config.TTS ?? null,
      baseUrl: config.TTS_BASE_URL ?? null,
      model: config.TTS_MODEL ?? null,
      command: config.TTS_COMMAND ?? null,
    },
    search: searchSettings(config),
    programs: { path, home, temporaryFolder: dataPlaces(config).temporary },
  }
}

function sightSettings({ SIGHT, SIGHT_BASE_URL, SIGHT_MODEL }: Config): ProviderSettings['sight'] {
  return { order: SIGHT ?? null, baseUrl: SIGHT_BASE_URL ?? null, model: SIGHT_MODEL ?? null }
}

function searchSettings(config: Config): ProviderSettings['search'] {
  // It stands in a header, between brackets.
  const contact = (config.PUBLIC_URL ?? config.OPERATOR_CONTACT)?.replace(/[^\x20-\x7e]|[()]/g, '')
  return {
    order: config.RESEARCH ?? null,
    contact: contact || null,
    tavily: { baseUrl: config.TAVILY_BASE_URL ?? null },
    searxng: { baseUrl: config.SEARXNG_URL ?? null },
    wikipedia: { baseUrl: config.WIKIPEDIA_BASE_URL ?? null },
    arxiv: { baseUrl: config.ARXIV_BASE_URL ?? null },
  }
}

function embeddingsSettings(config: Config): ProviderSettings['embeddings'] {
  return {
    order: config.EMBEDDINGS ?? null,
    baseUrl: config.EMBEDDINGS_BASE_URL ?? null,
    model: config.EMBEDDINGS_MODEL ?? null,
    folder: config.EMBEDDINGS_MODEL ?? join(dataPlaces(config).models, SENTENCE_MODEL.name),
  }
}

/** How many live voices there may be. */
export function voiceLimits(config: Config): VoiceLimits {
  return {
    total: config.MAX_VOICE_SESSIONS,
    perUser: config.MAX_VOICE_SESSIONS_PER_USER,
    lastsMs: config.MAX_VOICE_MINUTES * 60_000,
  }
}

/** How calls by telephone come; null: they do not. */
export function telephonySettings(config: Config): TelephonySettings | null {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER, PUBLIC_URL } = config
  if (!TWILIO_ACCOUNT_SID || !TWILIO_AUTH_TOKEN || !TWILIO_PHONE_NUMBER || !PUBLIC_URL) return null
  return {
    ...{ accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, number: TWILIO_PHONE_NUMBER, home: PUBLIC_URL },
    ...{ baseUrl: config.TWILIO_BASE_URL ?? null, mode: config.PHONE_MODE, maxCalls: config.MAX_CALLS },
    lastsMs: config.MAX_VOICE_MINUTES * 60_000,
    messageS: Math.min(config.MAX_AUDIO_DURATION, 180),
    checkSignature: config.TWILIO_SIGNATURE_CHECK || !['development', 'test'].includes(config.ENVIRONMENT),
  }
}

/** What tells voices from noise. */
export function detectorSettings({ VOICE_DETECTOR, VOICE_DETECTOR_MODEL }: Config): DetectorSettings {
  return { kind: VOICE_DETECTOR, model: VOICE_DETECTOR_MODEL ?? null }
}

/** How mail is sent; null: it is not. */
export function mailSettings({ SMTP_URL, MAIL_FROM }: Config): SmtpNeeds | null {
  return SMTP_URL && MAIL_FROM ? { url: SMTP_URL, from: MAIL_FROM } : null
}

/** How browsers are written to; `key` undefined: with the installation's own. VAPID_PUBLIC_KEY follows from it, and is only compared. */
export function pushSettings({ VAPID_PRIVATE_KEY, VAPID_SUBJECT, MAIL_FROM, PUBLIC_URL, OUTGOING_ALLOW }: Config) {
  const page = PUBLIC_URL?.startsWith('https://') ? PUBLIC_URL : 'mailto:operator@localhost'
  const subject = VAPID_SUBJECT ?? (MAIL_FROM ? `mailto:${MAIL_FROM.address}` : page)
  return { key: VAPID_PRIVATE_KEY, subject, allow: OUTGOING_ALLOW }
}

/** What the conversation is told. */
export function conversationSettings(config: Config): ConversationSettings {
  return {
    maxTokens: config.CLAUDE_MAX_TOKENS,
    temperature: config.CLAUDE_TEMPERATURE,
    strategy: config.PROMPT_STRATEGY,
    contextExchanges: config.MAX_CONTEXT_EXCHANGES,
    activeForMs: config.SESSION_TIMEOUT * 1000,
  }
}

/** What each learner may use in a day, and may keep. */
export function quotaSettings(config: Config): { standard: Quotas; callPrices: CallPrices } {
  const standard = {
    requests: config.QUOTA_REQUESTS_PER_DAY,
    audio_minutes: config.QUOTA_AUDIO_MINUTES_PER_DAY,
    tokens: config.QUOTA_TOKENS_PER_DAY,
    storage_mb: config.QUOTA_STORAGE_MB,
    call_minutes: config.QUOTA_CALL_MINUTES_PER_DAY,
  }
  const callPrices = { perMinute: config.PHONE_COST_PER_MINUTE, perDay: config.QUOTA_CALL_COST_PER_DAY }
  return { standard, callPrices }
}

/** How calls are taken and made. */
export function phoneSettings(config: Config): PhoneSettings {
  return {
    ...{ transferTo: config.PHONE_TRANSFER_TO ?? null, beginnings: config.PHONE_CALLS_TO, maxBytes: FILE_BYTES_MAX },
  }
}

/** Where things are kept inside the data folder, and where files stand that live as long as one call. */
export function dataPlaces(config: Config) {
  const folder = resolve(config.DATA_DIR)
  return {
    folder,
    /** What this server puts there itself. */
    names: [
      ...['', '-wal', '-shm', '-journal'].map((ending) => `companion.db${ending}`),
      ...['installation.json', 'keys.json', 'push-key.json', 'secrets.json', 'server.lock'],
      ...['backup.lock', 'backing-up'],
      ...['backups', 'erasures', 'exports', 'files', 'models', 'recordings', 'snapshots', 'takes', 'temporary'],
    ],
    temporary: join(folder, 'temporary'),
    lock: join(folder, 'server.lock'),
    models: join(folder, 'models'),
    recordings: join(folder, 'recordings'),
    takes: join(folder, 'takes'),
    exports: join(folder, 'exports'),
    files: join(folder, 'files'),
    backups: config.BACKUP_DIR ? resolve(config.BACKUP_DIR) : join(folder, 'backups'),
    snapshots: join(folder, 'snapshots'),
    erasures: join(folder, 'erasures'),
  }
}

/** What backups are told. `s3` null: they stay on this machine. */
export function backupSettings(config: Config) {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: keyId, S3_SECRET_ACCESS_KEY: secret, S3_REGION: region } = config
  const endpoint = config.S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`
  return {
    daily: config.BACKUP_ENABLED,
    keep: { days: config.BACKUP_KEEP_DAYS, weeks: config.BACKUP_KEEP_WEEKS, months: config.BACKUP_KEEP_MONTHS },
    passphrase: config.BACKUP_PASSPHRASE ?? null,
    s3: keyId && secret ? { endpoint, region, keyId, secret, bucket: bucket ?? null } : null,
  }
}

/** Where alerts are told (`webhook` null: nowhere but by mail and on the page), and where traces and faults are sent. */
export function watchingSettings(config: Config) {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers, SENTRY_DSN: dsn } = config
  return {
    ...{ webhook: url ? { url, secret: secret ?? null } : null, byMail: config.ALERT_MAIL },
    traces: endpoint
      ? { endpoint, headers, share: config.OTEL_TRACES_SAMPLER_ARG, joins: config.TRACEPARENT_FROM_PROXIES }
      : null,
    sentry: dsn ? { dsn, environment: config.ENVIRONMENT } : null,
  }
}

/** What the privacy slice is told. */
export function privacySettings(config: Config): PrivacySettings {
  return {
    operator: { name: config.OPERATOR_NAME ?? null, contact: config.OPERATOR_CONTACT ?? null },
    limits: {
      recordingsDays: config.RECORDINGS_KEPT_MAX_DAYS ?? null,
      transcriptsDays: config.TRANSCRIPTS_KEPT_MAX_DAYS ?? null,
    },
    signInDays: config.JWT_REFRESH_EXPIRE_DAYS,
    addressDays: config.AUDIT_ADDRESS_DAYS,
  }
}
