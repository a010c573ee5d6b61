import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFile, readPrivateFile, replacePrivateFile } from '../private-file.ts'
import type { Label } from '../vault/label.ts'
import type { Vault } from '../vault/vault.ts'

const Sealed = z.object({ sealed: z.string() })

/** How such a file is sealed. */
export interface Sealing {
  vault: Vault
  /** Whether the file is sealed. Beside the very key that opens it, that would hide nothing. */
  sealed: boolean
}

/** A secret of this installation: where it is kept, what it looks like, how it is made, and what losing it means. */
interface KeptSecret<Secret> {
  file: string
  label: Label
  shape: z.ZodType<Secret>
  make: () => Secret
  /** Ends the sentence "… or remove it: ". */
  loss: string
}

/**
 * What stands in a file (mode 0600) of the data folder, which is made if missing; made at the first call. Two processes that start at
 * once get the same. A file that is not sealed as it should be is written anew.
 * @throws Error with a sentence for the operator when the file is damaged; VaultError when its key is not here; the file system's own
 * error when it cannot be written
 */
export function keepSecret<Secret>(
  dataDir: string,
  { file, label, shape, make, loss }: KeptSecret<Secret>,
  { vault, sealed }: Sealing,
): Secret {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, file)

  function written(secret: Secret): string {
    const text = JSON.stringify(secret, null, 2)
    return `${sealed ? JSON.stringify({ sealed: vault.sealText(text, label) }) : text}\n`
  }

  function kept(): Secret | null {
    const text = readPrivateFile(path)
    if (text === null) return null
    const outer = parsed(text)
    const closed = Sealed.safeParse(outer).data?.sealed
    const read = shape.safeParse(closed === undefined ? outer : parsed(vault.openText(closed, label)))
    if (!read.success) throw new Error(`${path} is damaged. Put it back from a copy, or remove it: ${loss}`)
    const key = closed === undefined ? null : vault.keyOf(closed)
    if (key !== (sealed ? vault.currentKey() : null)) replacePrivateFile(path, written(read.data))
    return read.data
  }

  const before = kept()
  if (before) return before
  const secret = make()
  return makePrivateFile(path, written(secret)) ? secret : (kept() ?? secret)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
