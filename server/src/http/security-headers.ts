import type { SecurityHeaderSettings } from './settings.ts'

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
].join('; ')

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

/**
 * The headers every answer carries, computed once. HSTS is sent only where people really come by https: on plain
 * http a browser ignores it, and on `localhost` it would lock every other project of a developer out.
 */
export function securityHeaders(settings: SecurityHeaderSettings, publicUrl: string | null): Record<string, string> {
  if (!settings.enabled) return {}
  const headers: Record<string, string> = {
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': PERMISSIONS,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
  if (settings.csp) {
    headers[settings.cspReportOnly ? 'Content-Security-Policy-Report-Only' : 'Content-Security-Policy'] = POLICY
  }
  if (settings.hsts && publicUrl?.startsWith('https://')) {
    const preload = settings.hstsPreload ? '; preload' : ''
    headers['Strict-Transport-Security'] = `max-age=${settings.hstsMaxAge}; includeSubDomains${preload}`
  }
  return headers
}
