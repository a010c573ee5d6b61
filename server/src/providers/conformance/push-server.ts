import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { compactVerify, importJWK } from 'jose'
import { type Received, startServer } from './local-server.ts'

/** A message as a browser reads it, and how it came. */
interface Delivered {
  text: string
  headers: Received['headers']
}

/** A push service on this machine, and browsers that live behind it. `answer` says what a browser's address answers instead of 201. */
export async function startPushServer() {
  const answers = new Map<string, (response: ServerResponse) => void>()
  const server = await startServer(({ path }, response) => {
    const answer = answers.get(path)
    if (answer) return answer(response)
    response.writeHead(201, { location: `${path}/1` }).end()
  })
  let browsers = 0

  return {
    ...server,

    /** A browser that has just subscribed. */
    browser() {
      const path = `/push/${++browsers}`
      const keys = createECDH('prime256v1')
      keys.generateKeys()
      const auth = randomBytes(16)
      return {
        subscription: {
          endpoint: `${server.url}${path}`,
          keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
        },
        /** What it got so far. */
        delivered: (): Delivered[] =>
          server.requests
            .filter((request) => request.path === path)
            .map(({ body, headers }) => ({ text: unseal(body, { keys, auth }), headers })),
        /** What its address answers from now on; null: it takes everything. */
        answer(status: number | null, headers: Record<string, string> = {}) {
          if (status === null) answers.delete(path)
          else answers.set(path, (response) => void response.writeHead(status, headers).end('no'))
        },
      }
    },
  }
}

/** Reads a message as a browser does: RFC 8188 with one record, keys by RFC 8291. */
export function unseal(body: Buffer, { keys, auth }: { keys: ECDH; auth: Buffer }): string {
  const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(20)]
  const sender = body.subarray(21, 21 + idLength)
  const sealed = body.subarray(21 + idLength)
  const whose = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
  const shared = hkdf(keys.computeSecret(sender), auth, whose, 32)
  const cipher = createDecipheriv(
    'aes-128-gcm',
    hkdf(shared, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
    hkdf(shared, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
  )
  cipher.setAuthTag(sealed.subarray(-16))
  const words = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
  return words.subarray(0, words.lastIndexOf(2)).toString('utf8')
}

/** What a message's signature says (RFC 8292). Throws unless it was made with the key it names. */
export async function signatureOf(authorization: string | undefined): Promise<{ key: string; claims: unknown }> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url')) as [
    string,
    string,
  ]
  const { payload } = await compactVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'))
  return { key, claims: JSON.parse(Buffer.from(payload).toString('utf8')) }
}

const hkdf = (secret: Buffer, salt: Buffer, info: Buffer, bytes: number) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
