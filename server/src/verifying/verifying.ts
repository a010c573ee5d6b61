import { createInspection } from '../outgoing/inspection.ts'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { authFlow, cleanUp, gdpr } from './account.ts'
import { conversation, socket, socketByFrame, stream } from './conversing.ts'
import { createDeployment, type Deployment } from './deployment.ts'
import { rateLimit } from './limits.ts'
import { CannotLook, type Found, failed, type Looked } from './looked.ts'
import { cors, errorBodies, forbiddenPaths, headers } from './security.ts'
import { caching, compression, docs, errorRate, health, ready, responseTime } from './serving.ts'
import { certificate, hsts, protocols, redirect } from './transport.ts'

export type { Looked }

export interface VerifyOptions {
  /** Somebody who is there already; otherwise a throw-away account signs up, and is erased. */
  account?: { email: string; password: string }
  /** Instead of an account; what only an account may do is then not looked at. */
  token?: string
  /** A page that may call from elsewhere (CORS_ORIGINS); the target itself by default. */
  origin?: string
  /** Uses the rate limits of this address up, at the end. */
  limits?: boolean
  /** Where plain http is answered; port 80 of the target by default. */
  plain?: string
  now?: () => Date
  signal?: AbortSignal
}

type Check = [id: string, what: string, look: (deployment: Deployment) => Promise<Found>]

/** In the order they are made: what others need first, what uses something up last. */
function checksFor({ account, token, limits, now }: VerifyOptions): Check[] {
  return [
    ['health', 'It is there and healthy', health],
    ['ready', 'It can serve', ready],
    [
      'auth-flow',
      'Signing up and in',
      (deployment) => authFlow(deployment, { account: account ?? null, token: token ?? null }),
    ],
    ['conversation', 'A turn is answered and kept', conversation],
    ['stream', 'A turn streams', stream],
    ['socket', 'A socket talks', socket],
    ['socket-first-frame', 'A socket signs in by its first frame', socketByFrame],
    ['headers', 'Security headers', headers],
    ['cors', 'Pages of strangers may not call', cors],
    ['tls', 'Certificate', (deployment) => certificate(deployment, now?.() ?? new Date())],
    ['protocols', 'Versions of TLS', protocols],
    ['redirect', 'Plain http leads to https', redirect],
    ['hsts', 'Browsers stay on https', hsts],
    ['response-time', 'Response time', responseTime],
    ['gdpr', 'Export, erasure and its cancelling', gdpr],
    ['forbidden-paths', 'Nothing is served that is nobody’s business', forbiddenPaths],
    ['error-bodies', 'Errors say what they are, and no more', errorBodies],
    ['caching', 'What may be cached', caching],
    ['compression', 'Pages are compressed', compression],
    ['docs', 'Documentation', docs],
    ['cleaned-up', 'Nothing is left behind', cleanUp],
    ['rate-limit', 'Who asks too often is refused', (deployment) => rateLimit(deployment, { useUp: limits ?? false })],
    ['error-rate', 'Answers that were the server’s fault', errorRate],
  ]
}

/**
 * Checks a deployment from outside, one thing after the other. Only `target` is asked, which the operator names; what it keeps of this is one
 * throw-away account, scheduled for erasure. Throws TypeError when `target` is no http address.
 */
export async function* verify(target: string, options: VerifyOptions = {}): AsyncGenerator<Looked> {
  const url = URL.parse(target)
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError(`${target} is no address like https://example.org`)
  const signal = options.signal ?? new AbortController().signal
  const plain = new URL(options.plain ?? `http://${url.hostname}`)
  const inspection = createInspection(url, { plain, signal })
  const openSocket = createOutgoing().socket(url.origin, { operators: true })
  const deployment = createDeployment({ target: url, origin: options.origin ?? null, inspection, openSocket })
  let gone: string | null = null
  try {
    for (const [id, what, look] of checksFor(options)) {
      signal.throwIfAborted()
      const found: Found =
        gone === null ? await foundBy(look, deployment) : failed(`not looked at: ${gone}`, 'see health')
      // Where nobody answers, nobody is asked two dozen times.
      if (id === 'health' && deployment.tally().asked === 0) gone = found.detail
      yield { id, what, ...found }
    }
  } finally {
    inspection.close()
  }
}

/** A check that could not be made has failed. */
async function foundBy(look: Check[2], deployment: Deployment): Promise<Found> {
  try {
    return await look(deployment)
  } catch (error) {
    if (error instanceof CannotLook) return failed(error.message, error.todo)
    if (error instanceof Error) return failed(sentenceOf(error), 'check the address, the network and the proxy')
    throw error
  }
}

const SENTENCES: [RegExp, string][] = [
  [/^ECONNREFUSED$/, 'nothing answers at this address'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'there is no machine of this name'],
  [/^CERT_HAS_EXPIRED$/, 'the certificate has ended'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate is for another name'],
  [
    /^(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_/,
    'the certificate is of an authority nobody knows (yours: NODE_EXTRA_CA_CERTS=FILE)',
  ],
  [/^(?:ECONNRESET|EPIPE)$/, 'the connection was cut'],
]

function sentenceOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  return SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? error.message
}
