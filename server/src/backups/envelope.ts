import { randomBytes, scrypt } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createKeyring, KEY_BYTES, type Keyring } from '../vault/keyring.ts'
import type { Label } from '../vault/label.ts'
import { closing } from '../vault/shelf.ts'
import { createVault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'
import { BackupUnusable } from './unusable.ts'

// What stands around an archive: who can open it, in plain bytes, and then everything else, sealed.
const MAGIC = Buffer.from('LVABAK')
const VERSION = 1
const BY_KEY = 0
const BY_PASSPHRASE = 1
const SALT_BYTES = 16
const KIND_AT = MAGIC.length + 1
const SALT_AT = KIND_AT + 1
const ENVELOPE_BYTES = SALT_AT + SALT_BYTES
/** Whoever has the archive may guess as often as they like, so each guess takes 128 MiB and about half a second (RFC 7914). */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

/** What archives are sealed with: a passphrase where the operator gave one, otherwise the key of now of this house. */
export interface Sealer {
  passphrase: string | null
  /** Other passphrases, which only open. */
  otherPassphrases?: readonly string[]
  /** Master keys, the sealing one first. */
  keys: readonly [Uint8Array, ...Uint8Array[]]
}

/** Begins an archive of one `kind` of content: the bytes in front, and what seals the rest. */
export async function beginEnvelope({ passphrase, keys }: Sealer, kind: string) {
  const salt = randomBytes(SALT_BYTES)
  const front = Buffer.concat([MAGIC, Buffer.of(VERSION, passphrase === null ? BY_KEY : BY_PASSPHRASE), salt])
  const keyring = passphrase === null ? ringOf(keys) : createKeyring([await keyOf(passphrase, salt)])
  return {
    front,
    seal: (source: AsyncIterable<Uint8Array>) => createVault(() => keyring).seal(source, labelOf(front, kind)),
  }
}

/**
 * The content of a sealed file of one `kind`. What it yields is genuine; that it is whole is known at its end. Throws BackupUnusable for the
 * wrong passphrase or key, for what is damaged, cut off or changed, and for what is no archive.
 */
export async function* openEnvelope(path: string, sealer: Sealer, kind: string): AsyncGenerator<Buffer> {
  const front = await frontOf(path)
  const byPassphrase = front[KIND_AT] === BY_PASSPHRASE
  const [first, ...others] = [sealer.passphrase ?? [], sealer.otherPassphrases ?? []].flat()
  if (byPassphrase && first === undefined)
    throw new BackupUnusable(
      'This backup was sealed with a passphrase. Give it with --passphrase-file FILE, or as BACKUP_PASSPHRASE.',
    )
  const keyring: Keyring =
    byPassphrase && first !== undefined
      ? createKeyring([
          await keyOf(first, saltOf(front)),
          ...(await Promise.all(others.map((other) => keyOf(other, saltOf(front))))),
        ])
      : ringOf(sealer.keys)
  const vault = createVault(() => keyring)
  try {
    yield* vault.open(createReadStream(path, { start: ENVELOPE_BYTES }), labelOf(front, kind))
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new BackupUnusable(sentenceFor(error, byPassphrase), { cause: error })
  }
}

async function frontOf(path: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  const { buffer, bytesRead } = await closing(handle, () =>
    handle.read(Buffer.alloc(ENVELOPE_BYTES), 0, ENVELOPE_BYTES, 0),
  )
  if (bytesRead < ENVELOPE_BYTES || !buffer.subarray(0, MAGIC.length).equals(MAGIC))
    throw new BackupUnusable('This is no backup of a Learning Voice Agent, or it was cut off at its beginning.')
  if (buffer[MAGIC.length] !== VERSION)
    throw new BackupUnusable('This backup was made by a newer release. Update this one first.')
  return buffer
}

function sentenceFor({ kind }: VaultError, byPassphrase: boolean): string {
  if (kind !== 'unknown-key')
    return 'This backup is damaged: it was cut off or changed since it was made. Take another copy of it, or an older backup.'
  return byPassphrase
    ? 'This is not the passphrase this backup was sealed with.'
    : 'The key this backup was sealed with is not here. Put the keys.json of that time into DATA_DIR, or give ENCRYPTION_KEY as it was then.'
}

const saltOf = (front: Buffer) => front.subarray(SALT_AT)

// What came from another thread is no Buffer any more.
const ringOf = ([first, ...others]: Sealer['keys']) =>
  createKeyring([Buffer.from(first), ...others.map((key) => Buffer.from(key))])

// In front of every envelope; it opens under these very bytes only.
const labelOf = (front: Buffer, kind: string): Label => ({ purpose: kind, owner: 'house', id: front.toString('hex') })

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)))
  return promise
}
