import type { IncomingHttpHeaders } from 'node:http'

const SAFE = /^[\w.:-]{1,128}$/

/** The caller's own request id (`X-Request-ID` or `X-Correlation-ID`) if it is fit for a log line, else null. */
export function requestId(headers: IncomingHttpHeaders): string | null {
  for (const id of [headers['x-request-id'], headers['x-correlation-id']]) {
    if (typeof id === 'string' && SAFE.test(id)) return id
  }
  return null
}
