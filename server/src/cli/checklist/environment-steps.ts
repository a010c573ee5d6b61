import type { Config } from '../../config.ts'
import { KEY_SETTINGS, keySettingOf, NAMES } from '../../providers/vendor-names.ts'
import { mailSettings, telephonySettings } from '../../settings.ts'
import { done, failed, person, type Section, type Seen, settingsStep, type Verdict } from './step.ts'

const YEAR_SECONDS = 31_536_000
const HEADERS = [
  ['SECURITY_HEADERS_ENABLED', true],
  ['SECURITY_CSP_ENABLED', true],
  ['SECURITY_CSP_REPORT_ONLY', false],
  ['SECURITY_HSTS_ENABLED', true],
  ['WEBSOCKET_ORIGIN_VALIDATION', true],
] as const
const LLM_KEYS = NAMES.llm.flatMap((name) => keySettingOf(name) ?? [])
const PROVIDERS = ['llm', 'stt', 'tts', 'embeddings', 'sight', 'search']

/** What the operator writes down. */
export const ENVIRONMENT: Section = {
  title: 'Before deploying: environment',
  steps: [
    { id: 'env-file', title: 'Environment file', judge: environmentFile },
    settingsStep('environment', 'Required settings', ['ENVIRONMENT', 'DEBUG', 'LOG_LEVEL'], (config) => {
      const { ENVIRONMENT: environment, DEBUG: debug, LOG_LEVEL: level } = config
      if (environment !== 'production') return failed(`ENVIRONMENT is ${environment}`, 'Set ENVIRONMENT=production.')
      if (debug) return failed('DEBUG is on', 'Set DEBUG=false.')
      if (level === 'trace' || level === 'debug')
        return failed(`LOG_LEVEL is ${level}, which fills disks`, 'Set LOG_LEVEL=INFO.')
      return done(`ENVIRONMENT=production, DEBUG=false, LOG_LEVEL=${level}`)
    }),
    settingsStep('public-url', 'Public address', ['PUBLIC_URL', 'TLS_CERT', 'TLS_KEY'], ({ PUBLIC_URL: url }) => {
      if (url === undefined)
        return failed('PUBLIC_URL is not set: links and Strict-Transport-Security need it', 'Set PUBLIC_URL=https://…')
      return url.startsWith('https://')
        ? done(url)
        : failed(`${url} is not https: browsers give no microphone there`, 'Serve https, and set PUBLIC_URL=https://…')
    }),
    settingsStep('cors-settings', 'Other origins', ['CORS_ORIGINS'], ({ CORS_ORIGINS: origins }) => {
      if (origins.length === 0) return done('none: only pages of this server call it')
      const open = origins.filter((origin) => !origin.startsWith('https://'))
      return open.length > 0
        ? failed(`not https: ${open.join(', ')}`, 'Leave only https origins in CORS_ORIGINS.')
        : done(origins.join(', '))
    }),
    settingsStep('redis', 'Redis', ['REDIS_URL'], redis),
    settingsStep(
      'providers',
      'Who answers, listens and speaks',
      ['LLM', 'STT', 'TTS', 'EMBEDDINGS', 'SIGHT', 'RESEARCH'],
      providers,
    ),
    settingsStep('mail', 'Mail', ['SMTP_URL', 'MAIL_FROM'], (config, { findings, offline }) => {
      if (!mailSettings(config))
        return person(
          'none is sent: forgotten passwords are reset with lva user reset-password',
          'Set SMTP_URL and MAIL_FROM, or leave it so.',
        )
      return judged(findings, ['mail'], offline, 'Check SMTP_URL.')
    }),
    settingsStep(
      'calls',
      'Calls by telephone',
      ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER', 'TWILIO_SIGNATURE_CHECK'],
      (config) =>
        telephonySettings(config)
          ? person('configured', 'Call the number once: docs/guides/first-call.md')
          : done('not configured: there is no door for calls'),
    ),
    settingsStep('header-settings', 'Security headers', ['SECURITY_HSTS_MAX_AGE'], (config) => {
      const wrong = HEADERS.filter(([key, wanted]) => config[key] !== wanted).map(([key, wanted]) => `${key}=${wanted}`)
      if (config.SECURITY_HSTS_MAX_AGE < YEAR_SECONDS) wrong.push(`SECURITY_HSTS_MAX_AGE=${YEAR_SECONDS}`)
      if (wrong.length > 0) return failed('some are switched off or weakened', `Set ${wrong.join(', ')}.`)
      return config.SECURITY_HSTS_PRELOAD
        ? done('all on, preload as well')
        : person(
            'all on but SECURITY_HSTS_PRELOAD, which is hard to take back',
            'Set it once every subdomain is https for good.',
          )
    }),
    settingsStep(
      'limit-settings',
      'Rate limits',
      ['RATE_LIMIT_REQUESTS_PER_MINUTE', 'RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE', 'TRUSTED_PROXIES'],
      limits,
    ),
    settingsStep('registration', 'Who may sign up', ['REGISTRATION'], (config) => {
      const { REGISTRATION: registration, QUOTA_REQUESTS_PER_DAY: quota } = config
      const costs = KEY_SETTINGS.some((key) => config[key] !== undefined)
      if (registration !== 'open' || !costs) return done(`REGISTRATION=${registration}`)
      return person(
        `anybody may, and each may ask your providers ${quota === null ? 'without bound' : `${quota} times a day`}`,
        'Set REGISTRATION=invite, or decide that the quotas (QUOTA_…) bound what you want to spend.',
      )
    }),
    settingsStep('legal', 'Legal pages', ['OPERATOR_NAME', 'OPERATOR_CONTACT'], (config) => {
      const unset = (['OPERATOR_NAME', 'OPERATOR_CONTACT'] as const).filter((key) => config[key] === undefined)
      return unset.length === 0
        ? done('they name who runs this server, and how to reach them')
        : failed('they name nobody', `Set ${unset.join(' and ')}.`)
    }),
    {
      id: 'node',
      title: 'Node',
      judge: ({ findings }) => judged(findings, ['node'], false, 'Use the Node that comes with the project.'),
    },
    {
      id: 'disk',
      title: 'Room on the disk',
      judge: ({ findings }) =>
        findings.some(({ what }) => what === 'disk')
          ? judged(findings, ['disk'], false, 'Make room, or point DATA_DIR at a larger disk.', 'failed')
          : person('the data folder is made at the first start', 'Look again after it.'),
    },
    {
      id: 'modes',
      title: 'Who may read the data',
      judge: ({ findings }) => judged(findings, ['data folder'], false, 'chmod 700 the data folder.', 'failed'),
    },
  ],
}

