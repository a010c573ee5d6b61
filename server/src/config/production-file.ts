import { type Key, SETTINGS } from './sections.ts'
import type { Setting } from './setting.ts'

/** What stands behind a key of the file: a value that can stay, `fill` in what only the operator knows, or `maybe`: left out unless it is wanted. */
type Line = { value: string } | { fill: string } | { maybe: string }

const fill = (what: string): Line => ({ fill: what })
const maybe = (example: string): Line => ({ maybe: example })
const value = (text: string): Line => ({ value: text })
const SECRET = 'openssl rand -base64 48'

// In the order of the checklist. What is not listed has a standard value that suits production.
const PARTS: Record<string, Partial<Record<Key, Line>>> = {
  Core: {
    ENVIRONMENT: value('production'),
    DEBUG: value('false'),
    LOG_LEVEL: value('INFO'),
    PUBLIC_URL: fill('https://learn.example.org'),
    TRUSTED_PROXIES: value('loopback'),
  },
  'Secrets, each with a value of its own': {
    JWT_SECRET_KEY: fill(SECRET),
    JWT_REFRESH_SECRET_KEY: fill(SECRET),
    ENCRYPTION_KEY: fill('openssl rand -base64 32'),
    BACKUP_PASSPHRASE: fill('a long one, kept where the backups are not'),
    ADMIN_API_KEY: fill('openssl rand -hex 32'),
  },
  'Who may come': {
    REGISTRATION: value('open'),
    CORS_ORIGINS: maybe('["https://yourdomain.com","https://www.yourdomain.com"]'),
    WEBSOCKET_ORIGIN_VALIDATION: value('true'),
    RATE_LIMIT_ENABLED: value('true'),
    RATE_LIMIT_REQUESTS_PER_MINUTE: value('100'),
    RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE: value('10'),
  },
  Headers: {
    SECURITY_HEADERS_ENABLED: value('true'),
    SECURITY_CSP_ENABLED: value('true'),
    SECURITY_CSP_REPORT_ONLY: value('false'),
    SECURITY_HSTS_ENABLED: value('true'),
    SECURITY_HSTS_MAX_AGE: value('31536000'),
    SECURITY_HSTS_PRELOAD: value('true'),
  },
  'Where data live; one machine needs none of these': {
    DATABASE_URL: maybe('postgresql://user:password@host:5432/name'),
    REDIS_URL: maybe('redis://host:6379/0'),
    S3_BUCKET: maybe('bucket/folder'),
    S3_ACCESS_KEY_ID: maybe(''),
    S3_SECRET_ACCESS_KEY: maybe(''),
  },
  'Who answers': {
    ANTHROPIC_API_KEY: fill('the key, or take the line away: then the built-in companion answers'),
    OPENAI_API_KEY: maybe(''),
    RESEARCH: maybe('off'),
    TAVILY_API_KEY: maybe(''),
    SEARXNG_URL: maybe('http://searxng:8080'),
    TWILIO_ACCOUNT_SID: maybe(''),
    TWILIO_AUTH_TOKEN: maybe(''),
    TWILIO_PHONE_NUMBER: maybe('+15550100003'),
  },
  'Who runs it, for the privacy page and for mails': {
    OPERATOR_NAME: fill('Example School'),
    OPERATOR_CONTACT: fill('privacy@example.org'),
    SMTP_URL: maybe('smtp://user:password@mail.example.org:587'),
    MAIL_FROM: maybe('Learning Voice Agent <companion@example.org>'),
  },
}

/**
 * `.env.production.example`: what the checklist asks to be set, with a word on each. A value that only the operator knows stands as
 * `<…>`, which no setting accepts, so nothing starts before all of them are filled in or taken away.
 */
export function productionFile(): string {
  const lines = [
    '# Generated from server/src/config/production-file.ts (npm run docs). Copy to .env.production, give every <…> a value or take its line',
    '# away, and look at it: npx lva doctor --env-file .env.production',
    '# Each key may be given as a file instead: JWT_SECRET_KEY_FILE=/path. The rest of the settings: docs/configuration.md',
  ]
  for (const [title, keys] of Object.entries(PARTS)) {
    lines.push('', `# --- ${title}`)
    for (const [key, line] of Object.entries(keys) as [Key, Line][])
      lines.push(...wordsOn(key, line), written(key, line))
  }
  return `${lines.join('\n')}\n`
}

function wordsOn(key: Key, line: Line): string[] {
  const { meaning, unit, production }: Setting = SETTINGS[key]
  const asked = 'fill' in line && production !== undefined ? `In production: ${production}` : ''
  const words = [meaning, unit && `In ${unit}.`, asked].filter(Boolean).join(' ')
  return wrapped(words, 118).map((line) => `# ${line}`)
}

function written(key: Key, line: Line): string {
  if ('value' in line) return `${key}=${line.value}`
  return 'fill' in line ? `${key}=<${line.fill}>` : `#${key}=${line.maybe}`
}

function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
