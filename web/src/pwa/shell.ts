/** The page every address of the app begins with. */
export const SHELL = '/'

/** Addresses the server answers itself, also when a browser opens them. */
const SERVERS_OWN = /^\/(api|ws|health|metrics|openapi\.json|docs|legal|twilio|admin)(\/|$)/

/**
 * What the service worker does with a request: `page`, fall back to the shell; `file`, take the kept file; `network`, stay
 * out of the way. Only pages and built files are ever answered from the device, never what a person said.
 */
export function answerFor(request: {
  method: string
  mode: string
  url: string
  origin: string
}): 'page' | 'file' | 'network' {
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== request.origin || SERVERS_OWN.test(pathname)) return 'network'
  if (request.mode === 'navigate') return 'page'
  return pathname.startsWith('/assets/') || /^\/[\w.-]+\.(svg|png|js|webmanifest)$/.test(pathname) ? 'file' : 'network'
}
