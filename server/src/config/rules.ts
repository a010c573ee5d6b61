import { keySettingOf } from '../providers/vendor-names.ts'
import { publicKeyOf } from './push-key.ts'
import type { Key, Values } from './sections.ts'
import type { Fault } from './texts.ts'

/** A fault that depends on other settings; it says nothing while one of those cannot be read. */
export interface RuleFault extends Fault {
  key: Key
  needs?: Key[]
}

/** What settings ask of each other in every environment. */
export function crossFaults(config: Values): RuleFault[] {
  const faults: RuleFault[] = []
  const unless = (fine: boolean, fault: RuleFault) => fine || faults.push(fault)

  faults.push(...keyFaults(config))
  unless(!config.STT?.includes('command') || config.STT_COMMAND !== undefined, {
    key: 'STT',
    problem: 'names command, so STT_COMMAND is needed',
    needs: ['STT_COMMAND'],
  })
  faults.push(...researchFaults(config))
  unless(config.SMTP_URL === undefined || config.MAIL_FROM !== undefined, {
    key: 'SMTP_URL',
    problem: 'needs MAIL_FROM beside it',
    needs: ['MAIL_FROM'],
  })
  faults.push(...callFaults(config))
  // A link made from the request's own host would let a stranger choose where it leads.
  unless(config.SMTP_URL === undefined || config.PUBLIC_URL !== undefined, {
    key: 'SMTP_URL',
    problem: 'needs PUBLIC_URL beside it, for the links in mails',
    needs: ['PUBLIC_URL'],
  })
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = config
  unless(
    VAPID_PUBLIC_KEY === undefined ||
      (VAPID_PRIVATE_KEY !== undefined && publicKeyOf(VAPID_PRIVATE_KEY) === VAPID_PUBLIC_KEY.replaceAll('=', '')),
    { key: 'VAPID_PUBLIC_KEY', problem: 'is not the public key of VAPID_PRIVATE_KEY', needs: ['VAPID_PRIVATE_KEY'] },
  )
  unless(config.S3_BUCKET === undefined || Boolean(config.S3_ACCESS_KEY_ID && config.S3_SECRET_ACCESS_KEY), {
    key: 'S3_BUCKET',
    problem: 'needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY beside it',
    needs: ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
  })
  unless(config.TLS_CERT === undefined || config.TLS_KEY !== undefined, {
    key: 'TLS_CERT',
    problem: 'needs TLS_KEY beside it',
    needs: ['TLS_KEY'],
  })
  unless(config.TLS_KEY === undefined || config.TLS_CERT !== undefined, {
    key: 'TLS_KEY',
    problem: 'needs TLS_CERT beside it',
    needs: ['TLS_CERT'],
  })
  unless(config.CORS_ORIGINS === undefined || !config.CORS_ORIGINS.includes('*') || config.CORS_ORIGINS.length === 1, {
    key: 'CORS_ORIGINS',
    problem: 'holds * beside other addresses; * alone means all',
  })
  return faults
}

/** Who is named needs a key. Servers at home (Ollama, llama.cpp) ask for none, so an address is enough for openai. */
function keyFaults(config: Values): RuleFault[] {
  const faults: RuleFault[] = []
  for (const key of ['LLM', 'STT', 'TTS', 'RESEARCH'] as const)
    for (const name of config[key] ?? []) {
      const needed = keySettingOf(name)
      if (needed && name !== 'openai' && config[needed] === undefined)
        faults.push({ key, problem: `names ${name}, so ${needed} is needed`, needs: [needed] })
    }
  for (const key of ['LLM', 'STT', 'TTS'] as const) {
    const own = `${key}_BASE_URL` as const
    if (config[key]?.includes('openai') && !(config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL ?? config[own]))
      faults.push({
        key,
        problem: 'names openai, so OPENAI_API_KEY, or OPENAI_BASE_URL of a server that needs no key, is needed',
        needs: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', own],
      })
  }
  return faults
}

