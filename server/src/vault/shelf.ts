import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '../problem.ts'
import type { Label } from './label.ts'
import { HEADER_BYTES } from './sealing.ts'
import type { Vault } from './vault.ts'
import { VaultError } from './vault-error.ts'

/** What a file is called while it is being written. */
const UNFINISHED = '.part'

/** Where one file stands. `ending` is what it is called behind its id, if anything. */
export interface Place {
  userId: string
  id: string
  ending?: string
}

export type Shelf = ReturnType<typeof createShelf>

/**
 * Files of learners, `<folder>/<learner>/<id>[.<ending>]`, sealed with this house's key under their `purpose`, and readable by this
 * server's own user only.
 */
export function createShelf(
  folder: string,
  vault: Pick<Vault, 'seal' | 'open' | 'keyOf'>,
  { purpose }: { purpose: string },
) {
  const labelOf = ({ userId, id }: Place): Label => ({ purpose, owner: userId, id })

  async function openPlace(place: Place, { plain = false } = {}): Promise<AsyncIterable<Buffer> | null> {
    const file = pathOf(folder, place)
    const start = await startOf(file)
    if (start === null) return null
    const bytes: AsyncIterable<Buffer> = createReadStream(file)
    // Somebody who can write here must not be able to put a plain file in the place of a sealed one.
    return plain && isPlain(vault, start) ? bytes : vault.open(bytes, labelOf(place))
  }

  async function write(place: Place, content: Content, { sealed }: { sealed: boolean }): Promise<void> {
    const file = pathOf(folder, place)
    const unfinished = `${file}.${randomBytes(4).toString('hex')}${UNFINISHED}`
    try {
      await writeThrough(unfinished, sealed ? vault.seal(content, labelOf(place)) : content)
      await rename(unfinished, file)
      await syncFolder(dirname(file))
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }

  return {
    /**
     * Puts a file away, whole or not at all; when this returns it survives a power cut. One that is read only once, and not from its
     * beginning to its end, may stay as it came until then (`sealed` false). Throws `storage-full`.
     */
    async put(place: Place, content: Content, { sealed = true } = {}): Promise<void> {
      await tellingFull(async () => {
        await makeRoom(folder, place)
        await write(place, content, { sealed })
        await syncFolder(folder)
      })
    },

    /**
     * The content of a file as it came in, or null when it is no longer there. `plain` says that it may be the file of a release that
     * sealed nothing. What it yields ends in a VaultError where the file is not what was put there.
     */
    open: openPlace,

    /** The path of a file that is not sealed; null when it is not there. */
    async find(place: Place): Promise<string | null> {
      const file = pathOf(folder, place)
      return (await stat(file).catch(nothing)) === null ? null : file
    },

    /** With which key a file is sealed, `key` null when with none; null when there is no file. */
    async sealOf(place: Place): Promise<{ key: string | null } | null> {
      const start = await startOf(pathOf(folder, place))
      if (start === null) return null
      try {
        return { key: vault.keyOf(start) }
      } catch (error) {
        if (error instanceof VaultError) return { key: null }
        throw error
      }
    },

    /** Seals a file with the key of now, whole or not at all; one that is no longer there stays away. Throws VaultError, `storage-full`. */
    async reseal(place: Place, { plain = false } = {}): Promise<void> {
      const content = await openPlace(place, { plain })
      if (content) await tellingFull(() => write(place, content, { sealed: true }))
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
      const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(nothing)) ?? []
      for (const entry of entries.filter((found) => found.isFile())) {
        const file = join(entry.parentPath, entry.name)
        const found = await stat(file).catch(nothing)
        if (found === null || found.mtime >= before) continue
        if (!entry.name.endsWith(UNFINISHED) && (await isRemembered(entry.name.split('.', 1)[0] ?? ''))) continue
        await rm(file, { force: true })
        removed += 1
      }
      return removed
    },

    /** The finished files there are, in the order of their ids; those put there before an instant, if one is given. */
    async list({ before }: { before?: Date | undefined } = {}): Promise<{ userId: string; id: string }[]> {
      const found: { userId: string; id: string }[] = []
      for (const userId of (await readdir(folder).catch(nothing)) ?? [])
        for (const name of (await readdir(join(folder, userId)).catch(nothing)) ?? []) {
          const at = before && (await stat(join(folder, userId, name)).catch(nothing))
          const late = before && (!at || at.mtime >= before)
          if (!late && !name.endsWith(UNFINISHED)) found.push({ userId, id: name.split('.', 1)[0] ?? '' })
        }
      return found.sort((a, b) => (a.id < b.id ? -1 : 1))
    },

    /** For whom there are files. */
    owners: async (): Promise<string[]> => (await readdir(folder).catch(nothing)) ?? [],

    /** Removes everything of one learner, also files nobody remembers. */
    async removeAll(userId: string): Promise<void> {
      await rm(join(folder, safe(userId)), { recursive: true, force: true })
    },
  }
}

type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Makes the folder a file is to stand in. */
export async function makeRoom(folder: string, place: Place): Promise<void> {
  await mkdir(dirname(pathOf(folder, place)), { recursive: true, mode: 0o700 })
}

/** Where a file of a learner stands. Throws for what must not be a file name. */
export function pathOf(folder: string, { userId, id, ending }: Place): string {
  return join(folder, safe(userId), ending === undefined ? safe(id) : `${safe(id)}.${safe(ending)}`)
}

// Ids are our own; should one ever not be, it must not walk out of the folder.
function safe(part: string): string {
  if (!/^[\w-]{1,64}$/.test(part)) throw new Error('an id that cannot be a file name')
  return part
}

function isPlain(vault: Pick<Vault, 'keyOf'>, start: Uint8Array): boolean {
  try {
    return vault.keyOf(start) === null
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}

async function startOf(file: string): Promise<Uint8Array | null> {
  const handle = await open(file, 'r').catch(nothing)
  if (handle === null) return null
  return closing(handle, async () => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  })
}

/** Writes a new file, to the disk itself. */
export async function writeThrough(file: string, content: Content): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  await closing(handle, async () => {
    await handle.writeFile(content)
    await handle.sync()
  })
}

/** A new name is safe only when the folder that holds it is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await closing(handle, () => handle.sync())
}

/** Does something with an open file, and closes it whatever happens. */
export async function closing<T>(handle: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await handle.close()
  }
}

/** Does something that writes. Throws `storage-full` where there is no room. */
export async function tellingFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(codeOf(cause))) throw cause
    throw new Problem('storage-full', 'There is no room left on the server to keep this.', { cause })
  }
}

/** Null for what is not there; everything else is thrown on. */
export function nothing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null
  throw error
}

/** The system's code of an error; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
