import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { App } from './app.ts'

/** What stands for an entry that is no address: everybody a proxy cannot name is counted as one. */
const NOBODY = '0.0.0.0'

/**
 * Writes the entries of `X-Forwarded-For` as plain addresses, before anything counts by them: some proxies add a port, which is another
 * one for each connection, and some write a word.
 */
export function spellForwarded(headers: IncomingHttpHeaders): void {
  const given = headers['x-forwarded-for']
  if (given === undefined) return
  headers['x-forwarded-for'] = String(given).split(',').map(addressIn).join(', ')
}

function addressIn(entry: string): string {
  const text = entry.trim()
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return isIP(bare) ? bare : NOBODY
}

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
