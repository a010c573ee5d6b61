import { scryptSync } from 'node:crypto'
import { KEY_BYTES } from '../vault/keyring.ts'

const LEAST_CHARACTERS = 32
// Every start pays for it once; 32 MiB and about a tenth of a second (RFC 7914).
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** What is said of a text that can be no key; continues "KEY …". */
export const NO_KEY = `must be 32 random bytes in base64 or hexadecimal (openssl rand -base64 32), or a text of at least ${LEAST_CHARACTERS} characters`

/** Whether a text can be a master key. */
export const canBeKey = (text: string): boolean => bytesIn(text) !== null || text.length >= LEAST_CHARACTERS

/**
 * The master key an operator's text stands for: its bytes when it is 32 of them in base64 or hexadecimal, otherwise what scrypt makes
 * of the text. The salt is the same everywhere, so that the text alone is enough on another machine.
 */
export function masterKey(text: string): Buffer {
  return bytesIn(text) ?? scryptSync(text.normalize('NFC'), 'lva vault passphrase', KEY_BYTES, COST)
}

function bytesIn(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null
}
