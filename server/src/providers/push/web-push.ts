import { createECDH, createPrivateKey, type ECDH, type KeyObject } from 'node:crypto'
import { encrypt } from 'http_ece'
import { SignJWT } from 'jose'
import type { Outgoing } from '../../outgoing/outgoing.ts'
import { OutgoingRefused } from '../../outgoing/refused.ts'
import { kindOfStatus, ProviderError } from '../provider-error.ts'
import type { Push, PushAddress } from './push.ts'

/** Where the makers of browsers take messages for them; below a dot every host. */
const SERVICES = [
  'fcm.googleapis.com',
  // Chromium that is not built by Google.
  'jmt17.google.com',
  '.push.services.mozilla.com',
  '.push.apple.com',
  '.notify.windows.com',
]
const CURVE = 'prime256v1'
const AUTH_BYTES = 16
/** Not compressed. */
const POINT_BYTES = 65
const SEND_MS = 20_000
/** A push service takes no signature that is good for more than a day (RFC 8292). */
const SIGNED_MS = 12 * 3_600_000
/** Push services there are ways to at the same time. */
const WAYS_MAX = 50

/** What a server of pushes is told. */
export interface WebPushNeeds {
  /** P-256, 32 bytes, base64url. */
  privateKey: string
  /** Whom a push service may write to: `mailto:` or `https:`. */
  subject: string
  /** Hosts besides the push services of the makers of browsers. */
  allow: readonly string[]
  outgoing: Pick<Outgoing, 'only'>
  now: () => Date
}

/** Web Push: RFC 8030, with words that only the browser reads (RFC 8291) and a signature that says who sends them (RFC 8292). */
export function createWebPush({ privateKey, subject, allow, outgoing, now }: WebPushNeeds): Push {
  const own = createECDH(CURVE)
  own.setPrivateKey(privateKey, 'base64url')
  const publicKey = own.getPublicKey('base64url')
  const key = signingKey(own)
  const ways = new Map<string, typeof globalThis.fetch>()

  /** Kept, because every way has connections of its own. */
  function wayTo(origin: string): typeof globalThis.fetch {
    const known = ways.get(origin)
    if (known) return known
    if (ways.size >= WAYS_MAX) ways.clear()
    const way = outgoing.only(origin, { operators: false })
    ways.set(origin, way)
    return way
  }

  async function authorization(origin: string): Promise<string> {
    const token = await new SignJWT({ aud: origin, sub: subject })
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
      .setExpirationTime(new Date(now().getTime() + SIGNED_MS))
      .sign(key)
    return `vapid t=${token}, k=${publicKey}`
  }

  return {
    publicKey,
    serviceOf: (address) => (canRead(address) ? serviceOf(address.endpoint, allow) : null),

    async send({ text, ttlSeconds, topic }, to, { signal }) {
      const service = serviceOf(to.endpoint, allow)
      if (service === null) throw new ProviderError('push', 'refused', { detail: 'the address is no push service' })
      const { origin } = new URL(to.endpoint)
      const answer = await wayTo(origin)(to.endpoint, {
        method: 'POST',
        body: sealFor(to, text),
        headers: {
          ...{ Authorization: await authorization(origin), TTL: String(ttlSeconds), Topic: topic, Urgency: 'normal' },
          ...{ 'Content-Encoding': 'aes128gcm', 'Content-Type': 'application/octet-stream' },
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_MS)]),
      }).catch((cause: unknown) => {
        const refused = cause instanceof OutgoingRefused
        const detail = refused ? cause.message : `the push service ${service} does not answer`
        throw new ProviderError('push', refused ? 'refused' : 'unavailable', { cause, detail })
      })
      await answer.body?.cancel()
      if (answer.status === 404 || answer.status === 410) return 'gone'
      if (answer.status < 200 || answer.status > 299) throw failureOf(answer, service)
      return 'taken'
    },
  }
}

/** Words that only one browser can read. `lot` stands in the place of what is drawn anew for each message. */
export function sealFor(
  { p256dh, auth }: Omit<PushAddress, 'endpoint'>,
  text: string,
  lot: { salt?: string; sender?: ECDH } = {},
): Buffer<ArrayBuffer> {
  const sender = lot.sender ?? createECDH(CURVE)
  if (!lot.sender) sender.generateKeys()
  const salt = lot.salt === undefined ? {} : { salt: lot.salt }
  return Buffer.from(
    encrypt(Buffer.from(text), { version: 'aes128gcm', privateKey: sender, dh: p256dh, authSecret: auth, ...salt }),
  )
}

/** Whether the keys are such as a browser makes: a point of the curve, and sixteen bytes. */
function canRead({ p256dh, auth }: PushAddress): boolean {
  const point = Buffer.from(p256dh, 'base64url')
  if (Buffer.from(auth, 'base64url').length !== AUTH_BYTES || point.length !== POINT_BYTES) return false
  try {
    const any = createECDH(CURVE)
    any.generateKeys()
    any.computeSecret(point)
    return true
  } catch {
    return false
  }
}

function signingKey(own: ECDH): KeyObject {
  const point = own.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url')) as [
    string,
    string,
  ]
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', d: own.getPrivateKey().toString('base64url'), x, y },
  })
}

function failureOf(answer: Response, service: string): ProviderError {
  const seconds = Number(answer.headers.get('retry-after'))
  return new ProviderError('push', kindOfStatus(answer.status), {
    detail: `the push service ${service} answered ${answer.status}`,
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
  })
}

/**
 * The host a browser's address leads to; null unless it is the push service of a maker of browsers, by https at its usual port, or a host
 * that the operator named (`allow`). An address comes from whoever is signed in, and would otherwise have this server call anybody.
 */
function serviceOf(endpoint: string, allow: readonly string[]): string | null {
  const url = URL.parse(endpoint)
  if (url?.username !== '' || url.password !== '') return null
  const host = url.hostname
  if (allow.includes(host) && ['http:', 'https:'].includes(url.protocol)) return host
  if (url.protocol !== 'https:' || url.port !== '') return null
  return SERVICES.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one)) ? host : null
}
