import type { HttpSettings, SecurityHeaderSettings } from './settings.ts'

/** Where browsers report what the policy stopped. */
export const POLICY_REPORTS_URL = '/api/csp-reports'

// What a page of ours may load. No remote images, so that a reply cannot leak anything through a picture.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]
const REPORT_URI = `report-uri ${POLICY_REPORTS_URL}`

/** The names of the policy's parts. */
export const POLICY_PARTS = POLICY.map((part) => part.split(' ', 1)[0] ?? '')

const PERMISSIONS = [
  'microphone=(self)',
  'camera=(self)',
  'accelerometer=()',
  'browsing-topics=()',
  'display-capture=()',
  'encrypted-media=()',
  'geolocation=()',
  'gyroscope=()',
  'magnetometer=()',
  'midi=()',
  'payment=()',
  'publickey-credentials-get=()',
  'serial=()',
  'usb=()',
  'xr-spatial-tracking=()',
].join(', ')

/** What every answer of the house starts with, also one that no route gives; a route may say otherwise of its caching. */
export function houseHeaders({ securityHeaders: switches, publicUrl }: HttpSettings): Record<string, string> {
  return { 'Cache-Control': 'no-store', ...securityHeaders(switches, publicUrl) }
}

/**
 * The headers every answer carries, computed once. HSTS is sent only where people really come by https: on plain
 * http a browser ignores it, and on `localhost` it would lock every other project of a developer out.
 */
export function securityHeaders(settings: SecurityHeaderSettings, publicUrl: string | null): Record<string, string> {
  if (!settings.enabled) return {}
  const encrypted = publicUrl?.startsWith('https://') ?? false
  const headers: Record<string, string> = {
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': PERMISSIONS,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
  if (settings.csp) {
    const name = settings.cspReportOnly ? 'Content-Security-Policy-Report-Only' : 'Content-Security-Policy'
    headers[name] = [...POLICY, REPORT_URI, ...(encrypted ? ['report-to csp'] : [])].join('; ')
    // On plain http Chromium would take the newer way for good, and then not go it.
    if (encrypted) headers['Reporting-Endpoints'] = `csp="${POLICY_REPORTS_URL}"`
  }
  if (settings.hsts && encrypted) {
    const preload = settings.hstsPreload ? '; preload' : ''
    headers['Strict-Transport-Security'] = `max-age=${settings.hstsMaxAge}; includeSubDomains${preload}`
  }
  return headers
}
