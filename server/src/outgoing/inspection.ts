import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import tls from 'node:tls'

const PATIENCE_MS = 30_000
const BODY_BYTES_MAX = 8 * 1024 * 1024
const DAY_MS = 86_400_000

/** An answer as it came over the wire: nothing unpacked, nothing followed. */
export interface Seen {
  status: number
  /** Names in small letters. */
  headers: IncomingHttpHeaders
  /** Names as they were written. */
  names: string[]
  body: Buffer
  /** Until all of it was there, in milliseconds. */
  ms: number
  /** Until the first of its body was there. */
  firstMs: number
}

export interface Asking {
  headers?: Record<string, string>
  body?: unknown
}

/** How a connection was encrypted. */
export interface Encrypted {
  protocol: string
  subject: string
  issuer: string
  daysLeft: number
}

export type Inspection = ReturnType<typeof createInspection>

/**
 * Looks at a server of the operator's from outside, as any client could: paths go out as they are written, and answers are handed on
 * untouched. Certificates are checked as ever (NODE_EXTRA_CA_CERTS adds authorities). Only `target`, which the operator named, is asked,
 * and plain http on the same machine at `plain` (its port 80).
 */
export function createInspection(target: URL, { plain, signal }: { plain: URL; signal: AbortSignal }) {
  const options = { keepAlive: true, maxSockets: 4 }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  function ask(origin: URL, method: string, path: string, { headers = {}, body }: Asking): Promise<Seen> {
    const payload = body === undefined ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const ofBody = payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}
    const { hostname, port, protocol } = origin
    return new Promise((resolve, reject) => {
      const began = performance.now()
      const asking = (protocol === 'https:' ? https : http).request(
        {
          ...{ hostname: hostname.replace(/^\[|\]$/g, ''), port, path, method, timeout: PATIENCE_MS, signal },
          agent: agents[protocol === 'https:' ? protocol : 'http:'],
          headers: { ...ofBody, ...headers },
        },
        (answer) => {
          bytesOf(answer).then(({ bytes, firstAt }) => {
            const ended = performance.now()
            resolve({ ...headOf(answer), body: bytes, ms: ended - began, firstMs: (firstAt ?? ended) - began })
          }, reject)
        },
      )
      asking.on('timeout', () => asking.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)))
      asking.on('error', reject)
      asking.end(payload ?? undefined)
    })
  }

  function connected(bounds: tls.ConnectionOptions): Promise<tls.TLSSocket> {
    const host = target.hostname.replace(/^\[|\]$/g, '')
    return new Promise((resolve, reject) => {
      const named = !/^[\d.:]+$/.test(host) ? { servername: host } : {}
      const socket = tls.connect({ host, port: Number(target.port || 443), ...named, ...bounds }, () => resolve(socket))
      socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')))
      socket.once('error', reject)
    })
  }

  return {
    /** Asks the target. Rejects with the error of the connection. */
    ask: (method: string, path: string, asking: Asking = {}) => ask(target, method, path, asking),

    /** Asks where plain http is answered. */
    askPlain: (path: string) => ask(plain, 'GET', path, {}),

    /** How the target encrypts; rejects where its certificate is not good. `now` is when the days left are counted from. */
    async encrypted(now: Date): Promise<Encrypted> {
      const socket = await connected({})
      const { subject, issuer, valid_to } = socket.getPeerCertificate()
      const protocol = socket.getProtocol() ?? 'unknown'
      socket.destroy()
      return {
        protocol,
        subject: nameOf(subject.CN),
        issuer: nameOf(issuer.O ?? issuer.CN),
        daysLeft: Math.floor((Date.parse(valid_to) - now.getTime()) / DAY_MS),
      }
    },

    /** Whether the target speaks one version of TLS and no other. */
    async speaks(version: tls.SecureVersion): Promise<boolean> {
      // Nothing is sent over it, so whose certificate it is does not matter here; ciphers of old days are offered to old versions.
      const old = { ciphers: 'DEFAULT@SECLEVEL=0', rejectUnauthorized: false }
      const socket = await connected({ minVersion: version, maxVersion: version, ...old }).catch(() => null)
      socket?.destroy()
      return socket !== null
    },

    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function headOf(answer: IncomingMessage): Pick<Seen, 'status' | 'headers' | 'names'> {
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    names: answer.rawHeaders.filter((_, n) => n % 2 === 0),
  }
}

async function bytesOf(answer: AsyncIterable<Buffer>): Promise<{ bytes: Buffer; firstAt: number | null }> {
  const pieces: Buffer[] = []
  let firstAt: number | null = null
  let bytes = 0
  for await (const piece of answer) {
    firstAt ??= performance.now()
    bytes += piece.length
    if (bytes > BODY_BYTES_MAX) throw new Error(`the answer is larger than ${BODY_BYTES_MAX} bytes`)
    pieces.push(piece)
  }
  return { bytes: Buffer.concat(pieces), firstAt }
}

/** A name in a certificate may be there several times. */
const nameOf = (name: string | string[] | undefined): string =>
  Array.isArray(name) ? name.join(', ') : (name ?? 'unknown')
