import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

const SPELT_OTHERWISE: Record<string, string> = {
  etag: 'ETag',
  te: 'TE',
  'www-authenticate': 'WWW-Authenticate',
  'x-request-id': 'X-Request-ID',
  'x-ratelimit-limit': 'X-RateLimit-Limit',
  'x-ratelimit-remaining': 'X-RateLimit-Remaining',
  'x-ratelimit-reset': 'X-RateLimit-Reset',
  'sec-websocket-protocol': 'Sec-WebSocket-Protocol',
  'sec-websocket-version': 'Sec-WebSocket-Version',
}

const known = new Map<string, string>()

/** A header's name as the standards print it: `content-security-policy` → `Content-Security-Policy`. */
export function canonicalName(name: string): string {
  let canonical = known.get(name)
  if (canonical === undefined) {
    const lower = name.toLowerCase()
    canonical = SPELT_OTHERWISE[lower] ?? lower.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
    // Names come from our own code, so the map stays small; the bound is for the day one does not.
    if (known.size < 500) known.set(name, canonical)
  }
  return canonical
}

function canonicalHeaders(headers: OutgoingHttpHeaders | OutgoingHttpHeader[]) {
  if (Array.isArray(headers)) return headers
  const canonical: OutgoingHttpHeaders = {}
  for (const name in headers) canonical[canonicalName(name)] = headers[name]
  return canonical
}

/**
 * A response whose header names leave in canonical case, whoever set them. Fastify lower-cases names, and people
 * grep for `Content-Security-Policy`. A server is given this class; the response of an upgrade is turned into one.
 */
export class CanonicalResponse extends ServerResponse {
  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(canonicalName(name), value)
  }

  override writeHead(
    status: number,
    reasonOrHeaders?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    if (typeof reasonOrHeaders === 'string') {
      return super.writeHead(status, reasonOrHeaders, headers && canonicalHeaders(headers))
    }
    return super.writeHead(status, reasonOrHeaders && canonicalHeaders(reasonOrHeaders))
  }
}

/** Gives an existing response canonical header names; for refused upgrades, whose response a library made. */
export function canonicalise(response: ServerResponse): void {
  const plain = Object.getPrototypeOf(response) === ServerResponse.prototype
  if (plain) Object.setPrototypeOf(response, CanonicalResponse.prototype)
}
