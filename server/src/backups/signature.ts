import { createHash, createHmac, webcrypto } from 'node:crypto'

/** Who signs requests to an object store, and for which region of it. */
export interface Signer {
  keyId: string
  secret: string
  region: string
}

/** A request as it is signed. */
export interface Unsigned {
  method: string
  url: URL
  headers: Record<string, string>
  /** SHA-256 of the body, in hexadecimal. */
  bodyHash: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
/** SHA-256 of nothing. */
export const NO_BODY = hashOf('')

/** The headers of a request to an S3-compatible store, signed for 15 minutes around `now` (AWS Signature Version 4, service s3). Pure. */
export function signed(
  { method, url, headers, bodyHash }: Unsigned,
  { keyId, secret, region }: Signer,
  now: Date,
): Record<string, string> {
  const at = `${now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
  const day = at.slice(0, 8)
  const scope = `${day}/${region}/s3/aws4_request`
  const all: Record<string, string> = { ...headers, host: url.host, 'x-amz-content-sha256': bodyHash, 'x-amz-date': at }
  const names = Object.keys(all).sort()
  const canonical = [
    ...[method, url.pathname, queryOf(url)],
    ...names.map((name) => `${name}:${all[name]?.trim()}`),
    ...['', names.join(';'), bodyHash],
  ].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`))
  const signature = hmac(key, [ALGORITHM, at, scope, hashOf(canonical)].join('\n')).toString('hex')
  const { host: _host, ...sent } = all
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${keyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

/** A text as it stands in the path or the query of a signed address: everything but letters, digits and `-._~` in percent signs. */
export const uriEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function queryOf(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${uriEncoded(name)}=${uriEncoded(value)}`)
    .sort()
    .join('&')
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same of a long body, without holding anybody up. */
export async function hashOfBody(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
