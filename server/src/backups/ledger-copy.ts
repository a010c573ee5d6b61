import { writeFile } from 'node:fs/promises'
import { ledgers } from '../privacy/privacy.ts'
import { beginEnvelope, openEnvelope, type Sealer } from './envelope.ts'

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

/** Takes what such a file knows into the ledger in `into`; `by` is a folder nobody uses. Throws BackupUnusable where it does not open. */
export async function fetchLedger(
  path: string,
  sealer: Sealer,
  { into, by }: { into: string; by: string },
): Promise<void> {
  const parts = await Array.fromAsync(openEnvelope(path, sealer, LEDGER))
  ledgers.unpack(Buffer.concat(parts).toString(), by)
  ledgers.join(into, by)
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
