declare module 'http_ece' {
  import type { ECDH } from 'node:crypto'

  /** Encrypts by RFC 8188 for a browser (RFC 8291): `privateKey` is ours, `dh` the browser's; both base64url or bytes. */
  export function encrypt(
    words: Buffer,
    how: { version: 'aes128gcm'; privateKey: ECDH; dh: string; authSecret: string; salt?: string },
  ): Buffer
}
