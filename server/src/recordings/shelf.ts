import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '../problem.ts'
import type { Label } from '../vault/label.ts'
import { HEADER_BYTES } from '../vault/sealing.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultError } from '../vault/vault-error.ts'

/** What a file is called while it is being written. */
const UNFINISHED = '.part'

/**
 * The files of recordings, `<folder>/<learner>/<id>.<ending>`, sealed with this house's key and readable by this server's own user
 * only. Those of earlier releases are plain until {@link reseal} has been at them.
 */
export function createShelf(folder: string, vault: Vault) {
  return {
    /** Puts a recording away; when this returns it survives a power cut. Throws `storage-full`; a half-written file never stays. */
    async put(place: Place, bytes: Uint8Array): Promise<void> {
      await tellingFull(async () => {
        await mkdir(dirname(pathOf(folder, place)), { recursive: true, mode: 0o700 })
        await write(place, [bytes])
        await syncFolder(folder)
      })
    },

    /**
     * The bytes as they came in, or `null` when they are no longer there. `plain` says that it may be the file of an earlier release.
     * Throws VaultError.
     */
    async take(place: Place, { plain }: { plain: boolean }): Promise<Uint8Array | null> {
      const content = await contentOf(place, { plain })
      return content && Buffer.concat(await Array.fromAsync(content))
    },

    /** Seals a file with the key of now, whole or not at all; one that is no longer there stays away. Throws VaultError, `storage-full`. */
    async reseal(place: Place, { plain }: { plain: boolean }): Promise<void> {
      const content = await contentOf(place, { plain })
      if (content) await tellingFull(() => write(place, content))
    },

    async remove(place: Place): Promise<void> {
      await rm(pathOf(folder, place), { force: true })
    },

    /** Removes files that were put there before `before` and that nobody remembers. Resolves with how many. */
    async clear({
      before,
      isRemembered,
    }: {
      before: Date
      isRemembered: (id: string) => Promise<boolean>
    }): Promise<number> {
      let removed = 0
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      })
      for (const entry of entries.filter((found) => found.isFile())) {
        const file = join(entry.parentPath, entry.name)
        const { mtime } = await stat(file)
        if (mtime >= before) continue
        if (!entry.name.endsWith(UNFINISHED) && (await isRemembered(entry.name.split('.', 1)[0] ?? ''))) continue
        await rm(file, { force: true })
        removed += 1
      }
      return removed
    },

    /** For whom there are files. */
    async owners(): Promise<string[]> {
      return readdir(folder).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      })
    },

    /** Removes everything of one learner, also files nobody remembers. */
    async removeAll(userId: string): Promise<void> {
      await rm(join(folder, safe(userId)), { recursive: true, force: true })
    },
  }

  async function contentOf(place: Place, { plain }: { plain: boolean }): Promise<AsyncIterable<Buffer> | null> {
    const file = pathOf(folder, place)
    const start = await startOf(file)
    if (start === null) return null
    const bytes: AsyncIterable<Buffer> = createReadStream(file)
    // Somebody who can write here must not be able to put a plain file in the place of a sealed one.
    return plain && isPlain(vault, start) ? bytes : vault.open(bytes, labelOf(place))
  }

  async function write(place: Place, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const file = pathOf(folder, place)
    const unfinished = `${file}.${randomBytes(4).toString('hex')}${UNFINISHED}`
    try {
      await writeThrough(unfinished, vault.seal(content, labelOf(place)))
      await rename(unfinished, file)
      await syncFolder(dirname(file))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }
}

/** Where one recording stands. */
export interface Place {
  userId: string
  id: string
  ending: string
}

const labelOf = ({ userId, id }: Place): Label => ({ purpose: 'recording', owner: userId, id })

function pathOf(folder: string, { userId, id, ending }: Place): string {
  return join(folder, safe(userId), `${safe(id)}.${safe(ending)}`)
}

// Ids are our own; should one ever not be, it must not walk out of the folder.
function safe(part: string): string {
  if (!/^[\w-]{1,64}$/.test(part)) throw new Error('an id that cannot be a file name')
  return part
}

function isPlain(vault: Vault, start: Uint8Array): boolean {
  try {
    return vault.keyOf(start) === null
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}

async function startOf(file: string): Promise<Uint8Array | null> {
  try {
    const handle = await open(file, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function writeThrough(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// A new name is safe only when the folder that holds it is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function tellingFull(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(cause))) throw cause
    throw new Problem('storage-full', 'There is no room left on the server to keep this recording.', { cause })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
