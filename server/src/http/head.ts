import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

/** As many as Apache takes; Node would read two thousand and pass the rest over in silence. */
const HEADERS_MAX = 100

/** What is wrong with a request's head although it could be read, or null. */
export function faultOfHead({ raw, headers }: FastifyRequest): Problem | null {
  // Said here and not by Node, whose own answer has none of our headers.
  if (headers.host === undefined && raw.httpVersionMajor === 1 && raw.httpVersionMinor === 1)
    return new Problem('bad-request', 'The request names no host.')
  if (raw.rawHeaders.length > HEADERS_MAX * 2)
    return new Problem('too-many-headers', `A request may have at most ${HEADERS_MAX} headers.`)
  return null
}
