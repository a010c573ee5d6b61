import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { ledgers } from '../privacy/privacy.ts'
import { beginEnvelope, openEnvelope, type Sealer } from './envelope.ts'
import { BackupUnusable } from './unusable.ts'

const LEDGER = 'erasure-ledger'

/** Writes the erasure ledger of `folder` into a sealed file that lies beside the backups. Resolves with false when there is no ledger. */
export async function sealLedger(folder: string, sealer: Sealer, path: string): Promise<boolean> {
  const packed = ledgers.pack(folder)
  if (packed === null) return false
  const { front, seal } = await beginEnvelope(sealer, LEDGER)
  const parts = await Array.fromAsync(seal(once(Buffer.from(packed))))
  await writeFile(path, Buffer.concat([front, ...parts]), { mode: 0o600 })
  return true
}

/** Puts the ledger of such a file into `folder`, which nobody uses. Throws BackupUnusable where it does not open. */
export async function fetchLedger(path: string, sealer: Sealer, folder: string): Promise<void> {
  try {
    const parts = await Array.fromAsync(openEnvelope(path, sealer, LEDGER))
    ledgers.unpack(Buffer.concat(parts).toString(), folder)
  } catch (error) {
    if (!(error instanceof BackupUnusable)) throw error
    throw new BackupUnusable(
      `The backup opens, but not the list of who was erased since, ${basename(path)} beside it. It may have been sealed with another passphrase or key: give one as BACKUP_PASSPHRASE and the other with --passphrase-file. (${error.message})`,
      { cause: error },
    )
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
