import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFile, readPrivateFile, replacePrivateFile } from '../private-file.ts'
import type { Label } from '../vault/label.ts'
import type { Vault } from '../vault/vault.ts'

const FILE = 'secrets.json'
const LABEL: Label = { purpose: 'secrets', owner: 'house', id: FILE }
const Secrets = z.object({ JWT_SECRET_KEY: z.string().min(32), JWT_REFRESH_SECRET_KEY: z.string().min(32) })
const Sealed = z.object({ sealed: z.string() })

type Secrets = z.infer<typeof Secrets>

/** What this installation signs its tokens with: those the operator gave, otherwise its own. Throws as {@link ensureSecrets} does. */
export function signingSecrets(
  { access, refresh }: { access: string | undefined; refresh: string | undefined },
  dataDir: string,
  sealing: Sealing,
): { access: string; refresh: string } {
  if (access && refresh) return { access, refresh }
  const own = ensureSecrets(dataDir, sealing)
  return { access: access ?? own.JWT_SECRET_KEY, refresh: refresh ?? own.JWT_REFRESH_SECRET_KEY }
}

interface Sealing {
  vault: Vault
  /** Whether the file is sealed. Beside the very key that opens it, that would hide nothing. */
  sealed: boolean
}

/**
 * The installation's own secrets, made at the first call and kept in `secrets.json` (mode 0600) of the data folder, which
 * is made if missing. Two processes that start at once get the same ones. A file that is not sealed as it should be is written anew.
 * @throws Error with a sentence for the operator when the file is damaged; VaultError when its key is not here; the file system's own
 * error when it cannot be written
 */
export function ensureSecrets(dataDir: string, sealing: Sealing): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, FILE)
  const kept = readSecrets(path, sealing)
  if (kept) return kept
  const secrets = { JWT_SECRET_KEY: fresh(), JWT_REFRESH_SECRET_KEY: fresh() }
  return makePrivateFile(path, written(secrets, sealing)) ? secrets : (readSecrets(path, sealing) ?? secrets)
}

function readSecrets(path: string, sealing: Sealing): Secrets | null {
  const text = readPrivateFile(path)
  if (text === null) return null
  const file = parsed(text)
  const sealed = Sealed.safeParse(file).data?.sealed
  const read = Secrets.safeParse(sealed === undefined ? file : parsed(sealing.vault.openText(sealed, LABEL)))
  if (!read.success)
    throw new Error(`${path} is damaged. Put it back from a copy, or remove it: everybody then has to sign in again.`)
  const key = sealed === undefined ? null : sealing.vault.keyOf(sealed)
  const wanted = sealing.sealed ? sealing.vault.currentKey() : null
  if (key !== wanted) replacePrivateFile(path, written(read.data, sealing))
  return read.data
}

function written(secrets: Secrets, { vault, sealed }: Sealing): string {
  const text = JSON.stringify(secrets, null, 2)
  return `${sealed ? JSON.stringify({ sealed: vault.sealText(text, LABEL) }) : text}\n`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fresh = () => randomBytes(48).toString('base64url')
