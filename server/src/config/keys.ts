import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makePrivateFile, readPrivateFile, replacePrivateFile } from '../private-file.ts'
import { createKeyring, KEY_BYTES, type Keyring } from '../vault/keyring.ts'
import { masterKey } from './master-key.ts'

const FILE = 'keys.json'
const KeyText = z.base64().transform((text) => Buffer.from(text, 'base64'))
const KeyFile = z.object({
  keys: z.tuple([KeyText], KeyText).refine((keys) => keys.every(({ length }) => length === KEY_BYTES)),
})

type Keys = [Buffer, ...Buffer[]]

/**
 * Finds this house's master keys: those the operator gave, otherwise those in `keys.json` (mode 0600) of the data folder, which is made
 * once. Keys of the file that the operator's stand in for still open.
 * @throws Error with a sentence for the operator when the file is damaged; the file system's own error when it cannot be written
 */
export function openKeys(dataDir: string, given: { key: string | undefined; previous: readonly string[] }) {
  const path = join(dataDir, FILE)
  const previous = given.previous.map(masterKey)
  let own: Keys | null
  let keyring: Keyring
  if (given.key === undefined) {
    own = readKeys(path) ?? makeKeys(path)
    keyring = createKeyring([...own, ...previous])
  } else {
    own = readKeys(path)
    keyring = createKeyring([masterKey(given.key), ...previous, ...(own ?? [])])
  }

  return {
    /** As the vault asks for it, time and again. */
    keyring: (): Keyring => keyring,
    /** Names of the key that seals, and of those that only open. */
    known: () => ({ current: keyring.current.id, older: keyring.older.map(({ id }) => id) }),
    /** Where the sealing key is from. */
    from: given.key === undefined ? ('file' as const) : ('environment' as const),

    /**
     * Begins a rotation: makes a new key, which seals from now on, and keeps the older ones. While those of an earlier rotation are still
     * there, that one goes on; a key the operator gave is the new one already.
     */
    renew(): void {
      if (own === null || given.key !== undefined || own.length > 1 || previous.length > 0) return
      own = [randomBytes(KEY_BYTES), ...own]
      replacePrivateFile(path, written(own))
      keyring = createKeyring([...own, ...previous])
    },

    /** Ends a rotation: forgets every key of the file but the one that seals. */
    retire(): void {
      if (own === null) return
      if (given.key === undefined) replacePrivateFile(path, written([own[0]]))
      else rmSync(path, { force: true })
    },
  }
}

function readKeys(path: string): Keys | null {
  const text = readPrivateFile(path)
  if (text === null) return null
  const read = KeyFile.safeParse(parsed(text))
  if (read.success) return read.data.keys
  throw new Error(`${path} is damaged. Put it back from a copy: without it, what was sealed with its keys stays shut.`)
}

function makeKeys(path: string): Keys {
  const keys: Keys = [randomBytes(KEY_BYTES)]
  return makePrivateFile(path, written(keys)) ? keys : (readKeys(path) ?? keys)
}

const written = (keys: Keys) => `${JSON.stringify({ keys: keys.map((key) => key.toString('base64')) }, null, 2)}\n`

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
