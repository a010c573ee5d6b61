import { optional, setting } from '../setting.ts'
import { address, database, line, oneOf, origin, pem, whole, yesOrNo } from '../values.ts'

const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const

/** Where the server listens, what it writes to its log, and where data live. */
export const SERVING = {
  ENVIRONMENT: setting(
    oneOf(ENVIRONMENTS),
    'development',
    'What the server is run for. Only development makes its own secrets and allows every localhost origin.',
    {
      production: 'The rules of this column apply when it is `production`.',
    },
  ),
  HOST: setting(
    line,
    { development: '127.0.0.1', otherwise: '0.0.0.0' },
    'Address to listen on. 0.0.0.0 means every network of this machine.',
  ),
  PORT: setting(whole(0, 65_535), '8000', 'Port to listen on; 0 takes any free one.'),
  PUBLIC_URL: optional(
    origin,
    'Address people use, if it differs from where the server listens (behind a proxy). An https address turns Strict-Transport-Security on.',
    {
      example: 'https://learn.example.org',
    },
  ),
  TLS_CERT: optional(
    pem,
    'Certificate chain in PEM form, to serve https without a proxy. Usually given as TLS_CERT_FILE. Needs TLS_KEY.',
  ),
  TLS_KEY: optional(pem, 'Private key of TLS_CERT in PEM form. Usually given as TLS_KEY_FILE.', { secret: true }),
  DATA_DIR: setting(
    line,
    './data',
    'Folder for the database file, kept recordings and generated secrets. Made if missing.',
  ),
  DATABASE_URL: optional(
    database,
    'Where the data live: sqlite:///relative/file, sqlite:////absolute/file, or postgresql://user:password@host:5432/name. Unset: a file in DATA_DIR.',
    {
      secret: true,
      example: 'postgresql://lva:password@localhost:5432/lva',
    },
  ),
  REDIS_URL: optional(
    address('redis', 'rediss'),
    'Redis for what several processes share: limits, and events for pages. Unset: kept in memory.',
    {
      secret: true,
      example: 'redis://localhost:6379/0',
    },
  ),
  DRAIN_SECONDS: setting(
    whole(0, 600),
    '20',
    'A server that is told to stop gives turns that are being answered so long; what is not finished by then is answered by whoever comes next.',
    { unit: 'seconds' },
  ),
  DRAIN_NOTICE_SECONDS: optional(
    whole(0, 60),
    'Before that /health/ready says 503 for so long while everything is still served, so that a proxy or a cluster sends others elsewhere. Unset: 1 behind TRUSTED_PROXIES, otherwise 0.',
    { unit: 'seconds', example: '5' },
  ),
  DEBUG: setting(yesOrNo, 'false', 'Verbose log, and error answers that say more.', { production: 'Refused.' }),
  LOG_LEVEL: setting(
    oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], { warning: 'warn', critical: 'fatal' }),
    'INFO',
    'Least severity that is logged: trace, debug, info, warn, error or fatal, in any case.',
  ),
  LOG_JSON_FORMAT: setting(
    yesOrNo,
    { development: 'false', otherwise: 'true' },
    'One JSON object per log line, for machines, instead of a readable line.',
  ),
}
