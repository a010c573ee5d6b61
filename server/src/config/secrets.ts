import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

// What memory cards and some shared folders answer to a link.
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
const FILE = 'secrets.json'
const Secrets = z.object({ JWT_SECRET_KEY: z.string().min(32), JWT_REFRESH_SECRET_KEY: z.string().min(32) })

/** What this installation signs its tokens with. */
export type Secrets = z.infer<typeof Secrets>

/**
 * The installation's own secrets, made at the first call and kept in `secrets.json` (mode 0600) of the data folder, which
 * is made if missing. Two processes that start at once get the same ones.
 * @throws Error with a sentence for the operator when the file is damaged; the file system's own error when it cannot be written
 */
export function ensureSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, FILE)
  return readSecrets(path) ?? makeSecrets(dataDir, path)
}

function readSecrets(path: string): Secrets | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  // A copied data folder may have lost its modes.
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  const read = Secrets.safeParse(parsed(text))
  if (read.success) return read.data
  throw new Error(`${path} is damaged. Put it back from a copy, or remove it: everybody then has to sign in again.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function makeSecrets(dataDir: string, path: string): Secrets {
  const secrets = { JWT_SECRET_KEY: fresh(), JWT_REFRESH_SECRET_KEY: fresh() }
  const draft = join(dataDir, `${FILE}.${process.pid}.${randomBytes(4).toString('hex')}`)
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`)
    fsyncSync(file)
    // A link appears whole or not at all, and fails if another process was quicker.
    linkSync(draft, path)
    return secrets
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EEXIST') return readSecrets(path) ?? secrets
    if (!WITHOUT_LINKS.includes(code)) throw error
    renameSync(draft, path)
    return secrets
  } finally {
    closeSync(file)
    rmSync(draft, { force: true })
  }
}

const fresh = () => randomBytes(48).toString('base64url')
