import { hash } from '@node-rs/argon2'
import { argon2, type Passwords } from '../src/accounts/passwords.ts'

/** Hashes made in the way of the house, with as little work as the algorithm allows: a test signs up dozens. */
export const quickPasswords: Passwords = {
  ...argon2,
  hash: (password) => hash(password.normalize('NFKC'), { algorithm: 2, memoryCost: 8, timeCost: 1, parallelism: 1 }),
}