function environmentFile({ envFile, faults, warnings }: Seen): Verdict {
  if (faults.length > 0)
    return failed(
      `${faults.length} of its settings cannot be used: ${faults.map(({ key }) => key).join(', ')}`,
      'The steps below say what is wrong with each; lva doctor lists all.',
    )
  // A group may read it: the server's own, where root wrote it.
  if (envFile?.mode && (envFile.mode & 0o027) !== 0)
    return failed('other users of this machine may read it', `chmod 600 ${envFile.path}`)
  if (warnings.length > 0) return person(warnings.join(' '), 'Correct or remove what is no setting.')
  return done(envFile ? `${envFile.path} can be used` : 'the environment, and .env where it is there, can be used')
}

function redis({ REDIS_URL: url, DATABASE_URL: database }: Config, { findings, offline }: Seen): Verdict {
  if (url) return judged(findings, ['redis'], offline, 'Check REDIS_URL and that it runs.')
  return database?.engine === 'postgres'
    ? person('not set: each process counts limits for itself', 'Set REDIS_URL before a second process serves.')
    : done('not needed: one process serves SQLite')
}

function providers(config: Config, { findings, offline }: Seen): Verdict {
  const verdict = judged(findings, PROVIDERS, offline, 'Check its key and address.')
  if (offline || verdict.state === 'failed') return verdict
  const own = !LLM_KEYS.some((key) => config[key] !== undefined) && !config.OPENAI_BASE_URL && !config.LLM_BASE_URL
  if (own)
    return person(
      'the built-in companion answers, which is no language model',
      'Set ANTHROPIC_API_KEY, or leave it so.',
    )
  return verdict.state === 'person' ? { ...verdict, todo: 'Set a key for it, or leave it so.' } : verdict
}

function limits(config: Config): Verdict {
  const perMinute = `${config.RATE_LIMIT_REQUESTS_PER_MINUTE} requests and ${config.RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE} sign-ins a minute`
  if (!config.RATE_LIMIT_ENABLED) return failed('RATE_LIMIT_ENABLED is off', 'Set RATE_LIMIT_ENABLED=true.')
  if (!config.LOAD_SHEDDING) return failed('LOAD_SHEDDING is off', 'Set LOAD_SHEDDING=true.')
  if (config.PUBLIC_URL && !config.TLS_CERT && config.TRUSTED_PROXIES.length === 0)
    return failed(
      'something in front serves https, and TRUSTED_PROXIES does not name it: everybody counts as one address',
      'Set TRUSTED_PROXIES, to loopback where nginx runs on this machine.',
    )
  return done(perMinute)
}

/** What `lva doctor` found of these, as one verdict; its warnings are for a person, or as `warned` says. */
function judged(
  findings: Seen['findings'],
  names: readonly string[],
  offline: boolean,
  todo: string,
  warned: 'person' | 'failed' = 'person',
): Verdict {
  const own = findings.filter(({ what }) => names.includes(what))
  if (own.length === 0) return person(offline ? 'not asked: --offline' : 'nothing was found out', todo)
  const told = (state: 'ok' | 'warn' | 'fail') =>
    own.filter((finding) => finding.state === state).map(({ detail }) => detail)
  if (told('fail').length > 0) return failed(told('fail').join('; '), todo)
  if (told('warn').length > 0) return { state: warned, detail: told('warn').join('; '), todo }
  return done(told('ok').join('; '))
}