/** Who is named to be searched has to be reachable, and `off` names nobody. */
function researchFaults({ RESEARCH = [], SEARXNG_URL }: Values): RuleFault[] {
  const faults: RuleFault[] = []
  if (RESEARCH.includes('searxng') && SEARXNG_URL === undefined)
    faults.push({ key: 'RESEARCH', problem: 'names searxng, so SEARXNG_URL is needed', needs: ['SEARXNG_URL'] })
  if (RESEARCH.includes('off') && RESEARCH.length > 1)
    faults.push({ key: 'RESEARCH', problem: 'names off beside others; off alone means nobody' })
  return faults
}

/** Calls come with all of it or not at all, and from the carrier only. */
function callFaults(config: Values): RuleFault[] {
  const all = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'] as const
  const given = all.find((key) => config[key] !== undefined)
  const missing = given ? ([...all, 'PUBLIC_URL'] as const).filter((key) => config[key] === undefined) : []
  const faults: RuleFault[] = missing.map((key) => ({
    key: given ?? key,
    problem: `needs ${key} beside it, so that calls can come`,
    needs: [key],
  }))
  if (!config.TWILIO_SIGNATURE_CHECK && !['development', 'test'].includes(config.ENVIRONMENT))
    faults.push({ key: 'TWILIO_SIGNATURE_CHECK', problem: 'may be off in development only', needs: ['ENVIRONMENT'] })
  return faults
}

const LEAST_SECRET = 32
const TOKEN_SECRETS = ['JWT_SECRET_KEY', 'JWT_REFRESH_SECRET_KEY'] as const

/** What only production asks: own strong secrets, no open door. */
export function productionFaults(config: Values): RuleFault[] {
  if (config.ENVIRONMENT !== 'production') return []
  const faults: RuleFault[] = []
  for (const key of TOKEN_SECRETS) {
    const secret = config[key]
    if (secret === undefined) faults.push({ key, problem: 'is required in production' })
    else if (isPlaceholder(secret))
      faults.push({ key, problem: 'is a well-known placeholder; make one with: openssl rand -base64 48' })
    else if (secret.length < LEAST_SECRET)
      faults.push({ key, problem: `must have at least ${LEAST_SECRET} characters in production` })
  }
  if (config.JWT_SECRET_KEY !== undefined && config.JWT_SECRET_KEY === config.JWT_REFRESH_SECRET_KEY) {
    faults.push({ key: 'JWT_REFRESH_SECRET_KEY', problem: 'must differ from JWT_SECRET_KEY' })
  }
  for (const key of ['ADMIN_API_KEY', 'BACKUP_PASSPHRASE', 'ENCRYPTION_KEY'] as const) {
    const secret = config[key]
    if (secret !== undefined && isPlaceholder(secret)) faults.push({ key, problem: 'is a well-known placeholder' })
  }
  if (config.CORS_ORIGINS?.includes('*')) faults.push({ key: 'CORS_ORIGINS', problem: 'must not be * in production' })
  if (config.DEBUG) faults.push({ key: 'DEBUG', problem: 'must be off in production' })
  return faults
}

/** Choices that are allowed outside production and still deserve a word. */
export function weakChoices(config: Values): string[] {
  if (config.ENVIRONMENT === 'production') return []
  return TOKEN_SECRETS.flatMap((key) => {
    const secret = config[key]
    const weak = secret !== undefined && (secret.length < LEAST_SECRET || isPlaceholder(secret))
    return weak ? [`${key} is too weak for production.`] : []
  })
}

const PLACEHOLDERS = [
  'yoursecret',
  'changeme',
  'changethis',
  'devsecret',
  'replaceme',
  'replacethis',
  'placeholder',
  'yourkey',
  'supersecret',
  'insecure',
]
const WORDS = [
  'secret',
  'password',
  'default',
  'example',
  'test',
  'development',
  'jwtsecret',
  'secretkey',
  'jwtsecretkey',
]

function isPlaceholder(secret: string): boolean {
  const letters = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  return WORDS.includes(letters) || PLACEHOLDERS.some((placeholder) => letters.includes(placeholder))
}
