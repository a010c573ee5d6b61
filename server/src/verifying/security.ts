import type { Seen } from '../outgoing/inspection.ts'
import { answered, type Deployment, header, jsonOf } from './deployment.ts'
import { done, type Found, failed, person } from './looked.ts'

/** Every answer's, and what each has to match. */
const HEADERS: Record<string, RegExp | RegExp[]> = {
  'X-Frame-Options': /^DENY$/,
  'X-Content-Type-Options': /^nosniff$/,
  'Referrer-Policy': /^strict-origin-when-cross-origin$/,
  'Permissions-Policy': [/microphone=\(self\)/, /camera=\(self\)/],
  'Cross-Origin-Opener-Policy': /^same-origin$/,
  'Cross-Origin-Resource-Policy': /^same-origin$/,
  'X-Request-ID': /./,
  'X-Response-Time': /./,
}
/** Parts of the policy that may not be wider. */
const POLICY: Record<string, RegExp> = {
  'default-src': /^'none'$/,
  'base-uri': /^'none'$/,
  'frame-ancestors': /^'none'$/,
  'form-action': /^'self'$/,
  'script-src': /^'self'( 'wasm-unsafe-eval'| 'nonce-[^']+')*$/,
  'style-src': /^'self'( 'nonce-[^']+')*$/,
  'connect-src': /^'self'$/,
}
const UNWANTED = ['x-powered-by']
const STRANGER = 'https://unauthorized-origin.example'

/** A page, an answer to a program, and a refusal: what each has to carry. */
export async function headers(deployment: Deployment): Promise<Found> {
  const answers: [string, Seen][] = [
    ['/', await deployment.ask('GET', '/')],
    ['/ as a page', await deployment.ask('GET', '/', { headers: { accept: 'text/html' } })],
    ['/api/auth/login by HEAD', await deployment.ask('HEAD', '/api/auth/login')],
    ['a 404', await deployment.ask('GET', '/api/nothing-here')],
  ]
  const faults = answers.flatMap(([where, seen]) => faultsOf(seen).map((fault) => `${fault} on ${where}`))
  if (faults.length === 0)
    return done(`${Object.keys(HEADERS).length} headers and the content policy on ${answers.length} kinds of answers`)
  return failed(
    told(faults),
    'look whether the proxy drops or adds headers, and at SECURITY_HEADERS_ENABLED and SECURITY_CSP_ENABLED',
  )
}

function faultsOf(seen: Seen): string[] {
  const faults: string[] = []
  for (const [name, wanted] of Object.entries(HEADERS)) {
    const value = header(seen, name.toLowerCase())
    if (![wanted].flat().every((pattern) => pattern.test(value)))
      faults.push(value === '' ? `no ${name}` : `${name} is "${value}"`)
    else if (!seen.names.includes(name)) faults.push(`${name} is spelt otherwise`)
  }
  for (const name of UNWANTED) if (header(seen, name) !== '') faults.push(`${name} is sent`)
  return [...faults, ...policyFaults(header(seen, 'content-security-policy'))]
}

/** What of a content policy is missing, or wider than it should be. */
export function policyFaults(policy: string): string[] {
  if (policy === '') return ['no Content-Security-Policy']
  const parts = new Map(
    policy.split(';').map((part): [string, string] => {
      const [name = '', ...values] = part.trim().split(/\s+/)
      return [name, values.join(' ')]
    }),
  )
  return Object.entries(POLICY)
    .filter(([name, wanted]) => !wanted.test(parts.get(name) ?? ''))
    .map(([name]) => `the content policy's ${name} is ${parts.get(name) ?? 'missing'}`)
}

