import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { KEY_BYTES, KEY_ID_BYTES, type Key, type Keyring } from './keyring.ts'
import { type Label, labelBytes } from './label.ts'
import { VaultError } from './vault-error.ts'

/** Bytes of content in every chunk but the last, which has 0 to as many. */
export const CHUNK_BYTES = 64 * 1024
/** Bytes a chunk grows by when it is sealed. */
export const TAG_BYTES = 16

const MAGIC = Buffer.from('LVAV')
const VERSION = 1
const SALT_BYTES = 32
const PREFIX_BYTES = 7
const KEY_ID_AT = MAGIC.length + 1
const SALT_AT = KEY_ID_AT + KEY_ID_BYTES
const PREFIX_AT = SALT_AT + SALT_BYTES
/** Bytes before the first chunk: magic, version, key id, salt, nonce prefix. */
export const HEADER_BYTES = PREFIX_AT + PREFIX_BYTES

/** Seals or opens the chunks of one thing, in their order; the one called with `last` ends it. */
export type OnChunk = (chunk: Uint8Array, last: boolean) => Buffer

/**
 * Begins to seal one thing: its header, and what seals each chunk.
 *
 * The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015) over AES-256-GCM: a chunk's nonce is a random prefix, its number and whether it is the last, so
 * that chunks cannot be left out, moved, repeated or cut off. Every thing has a key of its own, derived from the master key with a
 * random salt (HKDF-SHA256, RFC 5869), so that no number of things wears a key out. What it is and whose it is are authenticated with
 * every chunk, so that it opens nowhere else.
 */
export function beginSealing(key: Key, label: Label): { header: Buffer; seal: OnChunk } {
  const header = Buffer.concat([
    MAGIC,
    Buffer.of(VERSION),
    Buffer.from(key.id, 'hex'),
    randomBytes(SALT_BYTES + PREFIX_BYTES),
  ])
  const { secret, nonceOf, authenticated } = begin(key, header, label)
  return {
    header,
    seal(chunk, last) {
      const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(last))
      cipher.setAAD(authenticated)
      return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
    },
  }
}

/**
 * Begins to open something sealed, from its header. Throws VaultError `not-sealed`, `unknown-key`, and `damaged` for a chunk that is not
 * what was sealed under this label at this place.
 */
export function beginOpening(keyring: Keyring, header: Buffer, label: Label): OnChunk {
  const id = keyIdOf(header)
  if (id === null) throw new VaultError('not-sealed', 'This is not sealed.')
  const key = keyring.find(id)
  if (!key) throw unknownKey(id)
  const { secret, nonceOf, authenticated } = begin(key, header, label)
  return (chunk, last) => {
    if (chunk.length < TAG_BYTES) throw damaged()
    const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(last), { authTagLength: TAG_BYTES })
    decipher.setAAD(authenticated)
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES))
    const opened = decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES))
    try {
      decipher.final()
    } catch (cause) {
      throw damaged(cause)
    }
    return opened
  }
}

/** The id of the key something was sealed with, by its first bytes; null when it is not sealed. Throws VaultError for a later format. */
export function keyIdOf(start: Uint8Array): string | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength)
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null
  if (bytes.length < HEADER_BYTES) throw damaged()
  if (bytes[MAGIC.length] !== VERSION)
    throw new VaultError('damaged', 'This was sealed by a later release, or is damaged.')
  return bytes.toString('hex', KEY_ID_AT, SALT_AT)
}

/** What to tell an operator of whose keys one is missing. */
export function unknownKey(id: string): VaultError {
  return new VaultError(
    'unknown-key',
    `This was sealed with the key ${id}, which is not here. Put keys.json back into DATA_DIR, or give that key as ENCRYPTION_KEY or in ENCRYPTION_KEY_PREVIOUS.`,
  )
}

function begin(key: Key, header: Buffer, label: Label) {
  const salt = header.subarray(SALT_AT, PREFIX_AT)
  const secret = Buffer.from(hkdfSync('sha256', key.secret, salt, 'lva vault v1', KEY_BYTES))
  const nonce = Buffer.alloc(12)
  header.copy(nonce, 0, PREFIX_AT)
  let number = 0
  let over = false
  return {
    secret,
    authenticated: Buffer.concat([header, labelBytes(label)]),
    nonceOf(last: boolean): Buffer {
      if (over) throw damaged()
      over = last
      // Throws beyond 2^32 chunks, which are 256 TiB, before a nonce could come twice.
      nonce.writeUInt32BE(number++, PREFIX_BYTES)
      nonce[11] = last ? 1 : 0
      return nonce
    },
  }
}

function damaged(cause?: unknown): VaultError {
  return new VaultError(
    'damaged',
    'Something sealed is damaged, was changed, or was put in the place of something else.',
    {
      cause,
    },
  )
}
