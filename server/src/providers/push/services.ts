/** Where the makers of browsers take messages for them; below a dot every host. */
const SERVICES = [
  'fcm.googleapis.com',
  // Chromium that is not built by Google.
  'jmt17.google.com',
  '.push.services.mozilla.com',
  '.push.apple.com',
  '.notify.windows.com',
]

/**
 * The host a browser's address leads to; null unless it is the push service of a maker of browsers, by https at its usual port, or a host
 * that the operator named (`allow`). An address comes from whoever is signed in, and would otherwise have this server call anybody.
 */
export function serviceOf(endpoint: string, allow: readonly string[]): string | null {
  const url = URL.parse(endpoint)
  if (url?.username !== '' || url.password !== '') return null
  const host = url.hostname
  if (allow.includes(host) && ['http:', 'https:'].includes(url.protocol)) return host
  if (url.protocol !== 'https:' || url.port !== '') return null
  return SERVICES.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one)) ? host : null
}
