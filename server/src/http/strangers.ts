import type { App } from './app.ts'

/**
 * Notices `X-Forwarded-For` from a peer that is no trusted proxy: either somebody is pretending, or TRUSTED_PROXIES
 * was forgotten and every learner is counted as the proxy. Warns once; the answer says whether it ever happened.
 */
export function noticeStrangers(app: App, isTrusted: (address: string, hop: number) => boolean): () => boolean {
  let seen = false
  app.addHook('onRequest', (request, _reply, done) => {
    if (
      !seen &&
      request.headers['x-forwarded-for'] !== undefined &&
      !isTrusted(request.socket.remoteAddress ?? '', 0)
    ) {
      seen = true
      request.log.warn(
        { peer: request.socket.remoteAddress },
        'a forwarded address was ignored: its sender is not in TRUSTED_PROXIES',
      )
    }
    done()
  })
  return () => seen
}
