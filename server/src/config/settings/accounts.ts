import { optional, setting } from '../setting.ts'
import { destinations, line, networks, oneOf, origins, unlimitedOr, whole, yesOrNo } from '../values.ts'

const longEnough = line.refine((text) => text.length >= 32, 'must have at least 32 characters')

/** Who may come in, and how a sign-in lasts. */
export const ACCOUNTS = {
  JWT_SECRET_KEY: optional(line, 'Signs access tokens. Unset: made once and kept in DATA_DIR.', {
    secret: true,
    production: 'Required; at least 32 characters, no well-known placeholder, not JWT_REFRESH_SECRET_KEY.',
  }),
  JWT_REFRESH_SECRET_KEY: optional(line, 'Signs refresh tokens. Unset: made once and kept in DATA_DIR.', {
    secret: true,
    production: 'Required; at least 32 characters, no well-known placeholder, not JWT_SECRET_KEY.',
  }),
  JWT_ACCESS_EXPIRE_MINUTES: setting(whole(1, 1440), '15', 'How long an access token is good.', { unit: 'minutes' }),
  JWT_REFRESH_EXPIRE_DAYS: setting(whole(1, 365), '7', 'How long a sign-in lasts without being used.', {
    unit: 'days',
  }),
  REGISTRATION: setting(
    oneOf(['open', 'invite', 'closed']),
    'open',
    'Who may sign up: anybody, people with an invitation, or nobody.',
  ),
  ADMIN_API_KEY: optional(
    longEnough,
    'Opens /metrics and read-only administration when sent as `X-Admin-Key`. At least 32 characters. Unset: closed.',
    {
      secret: true,
      production: 'No well-known placeholder.',
    },
  ),
}

/** What the open network may do. */
export const NETWORK = {
  CORS_ORIGINS: setting(
    origins,
    '',
    'Other sites whose pages may call this server: a JSON array, or addresses between commas. Development also allows localhost and 127.0.0.1 on any port.',
    {
      example: '["https://learn.example.org"]',
      production: '`*` is refused.',
    },
  ),
  TRUSTED_PROXIES: setting(
    networks,
    '',
    'Proxies whose X-Forwarded-For is believed: addresses, networks like 10.0.0.0/8, or loopback, linklocal, uniquelocal.',
    {
      example: '127.0.0.1',
    },
  ),
  OUTGOING_ALLOW: setting(
    destinations,
    '',
    'What this server may call although it is not in the public network: host names, addresses, or networks. Addresses of models and services that you set yourself are always allowed. It opens them to what learners have fetched as documents too, and never to pages that a search found.',
    { example: '192.168.1.20,search.home.arpa' },
  ),
  RATE_LIMIT_ENABLED: setting(yesOrNo, 'true', 'Limits how often one person or address may call.'),
  RATE_LIMIT_REQUESTS_PER_MINUTE: setting(whole(1, 1_000_000), '100', 'Calls over the whole site.', {
    unit: 'requests per minute',
  }),
  RATE_LIMIT_AUTH_REQUESTS_PER_MINUTE: setting(whole(1, 1_000_000), '10', 'Calls to /api/auth.', {
    unit: 'requests per minute',
  }),
  MAX_CONNECTIONS: setting(whole(10, 1_000_000), '4000', 'Connections at the same time; further ones are closed.', {
    unit: 'connections',
  }),
  MAX_CONNECTIONS_PER_ADDRESS: setting(
    whole(1, 1_000_000),
    '500',
    'Connections from one address at the same time; TRUSTED_PROXIES are not counted.',
    { unit: 'connections' },
  ),
  LOAD_SHEDDING: setting(
    yesOrNo,
    'true',
    'Refuses new work for a moment (503 with Retry-After) when there is more to do than can be done.',
  ),
  WEBSOCKET_ORIGIN_VALIDATION: setting(yesOrNo, 'true', 'Refuses live connections from pages of other sites.'),
  SECURITY_HEADERS_ENABLED: setting(yesOrNo, 'true', 'Sends the security headers.'),
  SECURITY_CSP_ENABLED: setting(yesOrNo, 'true', 'Sends Content-Security-Policy.'),
  SECURITY_CSP_REPORT_ONLY: setting(yesOrNo, 'false', 'Browsers report what breaks the policy instead of stopping it.'),
  SECURITY_HSTS_ENABLED: setting(yesOrNo, 'true', 'Sends Strict-Transport-Security when PUBLIC_URL is https.'),
  SECURITY_HSTS_MAX_AGE: setting(whole(0, 63_072_000), '31536000', 'How long browsers insist on https.', {
    unit: 'seconds',
  }),
  SECURITY_HSTS_PRELOAD: setting(
    yesOrNo,
    'false',
    'Adds `preload`: asks browser makers to build https in. Hard to take back.',
  ),
}

const perDay = (most: number) => unlimitedOr(0, most)

/** What one learner may use in a day (UTC) and may keep, unless an administrator set something else for that learner. */
export const QUOTAS = {
  QUOTA_REQUESTS_PER_DAY: setting(
    perDay(1_000_000),
    '200',
    'Answers and notes of the language model for each learner. `unlimited`: no bound; 0: none. The built-in companion is not counted.',
    { unit: 'requests per day' },
  ),
  QUOTA_AUDIO_MINUTES_PER_DAY: setting(
    perDay(1_440),
    '60',
    'Speech written down, and replies read aloud by the server, for each learner. `unlimited`: no bound; 0: none.',
    { unit: 'minutes per day' },
  ),
  QUOTA_TOKENS_PER_DAY: setting(
    perDay(1_000_000_000),
    '500000',
    'What the language model reads and writes for each learner. `unlimited`: no bound; 0: none.',
    { unit: 'tokens per day' },
  ),
  QUOTA_STORAGE_MB: setting(
    perDay(1_000_000),
    '500',
    'Room for the documents and pictures of each learner. `unlimited`: no bound; 0: none are taken.',
    { unit: 'megabytes' },
  ),
  QUOTA_CALL_MINUTES_PER_DAY: setting(
    perDay(1_440),
    '60',
    'Calls by telephone of each learner. `unlimited`: no bound; 0: none are taken.',
    { unit: 'minutes per day' },
  ),
  QUOTA_CALL_COST_PER_DAY: setting(
    perDay(1_000_000),
    '10',
    'What all calls of a day (UTC) may cost together, by PHONE_COST_PER_MINUTE. `unlimited`: no bound; 0: none are taken.',
    { unit: 'US dollars' },
  ),
}
