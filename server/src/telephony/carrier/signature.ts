import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What the carrier signed: the address it asked for, and the fields of a form in any order. */
export interface Signed {
  /** Scheme, host, path and query, as the carrier knows them. */
  url: string
  fields?: readonly (readonly [name: string, value: string])[]
}

const DEFAULT_PORTS: Record<string, string> = { 'https:': '443', 'wss:': '443', 'http:': '80', 'ws:': '80' }

/** The signature of a request by Twilio's rule: base64(HMAC-SHA1(token, address, then each name and value of the form, sorted)). */
export function signatureOf(token: string, { url, fields = [] }: Signed): string {
  return createHmac('sha1', token)
    .update(url + written(fields))
    .digest('base64')
}

/** Names by their bytes; of a name that comes more than once, its different values by theirs. */
function written(fields: readonly (readonly [string, string])[]): string {
  const values = Map.groupBy(fields, ([name]) => name)
  return [...values.keys()]
    .sort(byBytes)
    .flatMap((name) => [...new Set(values.get(name)?.map(([, value]) => value))].sort(byBytes).map((one) => name + one))
    .join('')
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))

/**
 * Whether a request is the carrier's own. `url` is the public address, never what a `Host` claims; a `body` is what came, `form` says that
 * its fields were signed, and an address with `bodySHA256` that its bytes were. Takes as long for any signature; without one it is not.
 */
export function isSigned(
  token: string,
  { url, given, body, form }: { url: string; given: string | undefined; body: Uint8Array | null; form: boolean },
): boolean {
  const address = URL.parse(url)
  if (!address || given === undefined || token === '') return false
  const digest = address.searchParams.get('bodySHA256')
  const bodyFits = digest === null ? form || !body?.length : fits(digest.toLowerCase(), sha256(body ?? Buffer.alloc(0)))
  const fields = form && digest === null && body ? fieldsOf(body) : []
  const candidates = withAndWithoutPort(url, address).map((one) => signatureOf(token, { url: one, fields }))
  // All of them are compared, so that the time does not say which one was near.
  const signed = candidates.map((one) => fits(given, one)).includes(true)
  return signed && bodyFits
}

/** The fields of a form as they came; one name may have several values. */
export function fieldsOf(body: Uint8Array): [string, string][] {
  return [...new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))]
}

/** Proxies and carriers disagree on whether a usual port is written. */
function withAndWithoutPort(url: string, { protocol, port, pathname, search }: URL): string[] {
  const usual = DEFAULT_PORTS[protocol]
  if (usual === undefined || port !== '') return [url]
  // As it is written: an address that is put together anew might be another one.
  const path = url.includes('/', protocol.length + 2) ? pathname + search : search
  const head = url.slice(0, url.length - path.length)
  const bare = head.endsWith(`:${usual}`) ? head.slice(0, -usual.length - 1) : head
  return [bare + path, `${bare}:${usual}${path}`]
}

const sha256 = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

function fits(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
