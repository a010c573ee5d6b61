import { readFileSync } from 'node:fs'
import type { Algorithm } from '@node-rs/argon2'

/** Turns passwords into hashes and checks them. */
export interface Passwords {
  /** argon2id in PHC text. */
  hash(password: string): Promise<string>
  /** True when `password` made `hashed`. */
  matches(hashed: string, password: string): Promise<boolean>
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. The enum of the library cannot be imported as a value. */
const PARAMETERS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * The hash of a password nobody knows. It is checked when there is no such account, so that an unknown address takes as long as a
 * wrong password. Its parameters must be those above.
 */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$W+Pxp8UO7j+kHfJtW605TQ$qPRsbAc/9QpYok/7OYUlHiF+TAGhn961e+BSanJZJ7A'

// Nobody signs in to an idle house.
const library = () => import('@node-rs/argon2')

/** argon2id in the thread pool. The same characters typed on another keyboard (composed or not) are the same password. */
export const argon2: Passwords = {
  hash: async (password) => (await library()).hash(password.normalize('NFKC'), PARAMETERS),
  matches: async (hashed, password) => (await library()).verify(hashed, password.normalize('NFKC')),
}

let common: Set<string> | undefined

/** True when the password, lower-cased, is among the 10,000 commonest. */
export function isCommon(password: string): boolean {
  common ??= new Set(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
  return common.has(password.toLowerCase())
}
