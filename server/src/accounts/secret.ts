import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM = 30
const CHECKSUM = 6

/**
 * A secret that is given away once and kept as its hash: a prefix that says what it is, 30 random characters (178 bits) and 6 of a
 * checksum, by which scanners for leaked secrets know it from a look-alike (as GitHub's tokens have it).
 */
export function newSecret(prefix: string): string {
  const random = Array.from({ length: RANDOM }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return prefix + random + checksumOf(prefix + random)
}

/** True when the text may be a secret of this kind: prefix, length, characters and checksum fit. */
export function looksLikeSecret(prefix: string, text: string): boolean {
  const rest = text.slice(prefix.length)
  if (!text.startsWith(prefix) || rest.length !== RANDOM + CHECKSUM || !/^[0-9A-Za-z]+$/.test(rest)) return false
  return checksumOf(text.slice(0, -CHECKSUM)) === text.slice(-CHECKSUM)
}

/** What is kept of a secret. It is random and long, so that one round of SHA-256 is enough. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

function checksumOf(text: string): string {
  let rest = crc32(text)
  let written = ''
  for (let i = 0; i < CHECKSUM; i++) {
    written = ALPHABET[rest % ALPHABET.length] + written
    rest = Math.floor(rest / ALPHABET.length)
  }
  return written
}
