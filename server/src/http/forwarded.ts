import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

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