/** Others may not call from their pages; ours may. */
export async function cors(deployment: Deployment): Promise<Found> {
  const preflight = (origin: string) =>
    deployment.ask('OPTIONS', '/api/auth/login', { headers: { origin, 'access-control-request-method': 'POST' } })
  const allowed = header(await preflight(STRANGER), 'access-control-allow-origin')
  if (allowed !== '')
    return failed(
      `a stranger's page may call (${allowed})`,
      'name your own origins in CORS_ORIGINS, and let no proxy add *',
    )
  const { origin, isOriginNamed } = deployment
  const own = header(await preflight(origin), 'access-control-allow-origin')
  if (own === origin) return done(`${origin} may call, and a stranger may not`)
  return isOriginNamed
    ? failed(`${origin} may not call`, 'add it to CORS_ORIGINS')
    : person(
        `a stranger may not call, and neither may ${origin}`,
        'its own pages need no leave; add it to CORS_ORIGINS if others do',
      )
}

/** What no deployment gives to anybody: files beside it, files above it, and what only administrators read. */
const FORBIDDEN = [
  ...[
    '/.env',
    '/.env.production',
    '/.git/config',
    '/.git/HEAD',
    '/data/companion.db',
    '/companion.db',
    '/package.json',
  ],
  ...['/server/src/lva.ts', '/metrics', '/admin/users', '/admin/settings', '/api/backups', '/backup.sql'],
  ...[
    '/../../etc/passwd',
    '/assets/../../../etc/passwd',
    '/assets/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ],
  ...['/assets/%2e%2e%5c%2e%2e%5cetc%5cpasswd', '//etc/passwd', '/assets/%00'],
]

/** Asks for them as a stranger: whatever is answered, it is no success. */
export async function forbiddenPaths(deployment: Deployment): Promise<Found> {
  const open: string[] = []
  for (const path of FORBIDDEN) {
    const seen = await deployment.ask('GET', path)
    if (seen.status < 300) open.push(`${path} is ${answered(seen)}`)
    else if (seen.body.includes('root:x:0:0:')) open.push(`${path} shows a file of the system`)
  }
  return open.length === 0
    ? done(`${FORBIDDEN.length} of them, and none is open`)
    : failed(told(open), 'let the proxy serve no folder: everything goes to the server')
}

/** Errors are JSON with a code and an id, and give nothing back that may be a secret. */
export async function errorBodies(deployment: Deployment): Promise<Found> {
  const faults: string[] = []
  const wrong = (fault: string, is: boolean) => is && faults.push(fault)
  const missing = await deployment.ask('GET', '/api/nothing-here', { headers: { 'x-request-id': 'verify-1' } })
  const body = jsonOf(missing)
  wrong('a 404 is no JSON with detail, code and request_id', !(body?.detail && body.code && body.request_id))
  wrong('X-Request-ID of the caller is not kept', header(missing, 'x-request-id') !== 'verify-1')
  const stranger = await deployment.ask('GET', '/api/user/me')
  wrong('without a token /api/user/me is not 401', stranger.status !== 401)
  wrong('a 401 says no WWW-Authenticate', !/^Bearer/.test(header(stranger, 'www-authenticate')))
  const secret = 'nodigits-Or-Anything'
  const refused = await deployment.ask('POST', '/api/auth/register', { body: { email: 'verify', password: secret } })
  if (refused.status !== 429) {
    wrong(`a bad sign-up is not 422 (${refused.status})`, refused.status !== 422 && refused.status !== 403)
    wrong('a refusal gives the password back', refused.body.includes(secret))
  }
  const broken = await deployment.ask('POST', '/api/auth/login', { body: '{"email":' })
  wrong(`broken JSON is not refused (${broken.status})`, broken.status < 400 || broken.status >= 500)
  return faults.length === 0
    ? done('errors are JSON with a code and an id, and give no password back')
    : failed(told(faults), 'let the proxy pass errors on as they are (no error_page)')
}

/** The first few, in one line. */
const told = (faults: readonly string[]): string =>
  faults.slice(0, 4).join('; ') + (faults.length > 4 ? `; and ${faults.length - 4} more` : '')
