import { createECDH } from 'node:crypto'
import { z } from 'zod'
import { keepSecret, type Sealing } from './kept-secret.ts'

const FILE = 'push-key.json'
const CURVE = 'prime256v1'
const PushKey = z.object({ private_key: z.string().refine((key) => publicKeyOf(key) !== null) })

/**
 * The private key push messages are signed with (P-256, base64url): the operator's, otherwise one of this installation, kept in
 * `push-key.json` of the data folder. Browsers are bound to it: with another key nobody is reached any more. Throws as
 * {@link keepSecret} does.
 */
export function pushKey(given: string | undefined, dataDir: string, sealing: Sealing): string {
  if (given !== undefined) return given
  const label = { purpose: 'push-key', owner: 'house', id: FILE }
  const loss = 'every browser that is reminded then has to be added again.'
  return keepSecret(dataDir, { file: FILE, label, shape: PushKey, make, loss }, sealing).private_key
}

/** The public key that belongs to a private one (P-256, both base64url); null when it is none. */
export function publicKeyOf(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, 'base64url')
  if (bytes.length !== 32) return null
  try {
    const pair = createECDH(CURVE)
    pair.setPrivateKey(bytes)
    return pair.getPublicKey('base64url')
  } catch {
    return null
  }
}

function make(): z.infer<typeof PushKey> {
  const pair = createECDH(CURVE)
  pair.generateKeys()
  // A key may begin with zeros, which Node leaves out.
  const bytes = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32)
  return { private_key: bytes.toString('base64url') }
}
